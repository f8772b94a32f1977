import * as z from "zod";
import type { Spoke } from "../../lib/app/gates/speak.ts";
import { spanSeconds } from "../../lib/core/span.ts";
import type { ApiWorld } from "../world/api.ts";
import type { Credential } from "./access.ts";
import { withReads } from "./gateReads.ts";
import { gateShown, reopenCure } from "./gateShown.ts";
import { askPerson } from "./person.ts";
import { Id, readBody } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

/** Whose calendar is set aside, as the path says it, and who sends it. */
interface Asked {
  readonly source: string;
  readonly who: string;
  readonly credential?: Credential;
  readonly world: ApiWorld;
  readonly project: string;
  readonly job: string;
}

const mostSeconds = 86_400;

export const OverrideWish = z.strictObject({
  /** Without one it is refused, and the refusal is written down. */
  reason: z.string().trim().max(500, { error: "expected at most 500 characters" }).default(""),
  for: z
    .string()
    .refine((text) => (spanSeconds(text) ?? Number.POSITIVE_INFINITY) <= mostSeconds, {
      error: "expected a span such as 30m or 2h, at most 24h",
    })
    .default("1h"),
});

/**
 * `POST …/gates/{project}/{job}/override` with `{ reason, for? }` -> 202 `{ gate, person }`: it waits for a second person, who
 * says the same within an hour; 200: both have said so, and the calendar is set aside until `gate.override.until`, for the
 * shorter of the two spans. Asking again is safe.
 */
export async function overrideGate(request: Request, asked: Asked): Promise<Response> {
  const body = await readBody(request, OverrideWish);
  if ("refused" in body) return body.refused;
  const { source, who, credential, world } = asked;
  const [project, job] = [Id.safeParse(asked.project), Id.safeParse(asked.job)];
  if (!project.success || !job.success) return refuse("badGate");
  const speaker = await askPerson(request, { source, world, ...(credential && { credential }) });
  if ("refused" in speaker) return speaker.refused;
  const forSeconds = spanSeconds(body.data.for) ?? mostSeconds;
  const place = { source, project: project.data, job: job.data, person: speaker.person };
  return await withReads({ source, world }, async (reads) => {
    const { sayOverride } = await import("../../lib/app/gates/override.ts");
    const word = { ...place, from: "api" as const, who, reason: body.data.reason, forSeconds };
    return spokenAnswer(await sayOverride(word, { ...world, reads }), { ...place, who, world });
  });
}

function spokenAnswer(
  spoke: Spoke,
  {
    world,
    person,
    ...place
  }: Pick<Asked, "source" | "who" | "world"> & {
    readonly person: { readonly userId: number };
    readonly project: number;
    readonly job: number;
  },
): Response {
  const about = { ...place, userId: person.userId };
  if ("refused" in spoke) {
    world.log.info("gate refused", { ...about, refused: spoke.refused });
    return refuse(spoke.refused, { message: spoke.why, ...reopenCure(spoke.refused, place) });
  }
  const isGranted = spoke.gate.override?.granted !== undefined;
  world.log.info("gate override", { ...about, granted: isGranted });
  const shown = gateShown(spoke.gate, world.gitlabUrl?.(place.source));
  return answer({ gate: shown, person }, { status: isGranted ? 200 : 202 });
}

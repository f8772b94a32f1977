import * as z from "zod";
import { exampleRule } from "../../lib/app/askCommand.ts";
import type { ArmDone } from "../../lib/app/gates/arm.ts";
import type { Disarmed } from "../../lib/app/gates/disarm.ts";
import type { Word, WordRefused } from "../../lib/app/gates/speak.ts";
import type { Facts } from "../../lib/core/event.ts";
import { spanSeconds } from "../../lib/core/span.ts";
import type { Instant } from "../../lib/core/time.ts";
import type { ApiWorld } from "../world/api.ts";
import type { Credential } from "./access.ts";
import { gateJob } from "./gateJob.ts";
import { withReads } from "./gateReads.ts";
import { gateShown, reopenCure } from "./gateShown.ts";
import { askPerson } from "./person.ts";
import { Id, Reason, readBody } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

/** What is armed, as the path says it, and who sends it. */
interface Asked {
  readonly source: string;
  readonly who: string;
  readonly credential?: Credential;
  readonly world: ApiWorld;
  readonly project: string;
  readonly job: string;
}

const longestSeconds = 7 * 86_400;
const usualSeconds = 86_400;
const mostValues = 50;

export const ArmWish = z
  .strictObject({
    /** A moment, in milliseconds since 1970 UTC. */
    until: z.int().min(1).exactOptional(),
    for: z
      .string()
      .refine((text) => spanSeconds(text) !== undefined, { error: "expected a span such as 8h or 2d" })
      .exactOptional(),
    reason: Reason.exactOptional(),
    /** What the play shall be given, by name, as far as a rule allows it. */
    values: z
      .record(z.string().max(255), z.string().max(1024))
      .refine((values) => Object.keys(values).length <= mostValues, { error: `expected at most ${mostValues} values` })
      .default({}),
  })
  .refine((wish) => wish.until === undefined || wish.for === undefined, { error: "give either `until` or `for`" });
type ArmWish = z.infer<typeof ArmWish>;

/**
 * `POST …/gates/{project}/{job}/arm` with `{ until | for, reason?, values? }` -> `{ gate, task, person }`: the job is played
 * as soon as it can be, until then: at most 7 days from now, 24 hours unless told. Refused unless a rule that hears `arm`
 * says yes, and the person whose token is in X-GitLab-Token may play it. Asking again is safe.
 */
export async function armJob(request: Request, asked: Asked): Promise<Response> {
  const body = await readBody(request, ArmWish);
  if ("refused" in body) return body.refused;
  const { world, source } = asked;
  const until = untilOf(body.data, world.clock());
  if (typeof until !== "number") return refuse("badBody", { message: until.wrong });
  const spoken = await wordOf(request, asked);
  if ("refused" in spoken) return spoken.refused;
  const { reason, values } = body.data;
  const word = { ...spoken.word, until, values, ...(reason !== undefined && { reason }) };
  return await withReads({ source, world }, async (reads) => {
    const found = await gateJob(word, world, reads);
    if ("refused" in found) return found.refused;
    const { arm } = await import("../../lib/app/gates/arm.ts");
    const { openStored } = await import("../../lib/app/explain/open.ts");
    const active = await openStored(await world.store.rulebook(source), world.actions, "live");
    return spokenAnswer(await arm(word, { ...world, active, reads, facts: found.facts }), word, { world, ...found });
  });
}

function untilOf({ until, for: span }: ArmWish, now: Instant): Instant | { readonly wrong: string } {
  const at = until ?? now + (spanSeconds(span ?? "") ?? usualSeconds) * 1000;
  if (at <= now) return { wrong: "until: expected a moment that is still to come" };
  if (at > now + longestSeconds * 1000) return { wrong: `${span ? "for" : "until"}: expected at most 7 days` };
  return at;
}

export const DisarmWish = z.strictObject({ reason: Reason });

/**
 * `POST …/gates/{project}/{job}/disarm` with `{ reason }` -> `{ gate, person, late? }`: by who armed it, or by anybody who
 * could play it. `late`: its play was sent already.
 */
export async function disarmJob(request: Request, asked: Asked): Promise<Response> {
  const body = await readBody(request, DisarmWish);
  if ("refused" in body) return body.refused;
  const { world, source } = asked;
  const spoken = await wordOf(request, asked);
  if ("refused" in spoken) return spoken.refused;
  const word = { ...spoken.word, reason: body.data.reason };
  return await withReads({ source, world }, async (reads) => {
    const { disarm } = await import("../../lib/app/gates/disarm.ts");
    const { mayDo } = await import("../../lib/app/rights/mayDo.ts");
    const mayPlay = async () => {
      const found = await gateJob(word, world, reads);
      if ("facts" in found) return await mayDo(word.person, "play", found.facts, reads);
      return { may: false, why: "GitLab shows no such job, so that nobody but who armed it can disarm it" } as const;
    };
    return spokenAnswer(await disarm(word, mayPlay, world), word, { world });
  });
}

async function wordOf(
  request: Request,
  { source, who, credential, world, ...path }: Asked,
): Promise<{ readonly word: Word } | { readonly refused: Response }> {
  const [project, job] = [Id.safeParse(path.project), Id.safeParse(path.job)];
  if (!project.success || !job.success) return { refused: refuse("badGate") };
  const speaker = await askPerson(request, { source, world, ...(credential && { credential }) });
  if ("refused" in speaker) return speaker;
  return { word: { source, project: project.data, job: job.data, person: speaker.person, from: "api", who } };
}

function spokenAnswer(
  spoke: ArmDone | Disarmed,
  { source, project, job, person, who }: Word,
  { world, facts }: { readonly world: ApiWorld; readonly facts?: Facts },
): Response {
  const about = { source, who, project, job, userId: person.userId };
  if ("refused" in spoke) {
    world.log.info("gate refused", { ...about, refused: spoke.refused });
    return refuse(spoke.refused, { message: spoke.why, ...reopenCure(spoke.refused, about), ...cureOf(spoke, facts) });
  }
  world.log.info("gate", about);
  const gate = gateShown(spoke.gate, world.gitlabUrl?.(source));
  if ("task" in spoke) return answer({ gate, task: { id: spoke.task.id, state: spoke.task.state }, person });
  return answer({ gate, person, ...(spoke.late !== undefined && { late: spoke.late }) });
}

function cureOf({ refused }: WordRefused, facts: Facts | undefined): { readonly cure?: string } {
  if (refused !== "noRule" || !facts) return {};
  return { cure: `Apply a rule that lets people arm it, e.g. ${exampleRule(facts, "arm")}` };
}

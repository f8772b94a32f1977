import * as z from "zod";
import type { ApiWorld } from "../world/api.ts";
import { readBody } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

/**
 * `GET /api/{source}/rulebook` -> `{ version, hash, calendars, failureClasses, rules, setAside: [{ id, reason }] }`; version 0
 * before the first apply, and what there is none of is left out.
 */
export async function showRulebook(source: string, world: ApiWorld): Promise<Response> {
  // Most requests ask for no rules, and judging them takes much code.
  const { shownRules } = await import("../../lib/app/shownRules.ts");
  const active = await shownRules(world, source);
  return answer({ ...active }, { headers: { etag: `"${active.version}"` } });
}

/** A long file with the same mistake in each rule would make an answer that AWS does not pass on. */
const mostProblems = 1000;

const Files = z.strictObject({
  files: z
    .array(z.strictObject({ file: z.string().min(1).max(1000), text: z.string() }))
    .min(1, { error: "expected at least one file" }),
});

/**
 * `PUT /api/{source}/rulebook` with `{ files: [{ file, text }] }` and `If-Match: "VERSION"`, the version that was read
 * (`"0"` before the first) -> `{ version, rules }`: the version that is active now, and how many rules it has. Rules with
 * errors change nothing -> 422 with `problems`, the first thousand, and how many there are in `count`.
 */
export async function applyRulebook(
  request: Request,
  { source, who, world }: { source: string; who: string; world: ApiWorld },
): Promise<Response> {
  const seen = request.headers.get("if-match");
  if (seen === null) return refuse("noVersion");
  const [, version] = /^"(0|[1-9]\d{0,8})"$/.exec(seen) ?? [];
  if (version === undefined) return refuse("badVersion");
  const body = await readBody(request, Files);
  if ("refused" in body) return body.refused;
  // Reading what people write takes YAML and regular expressions; most requests ask for neither.
  const { applyRules } = await import("../../lib/app/apply.ts");
  const { store, actions, clock, random, log } = world;
  const by = { who, clock, random };
  const applied = await applyRules(body.data.files, source, { store, actions, seen: Number(version), by });
  if (applied === "overtaken") return refuse("overtaken");
  if ("problems" in applied) {
    const { problems } = applied;
    return refuse("badRules", { more: { problems: problems.slice(0, mostProblems), count: problems.length } });
  }
  log.info("rules applied", { source, who, version: applied.version });
  return answer(applied, { headers: { etag: `"${applied.version}"` } });
}

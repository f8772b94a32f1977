import * as z from "zod";
import type { ApiWorld } from "../world/api.ts";
import { Reason, readBody, seenVersion } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

/**
 * `GET /api/{source}/rulebook` -> `{ version, hash, calendars, failureClasses, invariants, rules, setAside: [{ id, reason }],
 * secondPerson }`; version 0 before the first apply, and what there is none of is left out. Rules that cannot be read -> 500
 * with the `version` that others may take the place of.
 */
export async function showRulebook(source: string, world: ApiWorld): Promise<Response> {
  const { store, actions } = world;
  // Most requests ask for no rules, and judging them takes much code.
  const { shownText } = await import("../../lib/app/shownRules.ts");
  const { standingRules } = await import("../../lib/app/standing.ts");
  const { version, stored, broken } = await standingRules(store, source);
  const headers = { etag: `"${version}"` };
  if (broken !== undefined) {
    world.log.error("rulebook refused", { code: "rulebookRefused", source, reason: broken });
    return refuse("corrupt", { headers, more: { version } });
  }
  const shown = stored ? await shownText(stored, actions) : { version, rules: [] };
  return answer({ ...shown, secondPerson: secondPersonOf(source, world) }, { headers });
}

/** Where nothing is set, rules that delete or play need a second person. */
function secondPersonOf(source: string, { secondPerson }: ApiWorld): "required" | "off" {
  return secondPerson?.(source) ?? "required";
}

/** A long file with the same mistake in each rule would make an answer that AWS does not pass on. */
const mostProblems = 1000;

export const RuleFiles = z.strictObject({
  files: z
    .array(z.strictObject({ file: z.string().min(1).max(1000), text: z.string() }))
    .min(1, { error: "expected at least one file" }),
  reason: Reason.exactOptional(),
});

/**
 * `PUT /api/{source}/rulebook` with `{ files: [{ file, text }], reason? }` and `If-Match: "VERSION"`, the version that was
 * read (`"0"` before the first) -> `{ version, rules, unchanged? }`: the version that is active now, and how many rules it
 * has. Where they need a second person -> 202 with `{ proposal: { number, hash, after, by, at, needs, replaces? } }`, and
 * nothing is changed yet. Rules with errors change nothing -> 422 with `problems`, the first thousand, and how many there
 * are in `count`.
 */
export async function applyRulebook(
  request: Request,
  { source, who, world }: { source: string; who: string; world: ApiWorld },
): Promise<Response> {
  const seen = seenVersion(request);
  if ("refused" in seen) return seen.refused;
  const body = await readBody(request, RuleFiles);
  if ("refused" in body) return body.refused;
  // Reading what people write takes YAML and regular expressions; most requests ask for neither.
  const { applyRules } = await import("../../lib/app/apply.ts");
  const { store, actions, clock, random, log } = world;
  const { files, reason } = body.data;
  const by = { who, clock, random, ...(reason !== undefined && { reason }) };
  const secondPerson = secondPersonOf(source, world);
  const applied = await applyRules(files, source, { store, actions, seen: seen.version, by, secondPerson });
  if (applied === "overtaken") return refuse("overtaken");
  if ("problems" in applied) {
    const { problems } = applied;
    return refuse("badRules", { more: { problems: problems.slice(0, mostProblems), count: problems.length } });
  }
  if ("proposal" in applied) {
    const { number, hash, after } = applied.proposal;
    log.info("rules proposed", { source, who, proposal: number, hash, after });
    return answer(applied, { status: 202 });
  }
  if (!applied.unchanged) log.info("rules applied", { source, who, version: applied.version });
  return answer(applied, { headers: { etag: `"${applied.version}"` } });
}

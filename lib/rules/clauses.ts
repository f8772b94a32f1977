import type { Check } from "./check.ts";
import type { Condition, Place } from "./checks/condition.ts";
import { allCheck, groupCheck, notCheck } from "./checks/group.ts";
import { jobsCheck } from "./checks/jobs.ts";
import { leaves } from "./checks/leaves.ts";
import type { Conditions, JobsConditions } from "./conditions.ts";
import type { RuleTools } from "./tools.ts";

export { deciding } from "./checks/group.ts";

const known: readonly (readonly [key: string, condition: Condition])[] = Object.entries(leaves);

/** The conditions of one map, which must all hold, in a fixed order. `path` is where the map stands, e.g. `when`. */
export function checksOf(conditions: Conditions, path: string, tools: RuleTools): Check[] {
  const { all, any, not, jobs, ...asked } = conditions;
  const wanted = new Map<string, unknown>(Object.entries(asked));
  const at = (key: string): Place => ({ path: `${path}.${key}`, tools });
  const list: Check[] = [];
  for (const [key, { check }] of known) if (wanted.has(key)) list.push(check(wanted.get(key), at(key)));
  if (jobs) list.push(siblingsCheck(jobs, at("jobs")));
  if (all) list.push(groupCheck(at("all").path, members(all, at("all")), "all"));
  if (any) list.push(groupCheck(at("any").path, members(any, at("any")), "any"));
  if (not) list.push(notCheck(at("not").path, together(not, at("not"))));
  return list;
}

function members(list: readonly Conditions[], { path, tools }: Place): Check[] {
  return list.map((conditions, index) => together(conditions, { path: `${path}.${index}`, tools }));
}

/** Sibling keys as one check. */
function together(conditions: Conditions, { path, tools }: Place): Check {
  return allCheck(path, checksOf(conditions, path, tools));
}

function siblingsCheck(jobs: JobsConditions, { path, tools }: Place): Check {
  const { where } = jobs;
  const quantifier = (["all", "any", "none"] as const).find((one) => jobs[one]) ?? "all";
  return jobsCheck(path, {
    quantifier,
    holds: together(jobs[quantifier] ?? {}, { path: `${path}.${quantifier}`, tools }),
    ...(where && { where: together(where, { path: `${path}.where`, tools }) }),
    leavesBridgesOut: where?.bridge === false,
  });
}

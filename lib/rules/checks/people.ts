import * as z from "zod";
import type { Facts } from "../../core/event.ts";
import { type Role, roleLevels } from "../../core/looked.ts";
import { GroupPath } from "../approvals.ts";
import type { Check } from "../check.ts";
import { notEmpty, oneOrMany, Text } from "../fields.ts";
import { condition, type Fact, factCheck, flagCheck, type Place, partOf } from "./condition.ts";
import { allCheck } from "./group.ts";
import { textCheck } from "./text.ts";

const roles = Object.keys(roleLevels) as Role[];

const By = z
  .strictObject({
    /** Their username. */
    user: Text.exactOptional(),
    /** At least that role in the project, now. */
    role: z.enum(roles).exactOptional(),
    /** A member of one of these groups by full path, now; whoever is one of a group above it is. */
    group: oneOrMany(GroupPath).exactOptional(),
    bot: z.boolean().exactOptional(),
  })
  .superRefine(notEmpty("expected `user`, `role`, `group` or `bot`"));

/** Whoever a look found to have caused it counts before the job's own user. */
function userOf({ job, looked }: Facts): Fact<string> {
  if (looked?.by === undefined) return job.userName;
  return partOf(looked.by, ({ username }) => username);
}

/** GitLab's numbers for roles that this version does not know lie between those that it does. */
function levelText(level: number): string {
  const role = roles.findLast((one) => level >= roleLevels[one]);
  return role ?? "no role";
}

function roleCheck(role: Role, path: string): Check {
  return factCheck({
    path,
    wanted: role,
    read: ({ looked }) => partOf(looked?.by, ({ level }) => level),
    answer: (level) => (level >= roleLevels[role] ? "yes" : "no"),
    shown: levelText,
    ask: "by",
  });
}

/** A member of one of them is enough. A group is asked for until one says yes; one that is hidden leaves it open. */
function groupsCheck(groups: readonly string[], path: string): Check {
  const about = { path, wanted: groups.join(" or ") };
  return ({ looked }) => {
    if (looked?.by === null) return { ...about, answer: "no", seen: "absent" };
    const known = groups.map((group) => looked?.groups?.get(group));
    const member = groups[known.indexOf(true)];
    if (member !== undefined) return { ...about, answer: "yes", seen: `a member of ${member}` };
    if (known.every((one) => one === false)) return { ...about, answer: "no", seen: "no member" };
    const group = groups[known.indexOf(undefined)];
    return { ...about, answer: "unknown", seen: "unknown", ...(group !== undefined && { ask: { group } }) };
  };
}

function byCheck({ user, role, group, bot }: z.output<typeof By>, { path, tools }: Place): Check {
  const at = (key: string): Place => ({ path: `${path}.${key}`, tools });
  const checks: Check[] = [];
  if (user) checks.push(textCheck(user, at("user"), { read: userOf, ask: "by" }));
  if (role) checks.push(roleCheck(role, at("role").path));
  if (group) checks.push(groupsCheck(group, at("group").path));
  if (bot !== undefined)
    checks.push(
      flagCheck(bot, at("bot"), { read: ({ looked }) => partOf(looked?.by, ({ isBot }) => isBot), ask: "by" }),
    );
  return allCheck(path, checks);
}

export const peopleConditions = { by: condition(By, byCheck) };

import { roleLevels } from "../../core/looked.ts";
import { matchesGlob } from "../../core/pattern.ts";
import type { Conditions } from "../conditions.ts";
import { waitOf } from "../require.ts";
import { kindOf } from "../trigger.ts";
import type { Finding } from "./finding.ts";
import { findingAt, type Linted } from "./linted.ts";

/** What is odd about what a gate waits for. */
export function gates(one: Linted): Finding[] {
  return [...nobodyCanApprove(one), ...idleRoles(one), ...endlessReminders(one), ...playWithoutPeople(one)];
}

/** Where everybody who counts has a name, there must be enough of them. */
function nobodyCanApprove(one: Linted): Finding[] {
  const { count = 0, from = [], notAuthor = true } = one.rule.require?.approvals ?? {};
  if (from.length === 0 || !from.every(({ user }) => user !== undefined)) return [];
  // GitLab's usernames differ in more than their case.
  const names = new Set(from.flatMap(({ user = [] }) => user.map((name) => name.toLowerCase())));
  const path = ["require", "approvals", "from"];
  const code = "nobodyCanApprove";
  const people = `${[...names].join(", ")}${names.size === 1 ? " alone" : ""} may approve`;
  if (names.size < count)
    return [
      findingAt(one, path, {
        severity: "error",
        code,
        message: `${people}, and ${count} people must: the gate never opens; name more, or ask for fewer`,
      }),
    ];
  if (names.size > count || !notAuthor) return [];
  const message = `${people}, and ${count === 1 ? "nobody approves" : "none of them approves"} what they wrote or began themselves: such a gate never opens; name one more, or a role or group`;
  return [findingAt(one, path, { severity: "warning", code, message })];
}

const leastRole = "developer";

/** Whoever may not play a job himself cannot let it be played, and that takes a developer at least. */
function idleRoles(one: Linted): Finding[] {
  const { approvals, override } = one.rule.require ?? {};
  const lists = [
    { key: ["approvals", "from"], from: approvals?.from },
    { key: ["override", "from"], from: override?.from },
  ];
  return lists.flatMap(({ key, from = [] }) =>
    from.flatMap(({ role }, at) => {
      if (role === undefined || roleLevels[role] >= roleLevels[leastRole]) return [];
      const message = `a ${role} cannot play jobs in GitLab, and so lets nobody else: this means the same as ${leastRole}; say the role that is meant`;
      return [findingAt(one, ["require", ...key, at, "role"], { severity: "warning", code: "idleRole", message })];
    }),
  );
}

function endlessReminders(one: Linted): Finding[] {
  const { require } = one.rule;
  if (require?.remind === undefined || waitOf(require) !== undefined) return [];
  const message = `people are reminded every ${require.remind} for as long as the gate waits, and it waits without end: give \`expires\``;
  return [findingAt(one, ["require", "remind"], { severity: "warning", code: "endlessReminders", message })];
}

/** A play that nobody said yes to, where it matters most. A command is a person's, and on a deployment GitLab's own approvals are waited for. */
function playWithoutPeople(one: Linted): Finding[] {
  const { do: verb, require, on, when } = one.rule;
  if (verb.action !== "play" || require?.approvals !== undefined) return [];
  if (!on.map(kindOf).some((kind) => kind === "job" || kind === "pipeline")) return [];
  const where = guardedPlace(when);
  if (where === undefined) return [];
  const message = `this plays ${where}, and no person says yes to it: ask for somebody, e.g. \`require: { approvals: { count: 1 } }\``;
  return [findingAt(one, ["do"], { severity: "warning", code: "playWithoutPeople", message })];
}

const production = ["production", "production/x", "prod", "prod/x", "live", "live/x"];

/** Where conditions name something that people guard; what they exclude does not count. */
function guardedPlace(conditions: Conditions | undefined): string | undefined {
  if (!conditions) return undefined;
  const { environment, environmentTier, protected: isProtected, all = [], any = [] } = conditions;
  const names = [...(environment ?? []), ...(environmentTier ?? [])].filter((name) => typeof name === "string");
  if (names.some((name) => name !== "**" && production.some((one) => matchesGlob(name, one)))) return "in production";
  if (isProtected === true) return "on protected branches or tags";
  return [...all, ...any].map(guardedPlace).find((place) => place !== undefined);
}

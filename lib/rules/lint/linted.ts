import type { ActionSpec } from "../../core/action.ts";
import type { Facts } from "../../core/event.ts";
import type { Rule, Rulebook } from "../rulebook.ts";
import { areFarApart } from "../space/farApart.ts";
import { exampleFor, type Ready, type Region, ready } from "../space/overlap.ts";
import { reachOf } from "../space/reach.ts";
import type { Finding } from "./finding.ts";

/** A rule as lint looks at it. */
export interface Linted {
  readonly rule: Rule;
  /** Where it stands in the rulebook. */
  readonly position: number;
  readonly spec: ActionSpec | undefined;
  /** All that it can reach. */
  readonly reach: readonly Region[];
  readonly ready: Ready;
  /** At least all that it can reach. */
  readonly gist: Region;
  /** A job that it means, where one can be made up. */
  readonly example: Facts | undefined;
  /** Whether it means an example. */
  readonly means: (example: Facts) => boolean;
}

/** The rules that do something, or say so. */
export function lintedOf({ rules }: Pick<Rulebook, "rules">, actions: readonly ActionSpec[]): readonly Linted[] {
  return rules.flatMap((rule, position) => {
    if (rule.mode === "off") return [];
    const reach = reachOf(rule, actions);
    const prepared = ready(reach);
    const { ways = [], tests } = prepared;
    return {
      rule,
      position,
      spec: actions.find(({ name }) => name === rule.do.action),
      reach,
      ready: prepared,
      gist: gistOf(rule),
      example: firstOf(ways, (way) => exampleFor(way, tests)),
      means: (example) => tests.every((test) => test(example)),
    };
  });
}

/** Most play rules tell their job by its name beside the verb. */
function gistOf({ projects, when, do: { action, params } }: Rule): Region {
  const name = action === "play" && typeof params.job === "string" ? [params.job] : undefined;
  return { projects, when: { ...(name && { name }), ...when } };
}

function firstOf<T, Found>(list: readonly T[], find: (one: T) => Found | undefined): Found | undefined {
  for (const one of list) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A finding about one place of a rule, and the other rules that it has to do with. */
export function findingAt(
  { rule, position }: Linted,
  path: readonly (string | number)[],
  { others = [], ...about }: Pick<Finding, "severity" | "code" | "message"> & { readonly others?: readonly Linted[] },
): Finding {
  return { ...about, rules: [rule.id, ...others.map((one) => one.rule.id)], path: ["rules", position, ...path] };
}

/** All that a rule can reach as one region. */
export function wholeReach({ rule, reach }: Linted): Region {
  const whens = reach.flatMap(({ when }) => when ?? []);
  return { projects: rule.projects, ...(whens.length > 0 && { when: { all: whens } }) };
}

/** Whether two rules may have jobs in common, by what tells it at once; no is certain. */
export function mayMeet(one: Linted, other: Linted): boolean {
  return !areFarApart(one.gist, other.gist);
}

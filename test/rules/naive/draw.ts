import fc from "fast-check";
import type { Facts } from "../../../lib/core/event.ts";
import type { Conditions } from "../../../lib/rules/conditions.ts";
import type { Rule } from "../../../lib/rules/rulebook.ts";
import { conditions, facts, moment } from "../arbitraries.ts";

/** Rules of a rulebook, and events that they are asked about. */
export interface Drawn {
  readonly rules: readonly Rule[];
  readonly classes: Readonly<Record<string, readonly Conditions[]>>;
  readonly events: readonly { readonly facts: Facts; readonly now: number }[];
}

const entry = fc.constantFrom("**", "**", "**", "shop/*", "shop/**", "shop/api", "*", "2", "!shop/x", "**/api");

const rule = fc.record(
  {
    projects: fc.array(entry, { minLength: 1, maxLength: 3 }).filter((all) => all.some((one) => !one.startsWith("!"))),
    on: fc.constantFrom<Rule["on"]>(["job"], ["job", "pipeline"]),
    when: conditions(2),
    mode: fc.constantFrom<Rule["mode"]>("enforce", "report", { enforce: "10%" }, "off"),
    until: fc.constantFrom("1980-06-01", "2026-11-20", "9999-12-31"),
  },
  { requiredKeys: ["projects", "on", "mode"] },
);

const classes = fc
  .array(conditions(1), { minLength: 1, maxLength: 2 })
  .map((list) => list.map(({ failureClass: _, ...others }) => withoutClass(others)))
  .map((list) => ({ "my.db": list }));

/** A class may not ask for classes. */
function withoutClass({ failureClass: _, all, any, not, ...others }: Conditions): Conditions {
  return {
    ...others,
    ...(all && { all: all.map(withoutClass) }),
    ...(any && { any: any.map(withoutClass) }),
    ...(not && { not: withoutClass(not) }),
  };
}

/** The same seed draws the same. */
export function draw({ rules, events }: { rules: number; events: number }, seed: number): Drawn {
  return {
    rules: fc.sample(rule, { numRuns: rules, seed }).map((one, at) => ({
      ...one,
      id: `r${at}`,
      do: { action: "keep", params: {} },
      limit: {},
    })),
    classes: fc.sample(classes, { numRuns: 1, seed })[0] ?? {},
    events: fc.sample(fc.record({ facts, now: moment }), { numRuns: events, seed }),
  };
}

/** The list in another order, the same for the same seed. */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed | 1;
  const next = () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (state >>> 0) / 2 ** 32;
  };
  return list
    .map((item) => ({ item, at: next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

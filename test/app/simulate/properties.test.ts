import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { actions } from "../../../lib/actions/index.ts";
import { type ActiveRules, noRules, rulesAtHand } from "../../../lib/app/activeRules.ts";
import type { Recorded } from "../../../lib/app/simulate/entry.ts";
import { createSimulation } from "../../../lib/app/simulate/simulation.ts";
import { compileRulebook } from "../../../lib/rules/compile.ts";
import { readRegex } from "../../../lib/rules/regex.ts";
import type { Rule } from "../../../lib/rules/rulebook.ts";
import { conditions, job } from "../../rules/arbitraries.ts";
import { project, start } from "./events.ts";

const seed = 20_261_121;

const verbs = fc.constantFrom<Rule["do"]>(
  { action: "retry", params: {} },
  { action: "retry", params: { after: "2m" } },
  { action: "restart", params: {} },
  { action: "cancel", params: {} },
  { action: "keep", params: {} },
);
const simple = fc.constantFrom<NonNullable<Rule["when"]>[]>(
  { status: ["failed"] },
  { status: ["pending", "running"] },
  { status: ["failed"], name: ["a/b/c", "main"] },
);
const rule: fc.Arbitrary<Omit<Rule, "id">> = fc.record(
  {
    projects: fc.constant(["**"]),
    on: fc.constantFrom<Rule["on"][]>(["job"], ["job", "pipeline"]),
    when: fc.oneof(conditions(2), simple, simple),
    for: fc.constantFrom("1m", "10m"),
    do: verbs,
    mode: fc.constantFrom<Rule["mode"][]>("enforce", "enforce", "report", { enforce: "50%" }),
    limit: fc.constantFrom({ perJob: 2 }, { perJob: 9, perProjectPerHour: 2 }, { perRulePerDay: 1 }),
  },
  { requiredKeys: ["projects", "on", "do", "mode", "limit"] },
);
const rulebook = fc
  .array(rule, { minLength: 1, maxLength: 4 })
  .map((rules) => rules.map((one, at) => ({ ...one, id: `r${at}` })));
const status = fc.constantFrom("pending" as const, "running" as const, "failed" as const, "success" as const);
const event = fc.record({ after: fc.nat(600), job, status, id: fc.integer({ min: 1, max: 12 }) });

function rulesOf(rules: readonly Rule[], version: number): ActiveRules {
  return rulesAtHand(version, compileRulebook({ rules: [...rules] }, version, { readRegex }));
}

function simulated(events: readonly Recorded[], active: ActiveRules, candidate: ActiveRules) {
  const simulation = createSimulation({ active, candidate, actions, source: "gitlab", examples: 1_000 });
  for (const one of events) simulation.take(one);
  return simulation.report();
}

test("the same rules changed nothing; what is added to no rules is what is removed by none; and a report is the same twice", () => {
  let acted = 0;
  fc.assert(
    fc.property(rulebook, fc.array(event, { minLength: 6, maxLength: 12, size: "max" }), (rules, drawn) => {
      let at = start;
      const events = drawn.map((one, serial): Recorded => {
        at += one.after * 1_000;
        const { isBridge: _bridge, archived: _archived, ...more } = one.job;
        const { id, status } = one;
        const told = { ...more, id, status, since: at, pipelineId: 9, pipelineStatus: "running" };
        return { kind: "event", at, delivery: `d${serial}`, event: { kind: "job", project, job: told } };
      });
      const [one, other] = [rulesOf(rules, 1), rulesOf(rules, 2)];
      const same = simulated(events, one, other);
      assert.deepEqual([same.added, same.removed, same.changed, same.examples], [0, 0, 0, []]);
      assert.deepEqual(
        [same.undecided.active, same.stillWaiting.active],
        [same.undecided.candidate, same.stillWaiting.candidate],
      );
      const added = simulated(events, noRules, one);
      const removed = simulated(events, one, noRules);
      assert.deepEqual([added.added, added.removed, removed.removed, removed.added], [same.same, 0, same.same, 0]);
      assert.deepEqual(simulated(events, noRules, one), added);
      acted += same.same;
    }),
    { seed, numRuns: 300 },
  );
  assert.ok(acted > 50, `only ${acted} actions were drawn`);
});

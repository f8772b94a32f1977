import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { noRules } from "../../../lib/app/activeRules.ts";
import type { Recorded } from "../../../lib/app/simulate/entry.ts";
import { createSimulation, type SimulationReport } from "../../../lib/app/simulate/simulation.ts";
import { heard, minute, seen, start } from "./events.ts";
import { rulesOf } from "./story.ts";

async function asked(when: string, events: readonly Recorded[]): Promise<SimulationReport> {
  const text = [
    "version: 1",
    "defaults: { mode: enforce }",
    `invariants: [{ id: never, never: [retry], when: ${when} }]`,
    'rules: [{ id: again, projects: ["**"], on: job, when: { status: failed }, do: retry }]',
    "",
  ].join("\n");
  const until = start + 3000 * minute;
  const candidate = await rulesOf(text, 2);
  const simulation = createSimulation({ active: noRules, candidate, actions, source: "gitlab", until });
  for (const one of events) simulation.take(one);
  return simulation.report();
}

const retried = ({ examples }: SimulationReport) => examples.map(({ job }) => job.id);

test("an invariant with an expression forbids in a simulation what it forbids in earnest, and nothing else", async () => {
  const report = await asked('{ name: { matches: "slow.*" } }', [
    heard(0, { id: 1, name: "slow-e2e", pipelineId: 8 }),
    heard(1, { id: 2 }),
  ]);
  assert.deepEqual(retried(report), [2]);
});

test("where an invariant asks what no event tells, that is unknown and no refusal; a look of that time tells it", async () => {
  const event = heard(0, { id: 1 });
  const unknown = await asked("{ protected: true }", [event]);
  assert.deepEqual([retried(unknown), unknown.undecided.candidate], [[], 1]);
  const looked = async (isProtected: boolean) =>
    retried(await asked("{ protected: true }", [event, seen(1, { id: 1 }, { looked: { isProtected } })]));
  assert.deepEqual([await looked(false), await looked(true)], [[1], []]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Figure } from "./figure.ts";
import { checkAgreement } from "./rules/agree.ts";
import { inTurns, spreadOf, type Work } from "./rules/alternate.ts";
import { teamRules, wildRules } from "./rules/books.ts";
import { measureColdStarts } from "./rules/coldStart.ts";
import { measureDeliveries } from "./rules/delivery.ts";
import { measureMatching, own } from "./rules/matching.ts";

// The bench in small and without what others wrote: `npm run bench -- rules`.

const pace = { rounds: 2, sliceMillis: 1, warmMillis: 1, mostMillis: 1_000 };

function assertTold(figures: readonly Figure[], goal: string, count: number): void {
  assert.deepEqual(
    figures.map((figure) => figure.goal),
    Array(count).fill(goal),
  );
  for (const { what, ours, spread = [], limit } of figures) {
    assert.ok(ours > 0 && spread.every(Number.isFinite), what);
    assert.ok(limit && Number.isFinite(limit.value), what);
  }
}

test("a delivery is measured from its bytes to its decision, and pipelines that no rule wants", async () => {
  const figures = await measureDeliveries({ peers: undefined, rules: 50, pace });
  assertTold(figures.slice(0, 2), "G1", 2);
  assertTold(figures.slice(2), "G2", 2);
});

test("matching is measured by how many rules there are", async () => {
  assertTold(await measureMatching({ engines: {}, sizes: [5, 40, 60], pace }), "G3", 2);
});

test("rules are brought into memory in processes of their own", async () => {
  assertTold(await measureColdStarts({ goals: [{ rules: 20, most: 8 }], rounds: 1 }), "G10", 1);
});

test("an engine that answers otherwise than its rules say is found by the jobs that are drawn", async () => {
  for (const rules of [teamRules(10), wildRules(40)]) {
    const { wanted, unwanted } = await checkAgreement(rules, own);
    assert.ok(wanted >= 5 && unwanted >= 5, `${wanted} jobs are wanted, ${unwanted} are not`);
    const forgetful = { forgetful: () => own.Penstock?.(rules.slice(0, -1)) ?? (() => 0) };
    const careless = { careless: () => (job: { status: string }) => (job.status === "failed" ? 3 : 0) };
    await assert.rejects(checkAgreement(rules, careless), /careless says/);
    await assert.rejects(checkAgreement(rules, forgetful, 400), /forgetful says/);
  }
});

test("works are measured in turns, and each round is begun by another one", async () => {
  const begun: string[] = [];
  const work =
    (name: string): Work =>
    () =>
      void begun.push(name);
  await inTurns({ one: work("one"), other: work("other") }, { ...pace, warmMillis: 0 });
  assert.deepEqual(begun.slice(-4), ["one", "other", "other", "one"]);
});

test("a ratio is that of each round, with between what half of the rounds lie", () => {
  assert.deepEqual(spreadOf([5, 1, 4, 2, 3]), { median: 3, half: [2, 4] });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Operation } from "../../../lib/store/memoryFaults.ts";
import { needsTransaction, stepsOf } from "../../../lib/store/writes.ts";
import type { SpeakerName } from "./people.ts";
import { formOf, type Step } from "./steps.ts";
import { openVillage } from "./village.ts";

/**
 * What an operation on small items costs in DynamoDB's request units: a consistent read one, a write one, in a transaction
 * two. Source: Developer Guide, "On-demand capacity mode", request units (read 2026-11).
 */
function unitsOf(operation: Operation): number {
  if (operation.kind === "putNote") return 1;
  if (operation.kind !== "commit") return 1;
  const steps = stepsOf(operation.writes);
  const [only] = steps;
  if (!only || (steps.length === 1 && "unless" in only.write)) return steps.length;
  return needsTransaction(steps) ? 2 * steps.length : 1;
}

/** A village that counts. */
async function priced() {
  let units = 0;
  const village = await openVillage((operation) => {
    units += unitsOf(operation);
  });
  const say = async (step: Extract<Step, { kind: "say" | "click" }>, serial: number) => {
    const form = formOf(step, village, serial);
    assert.ok(form);
    await village.knock(form);
  };
  return {
    village,
    say,
    /** What something costs. */
    async of(some: () => Promise<unknown>) {
      const [before, asked] = [units, village.asked()];
      await some();
      return { units: units - before, requests: village.asked() - asked };
    },
  };
}

const retry = { kind: "say", verb: "retry", job: "failed", copies: 1 } as const;

for (const [what, who, most] of [
  ["a retry that is planned", "maya", { heard: 10, answered: 31, requests: 8 }],
  ["a retry by somebody who may not", "rita", { heard: 10, answered: 23, requests: 5 }],
  ["a retry by somebody who is not linked", "nobody", { heard: 6, answered: 11, requests: 0 }],
] as const satisfies readonly (readonly [string, SpeakerName, object])[])
  test(`${what} costs at most so many units and requests`, async (t) => {
    const { village, say, of } = await priced();
    await village.answer();
    const heard = await of(() => say({ ...retry, who }, 1));
    const answered = await of(() => village.answer());
    t.diagnostic(JSON.stringify({ heard, answered }));
    assert.ok(heard.units <= most.heard && heard.requests === 0, JSON.stringify(heard));
    assert.ok(answered.units <= most.answered && answered.requests <= most.requests, JSON.stringify(answered));
  });

test("a minute in which nobody says anything costs at most so many units, and GitLab is not asked", async (t) => {
  const { village, of } = await priced();
  await village.answer();
  village.pass(60);
  const idle = await of(() => village.answer());
  t.diagnostic(JSON.stringify(idle));
  assert.ok(idle.units <= 11 && idle.requests === 0, JSON.stringify(idle));
});

test("what was asked before and waits costs those who ask later nothing but its size", async () => {
  const { village, say, of } = await priced();
  await say({ ...retry, who: "maya" }, 1);
  await village.answer();
  village.pass(60);
  const alone = await of(() => village.answer());
  await say({ ...retry, who: "drew" }, 2);
  await village.answer();
  village.pass(60);
  const both = await of(() => village.answer());
  assert.ok(both.units <= alone.units + 1 && both.requests === 0, JSON.stringify({ alone, both }));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAnswers } from "./client/check.ts";
import { figuresOf } from "./client/figures.ts";
import { loads, measure } from "./client/measure.ts";
import { openGround } from "./client/subjects.ts";

// The bench in small and without those that others wrote: `npm run bench -- client`.

const pace = { rounds: 2, roundMillis: 40, warm: { most: 40, millis: 1_000 } };

test("the shipped client is measured beside a raw socket: both are told the same, and each call is one request", async (t) => {
  const ground = await openGround({ withPeers: false }, undefined);
  t.after(() => ground.close());
  await checkAnswers(ground);
  const found = { look: await measure(ground, loads.look, pace), retry: await measure(ground, loads.retry, pace) };
  for (const { name, requests } of [...found.look, ...found.retry]) assert.equal(requests, 1, name);
  const figures = figuresOf(found);
  assert.deepEqual(
    figures.map(({ goal, most, peer }) => [goal, most, peer]),
    [
      ["G7", 3, undefined],
      ["G7", undefined, undefined],
      ["G7", 3, undefined],
      ["G7", undefined, undefined],
    ],
  );
  for (const { ours, limit } of figures) assert.ok(Number.isFinite(ours) && ours > 0 && limit?.value === 1);
});

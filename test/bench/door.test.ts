import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAnswers } from "./door/answers.ts";
import { loads, measure } from "./door/measure.ts";
import { goals } from "./door/print.ts";
import { openGround } from "./door/subjects.ts";

// The bench in small and without those that others wrote: `npm run bench -- door`.

const pace = { rounds: 2, roundMillis: 50, warm: { most: 50, millis: 2_000 } };

test("the shipped webhook is measured beside raw node:http: each load is answered, and what is wanted is stored", async (t) => {
  const ground = await openGround({ withPeers: false, rules: 100 }, undefined);
  t.after(() => ground.close());
  await checkAnswers(ground);
  const { raw, ours, secret, store } = ground;
  const found = {
    job: await measure([raw, ours], { load: loads.job, secret, pace }),
    pipeline: await measure([raw, ours], { load: loads.pipeline, secret, pace }),
  };
  assert.equal((await store.tasks(1_000)).length, 1);
  await measure([ours], { load: loads.wanted, secret, pace });
  assert.ok((await store.tasks(1_000)).length > 1);
  const [ofRaw, ...ofProbot] = goals(found).map(({ ratio }) => ratio);
  assert.ok(ofRaw !== undefined && ofRaw > 0);
  assert.deepEqual(ofProbot, [undefined, undefined]);
});

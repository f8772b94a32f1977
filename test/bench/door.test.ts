import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAnswers } from "./door/answers.ts";
import { figuresOf } from "./door/figures.ts";
import { loads, type Measured, measure } from "./door/measure.ts";
import { openGround } from "./door/subjects.ts";
import { readFigures } from "./figure.ts";

// The bench in small and without those that others wrote: `npm run bench -- door`.

const pace = { rounds: 2, roundMillis: 50, connections: 16, warm: { most: 50, millis: 2_000 } };

test("the shipped webhook is measured beside raw node:http: each load is answered, and what is wanted is stored", async (t) => {
  const ground = await openGround({ withPeers: false, rules: 100 }, undefined);
  t.after(() => ground.close());
  await checkAnswers(ground);
  const { raw, least, ours, secret, store } = ground;
  const job = await measure([raw, least, ours], { load: loads.job, secret, pace });
  const pipeline = await measure([raw, least, ours], { load: loads.pipeline, secret, pace });
  assert.equal((await store.tasks(1_000)).length, 1);
  await measure([ours], { load: loads.wanted, secret, pace });
  assert.ok((await store.tasks(1_000)).length > 1);
  const figures = readFigures(figuresOf({ job, pipeline, decided: [] }));
  assert.deepEqual(
    figures.map(({ goal, what, limit, least, peer }) => [goal, what, limit?.value, least, peer]),
    [["G4", "job hooks, of what raw node:http carries", 1, 0.55, undefined]],
  );
  assert.ok(figures[0]?.ours !== undefined && figures[0].ours > 0);
});

test("the goals are compared round by round, and what is not reached says what bounds it", () => {
  const job = [
    took("raw node:http", [10, 20]),
    took("raw + HMAC + JSON.parse", [20, 40]),
    took("penstock", [40, 80]),
    took("fastify + zod", [30, 60]),
    took("probot", [60, 120]),
  ];
  const pipeline = [took("raw node:http", [30, 30]), took("penstock", [100, 100]), took("probot", [400, 400])];
  const [ofRaw, ofProbot, builds, ...others] = figuresOf({ job, pipeline, decided: [] });
  assert.deepEqual([ofRaw?.ours, ofRaw?.peer], [0.25, { name: "fastify + zod", value: 0.33 }]);
  assert.match(ofRaw?.unmet ?? "", /which reaches 0\.50 of raw.* That alone is more than the goal/);
  assert.deepEqual([ofProbot?.ours, ofProbot?.limit?.value, ofProbot?.least], [1.5, 6, 1.9]);
  assert.match(ofProbot?.unmet ?? "", /in \d+ µs, which now take \d+ µs/);
  assert.deepEqual([builds?.ours, builds?.least], [4, 3]);
  assert.deepEqual(others, []);
});

function took(name: string, rounds: readonly [number, number]): Measured {
  const server: Measured["server"] = {
    name,
    dialect: "gitlab",
    port: 0,
    pid: undefined,
    used: async () => ({ cpuMicros: 0, rssBytes: 0 }),
    stop: async () => {},
  };
  const share = name === "fastify + zod" ? 0.33 : 10 / rounds[0];
  const beside = { share, spread: [share, share] as const, perSecond: 1, p99Millis: 1, rssBytes: 1 };
  return { server, cpuMicros: rounds[0], rounds, ...beside };
}

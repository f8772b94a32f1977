import assert from "node:assert/strict";
import { test } from "node:test";
import { idealSeconds, sweepRule, takeInventory, waitForDeletes } from "./sweep/run.ts";
import { openSweepStage, type StageOptions } from "./sweep/stage.ts";

// The bench in small, in virtual time: the million is `npm run bench -- sweep`.

const options = { perMinute: 600, latencyMillis: 50, seed: 20_261_122, isApart: false };

async function stageOf(
  t: { after: (end: () => Promise<void>) => void },
  size: Pick<StageOptions, "projects" | "jobsPerProject">,
) {
  const stage = await openSweepStage({ ...options, ...size });
  t.after(() => stage.close());
  return stage;
}

const day = 86_400_000;

test("an inventory of many projects takes what the rate budget allows, is refused nothing, and counts to the byte", async (t) => {
  const stage = await stageOf(t, { projects: 600, jobsPerProject: 10 });
  const part = await takeInventory(stage, 0);
  assert.deepEqual(part.wrong, []);
  assert.ok(part.seconds <= 1.05 * idealSeconds(part), `${part.seconds} s, but ${idealSeconds(part)} s are possible`);
});

test("so does one of a large project, page after page", async (t) => {
  const stage = await stageOf(t, { projects: 1, jobsPerProject: 20_000 });
  const part = await takeInventory(stage, 0);
  assert.deepEqual(part.wrong, []);
  assert.ok(part.seconds <= 1.05 * idealSeconds(part), `${part.seconds} s, but ${idealSeconds(part)} s are possible`);
});

test("workers that are killed at ten moments of an inventory lose nothing and count nothing twice", async (t) => {
  const stage = await stageOf(t, { projects: 10, jobsPerProject: 500 });
  const part = await takeInventory(stage, 10);
  assert.deepEqual([part.wrong, part.kills], [[], 10]);
});

test("a delete rule lets go all that it means and nothing else, within its limits, though workers are killed", async (t) => {
  const stage = await stageOf(t, { projects: 4, jobsPerProject: 500 });
  await sweepRule(stage, "reports");
  await stage.pass(3_600_000);
  const expiredBy = stage.timeline.now() - 7 * day;
  const marks = await sweepRule(stage, "marks");
  assert.deepEqual(marks.wrong, []);
  const part = await waitForDeletes(stage, { expiredBy, kills: 10 });
  assert.deepEqual(part.wrong, []);
  assert.ok(part.deleted > 100, `${part.deleted} deletes`);
  assert.ok(part.seconds <= 1.05 * idealSeconds(part), `${part.seconds} s, but ${idealSeconds(part)} s are possible`);
  assert.deepEqual((await takeInventory(stage, 0)).wrong, []);
});

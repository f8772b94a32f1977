import assert from "node:assert/strict";
import { test } from "node:test";
import { goalsOf } from "./sweep/goals.ts";
import { obeying, ours } from "./sweep/rivals/strategies.ts";
import { leastSeconds, walk } from "./sweep/rivals/walk.ts";
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

test("so does one of projects with many pages, whose steps take turns, with no request more than is needed", async (t) => {
  const stage = await stageOf(t, { projects: 30, jobsPerProject: 1_000 });
  const part = await takeInventory(stage, 0);
  assert.deepEqual([part.wrong, part.requests], [[], 30 * 10 + 30 * 2 + 1]);
  assert.ok(part.seconds <= 1.02 * idealSeconds(part), `${part.seconds} s, but ${idealSeconds(part)} s are possible`);
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

test("our throttle is refused nothing where others that obey GitLab are, and all of them get every page", async () => {
  const pages = 620;
  const [mine, theirs] = await Promise.all([walk(ours, pages), walk(obeying(10), pages)]);
  assert.deepEqual([mine.pages, mine.refused, theirs.pages], [pages, 0, pages]);
  assert.ok(theirs.refused > 0, `${theirs.refused} were refused`);
  for (const { seconds } of [mine, theirs]) assert.ok(seconds >= leastSeconds(pages), `${seconds} s`);
});

test("the figures of a sweep are G8's, one for each part of the goal", async (t) => {
  const stage = await stageOf(t, { projects: 2, jobsPerProject: 100 });
  const part = { ...(await takeInventory(stage, 0)), jobs: 200 };
  const figures = goalsOf([part, { ...part, title: "deletes by the hundred" }]);
  assert.equal(figures.length, 4);
  for (const { goal, ours } of figures) assert.ok(goal === "G8" && Number.isFinite(ours));
});

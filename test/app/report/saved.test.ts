import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry } from "../../../lib/core/journal.ts";
import { done, failed, minute, monday, passed, reportOf } from "./entries.ts";

const build = { name: "build" };
/** A run that was made so many minutes after Monday, 09:00. */
const madeAt = (at: number) => ({ createdAt: monday + at * minute });

/** Retries by people after so many minutes each, in a project. */
function byPeople(waits: readonly number[], projectId = 7, projectPath = "shop/api"): Entry[] {
  return waits.flatMap((wait, at) => {
    const [id, job] = [100 + at * 2 + projectId * 1000, { name: "lint", pipelineId: 50 + at }];
    const of = { projectId, projectPath };
    return [failed(0, id, job, of), passed(wait + 11, id + 1, { ...job, ...madeAt(wait) }, of)];
  });
}

const ours = [failed(0, 1, build), done(2, "retry", 1), passed(20, 2, { ...build, ...madeAt(2) })];

test("what is saved goes by people's median in the project, else in all projects, else by what is assumed", () => {
  const five = [10, 20, 30, 40, 50];
  const own = reportOf([...ours, ...byPeople(five), ...byPeople([1, 1, 1, 1, 1], 8, "shop/web")]);
  assert.deepEqual(own.baselines, [{ projectId: 7, project: "shop/api", minutes: 30, from: "project", retries: 5 }]);
  assert.equal(own.totals.saved.minutes, 28);
  const all = reportOf([...ours, ...byPeople([10, 20, 30, 40]), ...byPeople([50], 8, "shop/web")]);
  assert.deepEqual([all.baselines[0]?.from, all.baselines[0]?.minutes, all.totals.saved.minutes], ["all", 30, 28]);
  const few = reportOf([...ours, ...byPeople([10, 20, 30, 40])], { assumeMinutes: 6 });
  assert.deepEqual([few.baselines[0]?.from, few.totals.saved.minutes], ["assumed", 4]);
});

test("who is slower than people saves nothing, and takes nothing from what others saved", () => {
  const slow = [failed(0, 11, { name: "e2e" }), done(90, "retry", 11), passed(120, 12, { name: "e2e", ...madeAt(90) })];
  const { totals, jobs } = reportOf([...ours, ...slow]);
  assert.deepEqual([totals.saved.minutes, totals.saved.of], [13, 2]);
  assert.deepEqual(
    jobs.map(({ name, saved }) => [name, saved.minutes]),
    [
      ["build", 13],
      ["e2e", 0],
    ],
  );
});

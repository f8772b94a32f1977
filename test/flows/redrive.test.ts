import assert from "node:assert/strict";
import { test } from "node:test";
import { recipes } from "../../infra/local/recipes.ts";
import { openStage } from "../../infra/local/stage.ts";
import { stories } from "../../infra/local/stories.ts";
import { redrive } from "../../lib/app/redrive.ts";

test("every task of three stories, redriven again and again, changes nothing in GitLab", async (t) => {
  const stage = await openStage({ rules: recipes(), startsAt: Date.UTC(2026, 0, 5, 9) });
  t.after(() => stage.close());
  for (const story of stories.slice(0, 3)) await story.play(stage);
  const { store } = stage.house;
  const ended = async () => (await store.tasks(1000)).filter(({ endedAt }) => endedAt !== undefined);
  const inGitLab = () =>
    stage.twin.effects.map(({ verb, jobId, newJobId = jobId }) => {
      const { status, files } = stage.twin.job(jobId);
      return `${verb} ${jobId} ${status} ${files.length} ${newJobId} ${stage.twin.job(newJobId).status}`;
    });
  const before = inGitLab();
  const done = async () => (await ended()).filter(({ state }) => state === "done").map(({ id }) => id);
  const wereDone = await done();
  assert.ok(wereDone.length >= 4);
  let serial = 0;
  const random = () => `redrive-${++serial}`;
  const desk = { store, clock: stage.clock.now, random, giveWay: async () => {} };
  for (let round = 0; round < 3; round++) {
    const tasks = await ended();
    for (const { id } of tasks) await redrive({ source: "gitlab", task: id, who: "ann", reason: "again" }, desk);
    await stage.pass(300);
    assert.deepEqual(inGitLab(), before);
    assert.equal((await ended()).length, tasks.length);
  }
  assert.deepEqual((await done()).toSorted(), wereDone.toSorted());
});

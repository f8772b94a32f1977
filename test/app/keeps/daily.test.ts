import assert from "node:assert/strict";
import { test } from "node:test";
import { planKeepReviews } from "../../../lib/app/keeps/daily.ts";
import { keptProjectKey } from "../../../lib/core/keep.ts";
import { oneRule, site } from "../site.ts";

const day = 86_400;
const watched = { id: "gitlab", projects: ["**"] };
const rules = oneRule("on: job, when: { status: success }, do: keep");

async function keeping(projects: readonly number[]) {
  const s = await site({ jobs: [], rules });
  for (const id of projects) await s.store.putNote(keptProjectKey("gitlab", id), `shop/p${id}`, undefined);
  const reviews = async () => {
    const tasks = await s.store.tasks(1000, { source: "gitlab" });
    return tasks.map(({ id }) => id).toSorted();
  };
  return { ...s, reviews };
}

test("each project that keeps something is reviewed once a day, however often it is asked for", async () => {
  const s = await keeping([30, 7]);
  assert.equal(await planKeepReviews(watched, s.worker), 2);
  for (let again = 0; again < 3; again++) assert.equal(await planKeepReviews(watched, s.worker), 0);
  assert.deepEqual(await s.reviews(), [
    "gitlab/30/project/sweep/:keeps@2026-11-20",
    "gitlab/7/project/sweep/:keeps@2026-11-20",
  ]);
  s.pass(day);
  assert.equal(await planKeepReviews(watched, s.worker), 2);
  assert.ok((await s.reviews()).includes("gitlab/7/project/sweep/:keeps@2026-11-21"));
});

test("a tick whose time runs out leaves the rest of the projects to the next", async () => {
  const s = await keeping([1, 2, 3, 4, 5]);
  let left = 2;
  const hurried = { ...s.worker, leaseEnd: () => s.now() + (left-- > 0 ? 60_000 : 0) };
  assert.equal(await planKeepReviews(watched, hurried), 2);
  assert.equal(await planKeepReviews(watched, s.worker), 3);
  assert.equal((await s.reviews()).length, 5);
  assert.equal(await planKeepReviews(watched, s.worker), 0);
});

test("where nothing was ever kept nothing is planned", async () => {
  const s = await keeping([]);
  assert.equal(await planKeepReviews(watched, s.worker), 0);
  assert.deepEqual(await s.reviews(), []);
});

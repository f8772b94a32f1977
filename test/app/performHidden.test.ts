import assert from "node:assert/strict";
import { test } from "node:test";
import { newPace } from "../../lib/app/dueRun.ts";
import { performDue } from "../../lib/app/performDue.ts";
import { type Throttle, unthrottled } from "../../lib/app/throttle.ts";
import { planned } from "../../lib/core/transitions.ts";
import { failed } from "./jobs.ts";
import { oneRule, site } from "./site.ts";

const rules = oneRule("on: job, when: { status: failed }, do: retry, outage: off");

/** A site where a source that does not answer has due retries in very many projects, and another one has a single retry. */
async function besideDead(projects: number, each: number) {
  const s = await site({ jobs: [failed], rules });
  const add = async (source: string, ids: readonly number[], due: number) => {
    const tasks = ids.map((jobId) => {
      const project = { id: source === "dead" ? jobId % projects : 42, path: "shop/api" };
      const want = { rule: "r@1", action: "retry", params: {}, event: "e" };
      return planned({ effect: { source, project, jobId, verb: "retry" }, want, due }, due);
    });
    for (let at = 0; at < tasks.length; at += 100)
      await s.store.commit(tasks.slice(at, at + 100).map((put) => ({ put, seen: "absent" })));
  };
  const half = Array.from({ length: (projects * each) / 2 }, (_, at) => 10_000 + at);
  await add("dead", half, s.now() - 30_000);
  await add("gitlab", [failed.id], s.now() - 20_000);
  await add(
    "dead",
    half.map((id) => id + half.length),
    s.now() - 10_000,
  );
  let turns = 0;
  const throttle: Throttle = {
    ...unthrottled,
    async take(ask, patientUntil) {
      // The ledger takes longer to say no than the index to be read.
      for (turns = 0; turns < 5; turns++) await new Promise(setImmediate);
      if (ask.source === "dead") return { closedUntil: s.now() + 300_000, reason: "GitLab does not answer" };
      return await unthrottled.take(ask, patientUntil);
    },
  };
  return { ...s, worker: { ...s.worker, throttle } };
}

test("a source that does not answer hides no other one, however many projects its backlog is of", async () => {
  const s = await besideDead(100, 20);
  await performDue(s.worker, newPace());
  assert.deepEqual(s.effects, [`retry ${failed.id}`]);
});

test("the search for what a backlog hides ends when no time is left to act on it", async () => {
  const s = await besideDead(4, 1_000);
  const endsAt = s.now() + 60_000;
  const { dueTasks } = s.store;
  const late: number[] = [];
  const store: typeof s.worker.store = {
    ...s.worker.store,
    async dueTasks(now, most, how) {
      if (how?.without) s.pass(50);
      if (how?.without && now > endsAt) late.push(now);
      return await dueTasks(now, most, how);
    },
  };
  await performDue({ ...s.worker, store, throttle: unthrottled, leaseEnd: () => endsAt });
  assert.deepEqual(late, []);
  assert.ok(s.now() > endsAt - 30_000, "nothing was searched for");
});

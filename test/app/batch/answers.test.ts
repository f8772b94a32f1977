import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../../infra/twin/faults/fault.ts";
import { type BatchStage, batchStage } from "./stage.ts";

const graphql = /\/api\/graphql/;
/** The first question over GraphQL is about refs, the second deletes. */
const onDelete = { path: graphql, skip: 1 };

async function statesOf(s: BatchStage): Promise<readonly (string | undefined)[]> {
  return [...new Set(await Promise.all(s.jobs.map(s.state)))];
}

for (const [what, fault, isDone] of [
  ["was lost on its way", { kind: "dropBefore" }, false],
  ["was done, and whose answer was lost", { kind: "dropAfter" }, true],
  ["GitLab answered 500 to", { kind: "500before" }, false],
  ["GitLab answered 500 to and did all the same", { kind: "500after" }, true],
  ["a proxy answered 502 to", { kind: "error", status: 502 }, false],
] as const satisfies readonly (readonly [string, Fault, boolean])[])
  test(`a request that ${what} is unknown for all of its jobs, and settled for each before anything is sent again`, async (t) => {
    const s = await batchStage(t, { jobs: 6 });
    s.twin.faultNext({ ...fault, ...onDelete } as Fault);
    await s.work();
    assert.deepEqual(await statesOf(s), ["waiting"]);
    for (const job of s.jobs) assert.equal((await s.task(job))?.unsure, true);
    assert.deepEqual([s.gone().length, await s.sum("inflight")], [isDone ? 6 : 0, 12 + 6]);
    const before = s.twin.effects.length;
    s.pass(181);
    await s.work();
    assert.deepEqual([await statesOf(s), s.gone().length, await s.sum("inflight")], [["done"], 6, 0]);
    assert.equal(s.twin.effects.length - before, isDone ? 0 : 6);
  });

test("GitLab's own answer to each job counts: done, counted anew, hidden, and what makes no sense", async (t) => {
  const s = await batchStage(t, { jobs: 5 });
  const hidden =
    "The resource that you are attempting to access does not exist or you don't have permission to perform this action";
  const body = {
    data: {
      a0: { errors: [] },
      a1: { errors: ["Action temporarily disabled. The project this job belongs to is undergoing stats refresh."] },
      a2: null,
      a3: null,
      a4: { errors: ["Something else"] },
    },
    errors: [
      { message: hidden, path: ["a2"] },
      { message: "Internal server error", path: ["a3"] },
    ],
  };
  s.twin.faultNext({ kind: "answer", status: 200, body: JSON.stringify(body), ...onDelete });
  await s.work();
  const tasks = await Promise.all(s.tasks.map(({ id }) => s.store.task(id)));
  const states = tasks.map((task) => `${task?.state}${task?.unsure ? " unsure" : ""}`).toSorted();
  assert.deepEqual(states, ["done", "refused", "waiting", "waiting unsure", "waiting unsure"]);
  assert.ok(tasks.some((task) => /recounts the project/.test(task?.reason ?? "")));
  assert.ok(tasks.some((task) => /Maintainer role/.test(task?.reason ?? "")));
});

test("a project whose files are counted anew is asked again an hour later", async (t) => {
  const s = await batchStage(t, { jobs: 4 });
  s.project.settings.isRefreshingStats = true;
  await s.work();
  assert.deepEqual([await statesOf(s), s.gone(), await s.sum("inflight")], [["waiting"], [], 0]);
  s.project.settings.isRefreshingStats = false;
  s.pass(3_660);
  await s.work();
  assert.equal(s.gone().length, 4);
});

test("a GitLab whose refs cannot be learnt lets nothing go", async (t) => {
  const s = await batchStage(t, { jobs: 4 });
  s.twin.faultNext({ kind: "error", status: 503, path: /repository\/branches/, count: "all" });
  await s.work();
  assert.deepEqual([await statesOf(s), s.gone()], [["waiting"], []]);
});

test("a page that moved on since is followed, and a job that is on none is looked at singly", async (t) => {
  const s = await batchStage(t, { jobs: 150 });
  for (let at = 0; at < 60; at++) {
    const pipeline = s.twin.addPipeline(s.project.id, { ref: "main", jobs: [{ name: "unit" }] });
    s.twin.succeed(s.twin.jobNamed(pipeline.id, "unit").id);
  }
  await s.work();
  assert.equal(s.gone().length, 150);
  assert.ok(s.twin.requests.length <= 16, s.asked().join("\n"));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { perform } from "../../lib/app/perform.ts";
import { performAll } from "../../lib/app/performAll.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import type { Worker } from "../../lib/app/worker.ts";
import { StoreError } from "../../lib/core/errors.ts";
import type { Job } from "../../lib/core/job.ts";
import type { Task } from "../../lib/core/task.ts";
import { silent } from "../../lib/edge/log.ts";
import type { Operation } from "../../lib/store/memoryFaults.ts";
import { failed, retryId, retryRule } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

/** A fault that hits the first write which puts a task into a state. */
function onceAt(state: Task["state"], fault: "ambiguousApplied" | "conflict") {
  let hit = false;
  return (operation: Operation) => {
    const meant =
      operation.kind === "commit" && operation.writes.some((write) => "put" in write && write.put.state === state);
    if (hit || !meant) return undefined;
    hit = true;
    return fault;
  };
}

test("a claim whose answer was lost is recognised as ours and worked on at once", async () => {
  const s = await site({ jobs: [failed], rules: retryRule, store: { faults: onceAt("claimed", "ambiguousApplied") } });
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.deepEqual(s.effects, ["retry 1001"]);
});

test("a mark whose answer was lost is recognised as ours and counted once", async () => {
  const s = await site({ jobs: [failed], rules: retryRule, store: { faults: onceAt("calling", "ambiguousApplied") } });
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.deepEqual([s.effects, (await s.task(retryId)).calls], [["retry 1001"], 1]);
});

test("a plan that meets a transaction on its task gives way and is written", async () => {
  const s = await site({ jobs: [failed], rules: retryRule, store: { faults: onceAt("waiting", "conflict") } });
  assert.equal((await s.plan(1001, "retry", "r")).step, "planned");
});

test("a call that is repeated after it was lost takes its limit once", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  s.hooks.mishaps.push("lostRequest");
  await s.plan(1001, "retry", "r");
  await s.work();
  s.pass(180);
  await s.work();
  assert.deepEqual([s.effects, (await s.task(retryId)).calls, await s.counter("perJob")], [["retry 1001"], 2, 1]);
});

/** Another worker, whose clock is ahead: to it every lease has ended. */
function hasty(worker: Worker): Worker {
  return { ...worker, clock: () => worker.clock() + 70_000, leaseEnd: () => worker.leaseEnd() + 70_000 };
}

test("a worker that was overtaken while it looked does not call any more", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const { task } = await s.plan(1001, "retry", "r");
  const look = s.gitlab.reads.job;
  s.gitlab.reads.job = async (project, id) => {
    s.gitlab.reads.job = look;
    const seen = await look(project, id);
    s.hooks.mishaps.push("lostRequest");
    await perform(await s.task(retryId), hasty(s.worker));
    return seen;
  };
  await perform(task, s.worker);
  assert.deepEqual([s.effects, (await s.task(retryId)).unsure], [[], true]);
});

test("a worker that was overtaken does not write over what the other one did", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const { task } = await s.plan(1001, "retry", "r");
  const look = s.gitlab.reads.job;
  s.gitlab.reads.job = async (project, id) => {
    s.gitlab.reads.job = look;
    await perform(await s.task(retryId), hasty(s.worker));
    const seen = await look(project, id);
    return seen && { ...seen, status: "running" };
  };
  await perform(task, s.worker);
  const after = await s.task(retryId);
  assert.deepEqual([after.state, s.effects], ["done", ["retry 1001"]]);
});

test("a worker with too little time left for a call does not begin one", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const { task } = await s.plan(1001, "retry", "r");
  const short = (leaseSeconds: number) => ({ ...s.worker, leaseEnd: () => s.now() + leaseSeconds * 1000 });
  await perform(task, short(16));
  assert.deepEqual([(await s.task(retryId)).state, s.effects], ["waiting", []]);
  await perform(await s.task(retryId), short(17));
  assert.deepEqual(s.effects, ["retry 1001"]);
});

test("a worker with too little time left does not even claim", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const { task } = await s.plan(1001, "retry", "r");
  await performAll([task], { ...s.worker, leaseEnd: () => s.now() + 16_000 });
  assert.equal((await s.task(retryId)).rev, 1);
  await performAll([task], s.worker);
  assert.deepEqual(s.effects, ["retry 1001"]);
});

test("nothing is marked while the switch is off", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  await s.store.putNote({ scope: "switch#gitlab", key: "stops" }, '["project:42"]', undefined);
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.equal((await s.task(retryId)).calls, 0);
});

test("a switch that was read too long before the call is read again", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const { note } = s.store;
  let reads = 0;
  s.store.note = async (key) => {
    const seen = await note(key);
    // The answer to the read behind the mark takes 2 s, and somebody stops everything meanwhile.
    if (key.scope.startsWith("switch#") && ++reads === 2) {
      s.pass(2);
      await s.store.putNote(key, '["everything"]', undefined);
    }
    return seen;
  };
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.deepEqual(s.effects, []);
});

test("a switch that cannot be understood stops everything", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  await s.store.putNote({ scope: "switch#gitlab", key: "stops" }, "{}", undefined);
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.deepEqual(s.effects, []);
});

test("a job that a lagging replica does not know yet is looked for once more", async () => {
  const s = await site({ jobs: [], rules: retryRule });
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.deepEqual([(await s.task(retryId)).state, (await s.task(retryId)).due], ["waiting", start + 15_000]);
  s.jobs.set(1001, failed);
  s.pass(15);
  await s.work();
  assert.deepEqual(s.effects, ["retry 1001"]);
});

test("a job that is gone ends its task", async () => {
  const s = await site({ jobs: [], rules: retryRule });
  await s.plan(1001, "retry", "r");
  await s.work();
  s.pass(16);
  await s.work();
  const task = await s.task(retryId);
  assert.equal(task.state, "skipped");
  assert.match(task.reason ?? "", /job 1001 is not there/);
});

for (const [why, job, state] of [
  ["an archived job", { ...failed, archived: true }, "refused"],
  ["a job of a pipeline that somebody canceled", { ...failed, pipelineStatus: "canceled" }, "skipped"],
  ["a job of a pipeline that is being canceled", { ...failed, pipelineStatus: "canceling" }, "skipped"],
] as const)
  test(`${why} is not retried`, async () => {
    const s = await site({ jobs: [job], rules: retryRule });
    await s.plan(1001, "retry", "r");
    await s.work();
    assert.deepEqual([(await s.task(retryId)).state, s.effects], [state, []]);
  });

test("a job that left only reports has nothing to keep", async () => {
  const artifacts = { files: [{ type: "junit", sizeBytes: 9 }], expireAt: start + 1 };
  const s = await site({
    jobs: [{ id: 1001, name: "test", status: "success", artifacts }],
    rules: oneRule("on: job, when: { status: success }, do: keep"),
  });
  await s.plan(1001, "keep", "r");
  await s.work();
  assert.deepEqual([(await s.task("gitlab/42/job:1001/keep")).state, s.effects], ["refused", []]);
});

test("a sweep marks a job once: while it waits in quarantine, the next night leaves it alone", async () => {
  const artifacts = { files: [{ type: "archive", sizeBytes: 9 }], expireAt: start - 86_400_000 };
  const job: Job = { id: 1001, name: "p", status: "success", ref: "x", tag: false, pipelineId: 5, artifacts };
  const s = await site({ jobs: [job], rules: oneRule("on: { schedule: { every: 1d } }, do: deleteArtifacts") });
  const night = (mark: string) =>
    s.plan(0, "sweep", "r", "deleteArtifacts", {
      effect: { source: "gitlab", project: { id: 42, path: "shop/api" }, verb: "sweep", mark },
    });
  const deletes = async () => (await s.store.tasks(100)).filter(({ verb }) => verb === "deleteArtifacts");
  await night("r@1");
  await s.work();
  s.pass(86_400);
  await night("r@2");
  await s.work();
  const [task, ...more] = await deletes();
  assert.deepEqual([task?.state, task?.due, more], ["waiting", start + 7 * 86_400_000, []]);
  s.pass(6 * 86_400);
  await s.work();
  assert.deepEqual(s.effects, ["delete 1001"]);
});

test("a rulebook that does not match its hash is refused, and the last good one stays", async () => {
  const s = await site({ jobs: [], rules: retryRule });
  const rules = createRulesReader({ store: s.store, actions, clock: s.now, log: silent });
  assert.equal((await rules.live("gitlab")).version, 1);
  s.store.rulebook = async () => {
    throw new StoreError("corrupt", "the pack does not match its hash");
  };
  assert.deepEqual(
    (await rules.live("gitlab")).rules.map(({ name }) => name),
    ["r@1"],
  );
  await assert.rejects(createRulesReader({ store: s.store, actions, clock: s.now, log: silent }).live("gitlab"), {
    code: "corrupt",
  });
});

test("a fault of ours backs off, and does not keep the other tasks from being done", async () => {
  const s = await site({ jobs: [failed, { ...failed, id: 1002, name: "other" }], rules: retryRule });
  const look = s.gitlab.reads.job;
  s.gitlab.reads.job = async (project, id) => {
    if (id === 1001) throw new TypeError("cannot read properties of undefined");
    return look(project, id);
  };
  await s.plan(1001, "retry", "r");
  await s.plan(1002, "retry", "r");
  await s.work();
  const task = await s.task(retryId);
  assert.deepEqual([s.effects, task.state, task.setbacks], [["retry 1002"], "waiting", 1]);
});

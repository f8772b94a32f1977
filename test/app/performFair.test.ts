import assert from "node:assert/strict";
import { test } from "node:test";
import { performAll } from "../../lib/app/performAll.ts";
import { performDue } from "../../lib/app/performDue.ts";
import { noShortage } from "../../lib/app/shortage.ts";
import { type Throttle, unthrottled } from "../../lib/app/throttle.ts";
import type { Task } from "../../lib/core/task.ts";
import { planned } from "../../lib/core/transitions.ts";
import { failed } from "./jobs.ts";
import { oneRule, site } from "./site.ts";

const hour = 3_600_000;
const rule = oneRule("on: job, when: { status: failed }, do: retry, outage: off");

/** A site where one project has very many retries due, and GitLab's calls are told in their order, by project and job. */
async function crowded(count: number, { overdue = 0 }: { readonly overdue?: number } = {}) {
  const s = await site({ jobs: [failed], rules: rule });
  const calls: string[] = [];
  s.gitlab.reads.job = async (_, id) => ({ ...failed, id, name: `job-${id}`, pipelineId: id });
  s.gitlab.reads.pipelineJobs = async (_, id) => [{ ...failed, id, name: `job-${id}`, pipelineId: id }];
  s.gitlab.reads.project = async (id) => ({ id, path: `shop/p${id}` });
  s.gitlab.writes.retry = async (project, id) => {
    await new Promise(setImmediate);
    calls.push(`${project}:${id}`);
    return { kind: "accepted", status: 201, job: { ...failed, id: id + 1_000_000, status: "pending" } };
  };
  const add = async (project: number, ids: readonly number[], due: (at: number) => number): Promise<Task[]> => {
    const tasks = ids.map((jobId, at) => {
      const effect = { source: "gitlab", project: { id: project, path: `shop/p${project}` }, jobId, verb: "retry" };
      const want = { rule: "r@1", action: "retry", params: {}, event: "e" };
      return planned({ effect: { ...effect, verb: "retry" as const }, want, due: due(at) }, due(at));
    });
    for (let at = 0; at < tasks.length; at += 100)
      await s.store.commit(tasks.slice(at, at + 100).map((put) => ({ put, seen: "absent" })));
    return tasks;
  };
  const many = await add(
    1,
    Array.from({ length: count }, (_, at) => 1 + at),
    (at) => s.now() - overdue - count + at,
  );
  return { ...s, calls, add, many };
}

/** A budget whose retry lane has no room for long. */
function noRetries(until: number): Throttle {
  const take: Throttle["take"] = async (ask, patientUntil) =>
    ask.lane === "retry" ? { closedUntil: until, reason: "no room" } : await unthrottled.take(ask, patientUntil);
  return { ...unthrottled, take };
}

test("a project with thousands of due tasks hides nobody: another's is among the first that are performed", async () => {
  const s = await crowded(1_500);
  await s.add(2, [900_001, 900_002], () => s.now() - 1);
  await performDue(s.worker);
  assert.equal(s.calls.length, 1_502);
  const at = s.calls.indexOf("2:900001");
  assert.ok(at >= 0 && at < 200, `it was call ${at}`);
  assert.ok(s.calls.indexOf("2:900002") < 200);
});

test("nor is one hidden in the middle of two projects' backlogs", async () => {
  const s = await crowded(800);
  await s.add(
    3,
    Array.from({ length: 800 }, (_, at) => 500_000 + at),
    (at) => s.now() + 1 + at,
  );
  await s.add(2, [900_001], () => s.now());
  s.pass(10);
  await performDue(s.worker);
  assert.equal(s.calls.length, 1_601);
  const at = s.calls.indexOf("2:900001");
  assert.ok(at >= 0 && at < 300, `it was call ${at}`);
});

test("of what is overdue by more than an hour that which came due last is performed first", async () => {
  const s = await crowded(1_500, { overdue: 2 * hour });
  const endsAt = s.now() + 60_000;
  let left = 100;
  s.gitlab.writes.retry = async (project, id) => {
    if (--left === 0) s.pass(60);
    s.calls.push(`${project}:${id}`);
    return { kind: "accepted", status: 201, job: { ...failed, id: id + 1_000_000, status: "pending" } };
  };
  const { dueTasks } = s.store;
  const store: typeof s.worker.store = {
    ...s.worker.store,
    // Whoever began with the oldest meanwhile would be seen.
    async dueTasks(now, most, how) {
      for (let turn = 0; how && turn < 50; turn++) await new Promise(setImmediate);
      return await dueTasks(now, most, how);
    },
  };
  await performDue({ ...s.worker, store, leaseEnd: () => endsAt });
  assert.ok(s.calls.length >= 100 && s.calls.length < 120);
  const ids = s.calls.map((call) => Number(call.split(":")[1]));
  assert.ok(Math.min(...ids) > 1_500 - 120, `it performed ${Math.min(...ids)}`);
});

test("a keep behind thousands of retries of its own project whose lane has no room is found, and kept", async () => {
  const s = await crowded(1_500);
  await s.apply(`${rule}  - { id: k, projects: ["**"], on: job, when: { status: success }, do: keep }\n`);
  const archive = { files: [{ type: "archive", sizeBytes: 10 }], expireAt: s.now() + 24 * hour };
  s.gitlab.reads.job = async (_, id) => ({ ...failed, id, status: "success", artifacts: archive });
  s.jobs.set(77, { ...failed, id: 77, status: "success", artifacts: archive });
  const effect = { source: "gitlab", project: { id: 1, path: "shop/p1" }, jobId: 77, verb: "keep" as const };
  const want = { rule: "k@1", action: "keep", params: {}, event: "e" };
  await s.store.commit([{ put: planned({ effect, want, due: s.now() - 700 }, s.now()), seen: "absent" }]);
  const writes = s.store.writes;
  await performDue({ ...s.worker, throttle: noRetries(s.now() + hour) });
  assert.deepEqual([s.effects, s.calls], [["keep 77"], []]);
  // Those without room are left as they are, but for the few that found that out.
  assert.ok(s.store.writes - writes < 30, `${s.store.writes - writes} writes`);
});

test("what cannot be read of what the earliest hide does not end the run", async () => {
  const s = await crowded(1_200);
  const { dueTasks } = s.store;
  const told: string[] = [];
  const store: typeof s.worker.store = {
    ...s.worker.store,
    async dueTasks(now, most, how) {
      if (how) throw new Error("too slow");
      return await dueTasks(now, most);
    },
  };
  const log = { info() {}, error: (what: string) => void told.push(what) };
  assert.equal(await performDue({ ...s.worker, store, log }), 1_200);
  assert.deepEqual([...new Set(told)], ["what is due was not read to its end"]);
});

test("where the budget is short a project has one turn in the stream, and leaves the rest as it is", async () => {
  const s = await crowded(0);
  const many = await s.add(1, [1, 2, 3, 4, 5, 6, 7, 8, 9], () => s.now());
  const few = await s.add(2, [21], () => s.now());
  let free = 1;
  const throttle: Throttle = {
    ...unthrottled,
    async take(ask, patientUntil) {
      // Who waits gets room, who does not finds none once the first has it.
      if (free-- > 0 || patientUntil > s.now()) return await unthrottled.take(ask, patientUntil);
      return { closedUntil: s.now() + 1_000, reason: "no room" };
    },
  };
  const shortage = noShortage();
  const worker = { ...s.worker, throttle };
  await performAll([...many, ...few], worker, shortage);
  assert.deepEqual(s.calls, ["1:1", "2:21", "1:2"]);
  const states = await Promise.all(many.slice(2).map(async ({ id }) => (await s.task(id)).version));
  assert.deepEqual(states, Array(7).fill(1));
  const [more] = await s.add(3, [31], () => s.now());
  await performAll([...many.slice(2), ...(more ? [more] : [])], worker, shortage);
  assert.deepEqual(s.calls.slice(3), ["3:31"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { GitLabError } from "../../../lib/core/errors.ts";
import type { Want } from "../../../lib/core/task.ts";
import { oneRule } from "../site.ts";
import { manyFailed, storm } from "./storm.ts";

const rules = oneRule("on: [job, { command: retry }], when: { status: failed }, do: retry, outage: { perProject: 2 }");
const last = "gitlab/42/job:1003/retry";

const given = { verb: "retry", values: {}, by: { userId: 5, username: "ann" } };
const want: Want = { rule: "r@1", action: "retry", params: {}, event: "c", given };

/** Two retries that were done, and a third that is parked. */
async function withParked() {
  const s = await storm({ jobs: manyFailed(3), rules });
  s.gitlab.reads.memberLevel = async () => 40;
  await s.planAll();
  await s.work();
  assert.deepEqual([s.effects.length, (await s.task(last)).parked], [2, "r/runner_system_failure/42"]);
  return s;
}

test("a task that is parked acts at once when a person asks for it, long before the canary's time", async () => {
  const s = await withParked();
  await s.plan(1003, "retry", "r", "retry", { want });
  await s.work();
  assert.deepEqual([s.effects, (await s.task(last)).state], [["retry 1001", "retry 1002", "retry 1003"], "done"]);
  const outage = await s.outage();
  assert.deepEqual([outage.canary, outage.closedAt], [undefined, undefined]);
});

test("what is parked when its source is taken out of the configuration is shown to a person", async () => {
  const s = await storm({ jobs: manyFailed(4), rules });
  await s.planAll();
  await s.pass(6);
  assert.ok((await s.outage()).canary, "the canary is under way");
  Object.assign(s.worker, { sources: [], gitlab: async () => undefined });
  s.later(10 * 60);
  await s.work();
  const [{ state, reason = "" } = { state: "waiting" }] = (await s.store.tasks(10)).filter(({ calls }) => calls === 0);
  assert.equal(state, "attention");
  assert.match(reason, /the source gitlab is not configured any more/);
});

test("a call whose outcome is open is settled by a look, although its task is parked", async () => {
  const s = await withParked();
  const task = await s.task(last);
  const unsure = { ...task, unsure: true as const, calls: 1, due: s.now(), version: task.version + 1 };
  await s.store.commit([{ put: unsure, seen: task.version }]);
  const looks: number[] = [];
  const look = s.gitlab.reads.job;
  s.gitlab.reads.job = async (project, id) => {
    looks.push(id);
    return await look(project, id);
  };
  await s.work();
  const after = await s.task(last);
  assert.deepEqual(
    [looks.includes(1003), after.unsure, after.state, s.effects.length],
    [true, undefined, "waiting", 2],
  );
});

test("a person's word hurries what is parked although it called before: that call is settled", async () => {
  const s = await storm({ jobs: manyFailed(3), rules });
  s.gitlab.reads.memberLevel = async () => 40;
  s.hooks.mishaps.push("lostRequest");
  await s.planAll([1003]);
  await s.work();
  await s.planAll([1001, 1002]);
  await s.work();
  s.later(180);
  await s.work();
  const { parked, calls, unsure } = await s.task(last);
  assert.deepEqual([parked, calls, unsure], ["r/runner_system_failure/42", 1, undefined]);
  await s.plan(1003, "retry", "r", "retry", { want });
  await s.work();
  assert.deepEqual([s.effects, (await s.task(last)).state], [["retry 1001", "retry 1003"], "done"]);
});

test("a canary whose kind of failure cannot be read is looked at again, and closes nothing meanwhile", async () => {
  const byLog = oneRule(
    "on: job, when: { status: failed, failureClass: infra.runner }, do: retry, outage: { perProject: 2 }",
  );
  const s = await storm({ jobs: manyFailed(3, { failureReason: "script_failure" }), rules: byLog });
  let isDown = false;
  s.gitlab.reads.logTail = async () => {
    if (isDown) throw new GitLabError("server", "GitLab answered 502", { advice: "it is asked again" });
    return "ERROR: Job failed (system failure): the machine is gone\n";
  };
  s.gitlab.reads.exitCode = async () => 128;
  await s.planAll();
  await s.pass(6);
  assert.equal((await s.outage()).failure, "infra.runner");
  assert.equal((await s.outage()).canary?.task, last);
  s.change(s.newest(), { status: "failed", failureReason: "script_failure" });
  isDown = true;
  await s.pass(2);
  assert.deepEqual([(await s.outage()).closedBy, (await s.outage()).canary?.task], [undefined, last]);
  isDown = false;
  await s.pass(1);
  assert.deepEqual([(await s.outage()).closedBy, (await s.outage()).canary], [undefined, undefined]);
});

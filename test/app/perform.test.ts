import assert from "node:assert/strict";
import { test } from "node:test";
import { perform } from "../../lib/app/perform.ts";
import type { Operation } from "../../lib/store/memoryFaults.ts";
import { failed, manual, pending, playId, playRule, restartRule, retryId, retryRule } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

test("a failed job is retried once, and the task knows the new job", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.deepEqual(s.effects, ["retry 1001"]);
  const task = await s.task(retryId);
  assert.deepEqual([task.state, task.result], ["done", { jobId: 1002 }]);
});

test("ten workers with one task make one call", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const { task } = await s.plan(1001, "retry", "r");
  await Promise.all(Array.from({ length: 10 }, () => perform(task, s.worker)));
  assert.deepEqual(s.effects, ["retry 1001"]);
});

test("the intent stands in the table before the call is sent", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  let seen: unknown;
  s.hooks.beforeCall = async () => {
    const { state, calls, snapshot } = await s.task(retryId);
    seen = { state, calls, snapshot };
  };
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.deepEqual(seen, { state: "calling", calls: 1, snapshot: { status: "failed", sha: null, rules: "r@1" } });
});

for (const [why, mishap, effects] of [
  ["whose answer was lost was done: it is not sent again", "lostReply", ["retry 1001"]],
  ["that was lost is sent again once it has settled", "lostRequest", ["retry 1001"]],
] as const)
  test(`a retry ${why}`, async () => {
    const s = await site({ jobs: [failed], rules: retryRule });
    s.hooks.mishaps.push(mishap);
    await s.plan(1001, "retry", "r");
    await s.work();
    const open = await s.task(retryId);
    assert.deepEqual([open.state, open.unsure, open.due], ["waiting", true, s.now() + 180_000]);
    s.pass(179);
    await s.work();
    assert.equal((await s.task(retryId)).state, "waiting");
    s.pass(1);
    await s.work();
    assert.deepEqual(s.effects, effects);
    assert.equal((await s.task(retryId)).state, "done");
  });

test("a play that was lost is not sent again when the rule asks for a person", async () => {
  const s = await site({ jobs: [manual], rules: playRule.replace("projects", "onUnknown: attention, projects") });
  s.hooks.mishaps.push("lostRequest");
  await s.plan(1002, "play", "r");
  await s.work();
  s.pass(180);
  await s.work();
  const task = await s.task(playId);
  assert.deepEqual([task.state, s.effects], ["attention", []]);
  assert.match(task.remedy ?? "", /redrive/);
});

test("a finished gate is never played again, whoever played it", async () => {
  const s = await site({ jobs: [manual], rules: playRule });
  s.hooks.mishaps.push("lostRequest");
  await s.plan(1002, "play", "r");
  await s.work();
  s.jobs.set(1002, { ...manual, status: "success", userId: 7 });
  s.pass(180);
  await s.work();
  const task = await s.task(playId);
  assert.deepEqual([task.state, s.effects], ["skipped", []]);
});

test("a worker that dies between mark and call leaves a task that is settled, then called once", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const dead = new Promise<never>(() => {});
  s.hooks.beforeCall = () => dead;
  const { task } = await s.plan(1001, "retry", "r");
  void perform(task, s.worker);
  while ((await s.task(retryId)).state !== "calling") await new Promise(setImmediate);
  delete s.hooks.beforeCall;
  s.pass(65 + 179);
  await s.work();
  assert.deepEqual(s.effects, []);
  s.pass(1);
  await s.work();
  assert.deepEqual([s.effects, (await s.task(retryId)).state], [["retry 1001"], "done"]);
});

test("a rule in report mode changes nothing and says what it would have done", async () => {
  const s = await site({ jobs: [failed], rules: retryRule.replace("enforce", "report") });
  await s.plan(1001, "retry", "r");
  await s.work();
  const task = await s.task(retryId);
  assert.deepEqual([task.state, s.effects], ["reported", []]);
  assert.match(task.reason ?? "", /r@1 would have acted/);
});

test("a rule that is gone by the time does nothing", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  await s.plan(1001, "retry", "r");
  await s.apply(retryRule.replace("id: r", "id: other"));
  await s.work();
  const task = await s.task(retryId);
  assert.deepEqual([task.state, task.reason, s.effects], ["skipped", "the rule r is gone", []]);
});

test("a forged task does nothing: the live facts decide", async () => {
  const s = await site({ jobs: [{ ...failed, status: "success", failureReason: null }], rules: retryRule });
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.deepEqual([(await s.task(retryId)).state, s.effects], ["skipped", []]);
});

test("two rules that want different variables of one gate are a matter for a person", async () => {
  const rule = (id: string, value: string) =>
    `  - { id: ${id}, projects: ["**"], on: pipeline, do: { play: { job: deploy, variables: { CHANNEL: ${value} } } } }\n`;
  const s = await site({
    jobs: [manual],
    rules: `version: 1\ndefaults: { mode: enforce }\nrules:\n${rule("a", "stable")}${rule("b", "beta")}`,
  });
  await s.plan(1002, "play", "a");
  await s.plan(1002, "play", "b");
  await s.work();
  const task = await s.task(playId);
  assert.deepEqual([task.state, s.effects], ["attention", []]);
  assert.match(task.reason ?? "", /a@1, b@1 want different things/);
});

test("a restart cancels, then retries the same job, for one limit", async () => {
  const s = await site({ jobs: [pending], rules: restartRule });
  await s.plan(1003, "cancel", "r", "restart");
  await s.work();
  assert.deepEqual(s.effects, ["cancel 1003", "retry 1003"]);
  assert.equal(await s.counter("perJob"), 1);
});

test("a restart whose retry cannot follow tells a person", async () => {
  const s = await site({ jobs: [pending], rules: restartRule });
  await s.plan(1003, "cancel", "r", "restart");
  s.hooks.beforeCall = async () => {
    delete s.hooks.beforeCall;
    s.hooks.mishaps.push({ kind: "accepted", status: 201, job: { ...pending, status: "canceled" } });
    s.jobs.set(1003, { ...pending, status: "success" });
  };
  await s.work();
  const task = await s.task("gitlab/42/job:1003/retry");
  assert.deepEqual([task.state, s.effects], ["attention", []]);
});

test("a job that somebody picked up after all is not restarted", async () => {
  const s = await site({ jobs: [{ ...pending, status: "running", since: start }], rules: restartRule });
  await s.plan(1003, "cancel", "r", "restart");
  await s.work();
  assert.deepEqual([(await s.task("gitlab/42/job:1003/cancel")).state, s.effects], ["skipped", []]);
});

test("a state that has not lasted long enough is looked at again exactly when it has", async () => {
  const s = await site({ jobs: [{ ...pending, since: start - 60_000 }], rules: restartRule });
  await s.plan(1003, "cancel", "r", "restart");
  await s.work();
  const task = await s.task("gitlab/42/job:1003/cancel");
  assert.deepEqual([task.state, task.due, s.effects], ["waiting", start + 14 * 60_000, []]);
});

test("runs by anybody count against perJob: the third failure of a name stays", async () => {
  const runs = [1, 2, 3].map((at) => ({ ...failed, id: 1000 + at }));
  const s = await site({
    jobs: runs,
    rules: oneRule("on: job, when: { status: failed }, do: retry, limit: { perJob: 2 }"),
  });
  await s.plan(1003, "retry", "r");
  await s.work();
  const task = await s.task("gitlab/42/job:1003/retry");
  assert.deepEqual([task.state, s.effects], ["refused", []]);
  assert.match(task.reason ?? "", /perJob: 2 is used up/);
});

test("a full hour waits for the next one, and the limit is given back when a call was refused", async () => {
  const jobs = [1, 2].map((at) => ({ ...failed, id: 1000 + at, name: `build ${at}` }));
  const s = await site({
    jobs,
    rules: oneRule("on: job, when: { status: failed }, do: retry, limit: { perProjectPerHour: 1 }"),
  });
  await s.plan(1001, "retry", "r");
  await s.work();
  await s.plan(1002, "retry", "r");
  await s.work();
  const waiting = await s.task("gitlab/42/job:1002/retry");
  assert.deepEqual([waiting.state, waiting.due], ["waiting", start + 3_600_000]);
  assert.deepEqual(s.effects, ["retry 1001"]);
  s.hooks.mishaps.push({ kind: "notSent", message: "no connection" });
  s.pass(3600);
  await s.work();
  assert.equal(await s.counter("perProjectPerHour"), 1);
  s.pass(60);
  await s.work();
  assert.deepEqual(s.effects, ["retry 1001", "retry 1002"]);
  assert.equal(await s.counter("perProjectPerHour"), 2);
});

test("nothing is called while the switch is off, and the limit stays untouched", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const key = { scope: "switch#gitlab", key: "stops" };
  await s.store.putNote(key, '["verb:retry"]', undefined);
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.deepEqual([(await s.task(retryId)).state, s.effects, await s.counter("perJob")], ["waiting", [], 0]);
  await s.store.putNote(key, "[]", '["verb:retry"]');
  s.pass(60);
  await s.work();
  assert.deepEqual(s.effects, ["retry 1001"]);
});

test("a switch that is turned off between look and call still stops the call", async () => {
  let stopped = false;
  const s = await site({
    jobs: [failed],
    rules: retryRule,
    store: {
      faults: (operation: Operation) => {
        const isMark =
          operation.kind === "commit" &&
          operation.writes.some((write) => "put" in write && write.put.state === "calling");
        if (isMark && !stopped) {
          stopped = true;
          void s.store.putNote({ scope: "switch#gitlab", key: "stops" }, '["everything"]', undefined);
        }
        return undefined;
      },
    },
  });
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.deepEqual([s.effects, await s.counter("perJob")], [[], 0]);
});

test("an event that comes while a worker looks is not lost to a task that ends", async () => {
  const s = await site({ jobs: [{ ...manual, status: "created" }], rules: playRule });
  await s.plan(1002, "play", "r");
  const look = s.gitlab.reads.job;
  s.gitlab.reads.job = async (project, id) => {
    s.gitlab.reads.job = look;
    const before = await look(project, id);
    s.jobs.set(1002, manual);
    await s.plan(1002, "play", "r");
    return before;
  };
  await s.work();
  assert.deepEqual(s.effects, ["play 1002"]);
});

test("a gate that was looked at too early opens when the next hook comes", async () => {
  const s = await site({ jobs: [{ ...manual, status: "created" }], rules: playRule });
  await s.plan(1002, "play", "r");
  await s.work();
  assert.equal((await s.task(playId)).state, "skipped");
  s.jobs.set(1002, manual);
  assert.equal((await s.plan(1002, "play", "r")).step, "revived");
  await s.work();
  assert.deepEqual(s.effects, ["play 1002"]);
});

test("GitLab that cannot be asked only delays, however long it lasts", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const { GitLabError } = await import("../../lib/core/errors.ts");
  const look = s.gitlab.reads.job;
  s.gitlab.reads.job = async () => {
    throw new GitLabError("unreachable", "no answer from GitLab", { advice: "Check the network." });
  };
  await s.plan(1001, "retry", "r");
  for (let hour = 0; hour < 30; hour++) {
    await s.work();
    s.pass(3600);
  }
  assert.equal((await s.task(retryId)).state, "waiting");
  s.gitlab.reads.job = look;
  await s.work();
  assert.deepEqual(s.effects, ["retry 1001"]);
});

const isMark = (operation: Operation) =>
  operation.kind === "commit" && operation.writes.some((write) => "put" in write && write.put.state === "calling");
const isClaim = (operation: Operation) =>
  operation.kind === "commit" && operation.writes.some((write) => "put" in write && write.put.state === "claimed");
const isRecord = (operation: Operation) =>
  operation.kind === "commit" && operation.writes.some((write) => "put" in write && write.put.state === "done");

for (const fault of ["ambiguousApplied", "ambiguousLost", "conflict", "throttled"] as const)
  for (const [step, meant] of [
    ["claim", isClaim],
    ["mark", isMark],
    ["record", isRecord],
  ] as const)
    test(`a ${step} that ends ${fault} still leads to one effect and one limit`, async () => {
      let hit = false;
      const s = await site({
        jobs: [failed],
        rules: retryRule,
        store: {
          faults: (operation) => {
            if (hit || !meant(operation)) return undefined;
            hit = true;
            return fault;
          },
        },
      });
      await s.plan(1001, "retry", "r");
      for (let minute = 0; minute < 10; minute++) {
        await s.work();
        s.pass(60);
      }
      assert.ok(hit);
      assert.deepEqual([s.effects, await s.counter("perJob")], [["retry 1001"], 1]);
      assert.equal((await s.task(retryId)).state, "done");
    });

test("a whole effect costs four writes, and one mark the first time that a process journals a project in an hour", async () => {
  const s = await site({ jobs: [failed, { ...failed, id: 1002, name: "lint" }], rules: retryRule });
  const costs: number[] = [];
  for (const id of [1001, 1002]) {
    const before = s.store.writes;
    await s.plan(id, "retry", "r");
    await s.work();
    costs.push(s.store.writes - before);
  }
  assert.deepEqual(costs, [5, 4]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { dismiss } from "../../lib/app/dismiss.ts";
import { redrive } from "../../lib/app/redrive.ts";
import { GitLabError } from "../../lib/core/errors.ts";
import type { Job } from "../../lib/core/job.ts";
import { failed, manual, pending, playId, playRule, restartRule, retryId, retryRule } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

type Site = Awaited<ReturnType<typeof site>>;

const deed = (task: string, reason = "mended") => ({ source: "gitlab", task, who: "ann", reason });

async function again(s: Site, id: string): Promise<void> {
  const done = await redrive(deed(id), s.worker);
  assert.ok(typeof done === "object" && "task" in done, JSON.stringify(done));
}

const artifacts = { files: [{ type: "archive", sizeBytes: 9 }], expireAt: start - 86_400_000 };
const expired: Job = { id: 1004, name: "p", status: "success", ref: "x", tag: false, pipelineId: 5, artifacts };

/** Every verb with a job that it acts on, and the effects of doing it once. */
const verbs = [
  ["retry", failed, retryRule, "retry", "retry", ["retry 1001"]],
  ["play", manual, playRule, "play", "play", ["play 1002"]],
  ["cancel", pending, restartRule, "cancel", "restart", ["cancel 1003", "retry 1003"]],
  [
    "keep",
    { ...expired, artifacts: { ...artifacts, expireAt: start + 1 } },
    oneRule("on: job, when: { status: success }, do: keep"),
    "keep",
    "keep",
    ["keep 1004"],
  ],
  [
    "deleteArtifacts",
    expired,
    oneRule("on: { schedule: { every: 1d } }, do: { deleteArtifacts: { quarantine: 1d } }"),
    "deleteArtifacts",
    "deleteArtifacts",
    ["delete 1004"],
  ],
] as const satisfies readonly (readonly [string, Job, string, string, string, readonly string[]])[];

for (const [name, job, rules, verb, action, effects] of verbs)
  test(`${name}: redriving every ended task, any number of times, causes no second effect`, async () => {
    const s = await site({ jobs: [job], rules });
    await s.plan(job.id, verb, "r", action);
    await s.work();
    s.pass(60);
    await s.work();
    assert.deepEqual(s.effects, effects);
    const states = async () => (await s.store.tasks(10)).map(({ id, state }) => `${id} ${state}`).toSorted();
    const before = await states();
    const jobs = JSON.stringify([...s.jobs.values()]);
    for (let times = 0; times < 5; times++) {
      for (const { id } of await s.store.tasks(10)) await again(s, id);
      await s.work();
      s.pass(200);
      await s.work();
    }
    assert.deepEqual([s.effects, JSON.stringify([...s.jobs.values()])], [effects, jobs]);
    assert.deepEqual(await states(), before);
    assert.ok(before.every((line) => line.endsWith(" done")));
  });

/** A play whose answer is lost, and then no look can settle it: it ends in attention with its call open. */
async function openPlay(mishap: "lostReply" | "lostRequest", rules = playRule) {
  const s = await site({ jobs: [manual], rules });
  s.hooks.mishaps.push(mishap);
  await s.plan(1002, "play", "r");
  await s.work();
  s.pass(180);
  await s.work();
  return s;
}

/** The same while the source is not configured when the call would be settled. */
async function unsettledPlay(mishap: "lostReply" | "lostRequest", rules = playRule) {
  const s = await site({ jobs: [manual], rules });
  s.hooks.mishaps.push(mishap);
  await s.plan(1002, "play", "r");
  await s.work();
  s.pass(180);
  const gitlab = s.worker.gitlab;
  Object.assign(s.worker, { gitlab: async () => undefined });
  await s.work();
  Object.assign(s.worker, { gitlab });
  assert.equal((await s.task(playId)).state, "attention");
  return s;
}

const careful = playRule.replace("do:", "onUnknown: attention, do:");

test("a play in attention whose call was done after all is settled as done, and not played again", async () => {
  const s = await unsettledPlay("lostReply", careful);
  s.jobs.set(1002, { ...manual, status: "success", userId: 900 });
  await again(s, playId);
  await s.work();
  const task = await s.task(playId);
  assert.deepEqual([task.state, s.effects], ["done", ["play 1002"]]);
  assert.match(task.reason ?? "", /our earlier call was done after all/);
});

test("a play in attention whose call is still open asks for a person again where the rule does, before it is played", async () => {
  const s = await unsettledPlay("lostRequest", careful);
  await again(s, playId);
  await s.work();
  assert.deepEqual([(await s.task(playId)).state, s.effects], ["attention", []]);
  assert.match((await s.task(playId)).reason ?? "", /could not be learnt whether our call reached/);
  await again(s, playId);
  await s.work();
  assert.deepEqual([(await s.task(playId)).state, s.effects], ["done", ["play 1002"]]);
});

test("a play whose call certainly was not done is played when the person who had to look redrives it", async () => {
  const s = await openPlay("lostRequest", careful);
  assert.deepEqual([(await s.task(playId)).state, s.effects], ["attention", []]);
  await again(s, playId);
  await s.work();
  assert.deepEqual([(await s.task(playId)).state, s.effects], ["done", ["play 1002"]]);
});

test("an open call that GitLab may still carry out is not repeated, however early a person redrives", async () => {
  const s = await unsettledPlay("lostRequest");
  const task = await s.task(playId);
  const settleAt = s.now() + 100_000;
  await s.store.commit([{ put: { ...task, version: task.version + 1, settleAt }, seen: task.version }]);
  await again(s, playId);
  await s.work();
  assert.deepEqual([(await s.task(playId)).state, s.effects], ["waiting", []]);
  assert.equal((await s.task(playId)).due, settleAt);
  s.pass(100);
  await s.work();
  assert.deepEqual(s.effects, ["play 1002"]);
});

test("the limits of a redriven task are taken again", async () => {
  const s = await site({
    jobs: [failed],
    rules: oneRule("on: job, when: { status: failed }, do: retry, limit: { perJob: 1 }"),
  });
  s.hooks.mishaps.push({ kind: "rejected", status: 403, message: "403 Forbidden" });
  await s.plan(1001, "retry", "r");
  await s.work();
  assert.deepEqual([(await s.task(retryId)).state, await s.counter("perJob")], ["refused", 0]);
  await again(s, retryId);
  await s.work();
  assert.deepEqual([(await s.task(retryId)).state, await s.counter("perJob")], ["done", 1]);
  assert.deepEqual(s.effects, ["retry 1001"]);
});

test("a redriven task that took its limit meets it when it would act a second time", async () => {
  const s = await site({
    jobs: [failed],
    rules: oneRule("on: job, when: { status: failed }, do: retry, limit: { perSha: 1 }"),
  });
  await s.plan(1001, "retry", "r");
  await s.work();
  s.jobs.delete(1002);
  await again(s, retryId);
  await s.work();
  s.pass(180);
  await s.work();
  assert.deepEqual([(await s.task(retryId)).state, s.effects], ["refused", ["retry 1001"]]);
});

test("a restart's retry that failed is redriven without a rule or a limit, as it was paid for", async () => {
  const s = await site({ jobs: [pending], rules: restartRule });
  s.hooks.beforeCall = async () => {
    if (s.effects.length > 0) s.hooks.mishaps.push({ kind: "rejected", status: 400, message: "no" });
    if (s.effects.length > 0) delete s.hooks.beforeCall;
  };
  await s.plan(1003, "cancel", "r", "restart");
  await s.work();
  const id = "gitlab/42/job:1003/retry";
  const [state, counted] = [(await s.task(id)).state, await s.counter("perJob")];
  assert.deepEqual([state, counted], ["attention", 1]);
  await s.apply(retryRule);
  await again(s, id);
  await s.work();
  assert.deepEqual(
    [(await s.task(id)).state, s.effects, await s.counter("perJob")],
    ["done", ["cancel 1003", "retry 1003"], 1],
  );
});

test("who redrives or dismisses, and why, is in the journal, with the task", async () => {
  const s = await openPlay("lostRequest", careful);
  await dismiss(deed(playId, "played by hand"), s.worker);
  await redrive(deed(playId, "or not"), s.worker);
  const entries = (await s.store.entries(100)).filter((entry) => entry.kind === "byHand");
  assert.deepEqual(
    entries.map(({ step, what, job, who, reason, projectId }) => [step, what, job, who, reason, projectId]),
    [
      ["dismiss", playId, "job:1002", "ann", "played by hand", 42],
      ["redrive", playId, "job:1002", "ann", "or not", 42],
    ],
  );
  assert.equal((await s.task(playId)).reason, "redriven by ann: or not");
});

test("a task that has not ended is shown instead, and nothing is written", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  await s.plan(1001, "retry", "r");
  const before = await s.task(retryId);
  for (const step of [redrive, dismiss]) assert.deepEqual(await step(deed(retryId), s.worker), { open: before });
  assert.deepEqual([await s.task(retryId), await s.store.entries(10)], [before, []]);
});

test("a task of another source, or none, cannot be touched", async () => {
  const s = await openPlay("lostRequest", careful);
  assert.equal(await redrive({ ...deed(playId), source: "other" }, s.worker), "missing");
  assert.equal(await redrive(deed("gitlab/42/job:9/play"), s.worker), "missing");
  assert.equal((await s.task(playId)).state, "attention");
});

test("dismissing twice is one step: the second changes and writes nothing", async () => {
  const s = await openPlay("lostRequest", careful);
  const once = await dismiss(deed(playId), s.worker);
  assert.ok(typeof once === "object");
  s.pass(60);
  assert.deepEqual(await dismiss(deed(playId, "again"), s.worker), { ...once, unchanged: true });
  assert.equal((await s.store.entries(100)).filter(({ kind }) => kind === "byHand").length, 1);
});

test("of several who redrive a task at once, one does, and the others are told that it waits", async () => {
  const s = await openPlay("lostRequest", careful);
  const done = await Promise.all(["ann", "bob", "eve"].map((who) => redrive({ ...deed(playId), who }, s.worker)));
  assert.deepEqual(done.map((one) => (typeof one === "object" ? Object.keys(one).join() : one)).toSorted(), [
    "open",
    "open",
    "task",
  ]);
  assert.equal((await s.store.entries(100)).filter(({ kind }) => kind === "byHand").length, 1);
  await s.work();
  assert.deepEqual(s.effects, ["play 1002"]);
});

test("a task that somebody else redrove since it was read is not redriven over it", async () => {
  const s = await openPlay("lostRequest", careful);
  let overtaken = false;
  const store = {
    ...s.store,
    async commit(writes: Parameters<typeof s.store.commit>[0]) {
      if (!overtaken) await redrive({ ...deed(playId), who: "bob" }, s.worker);
      overtaken = true;
      return await s.store.commit(writes);
    },
  };
  const done = await redrive(deed(playId), { ...s.worker, store });
  assert.ok(typeof done === "object" && "open" in done);
  assert.match((await s.task(playId)).reason ?? "", /redriven by bob/);
  assert.equal((await s.store.entries(100)).filter(({ kind }) => kind === "byHand").length, 1);
});

test("a redrive whose write met an error is done whole or not at all", async () => {
  for (const fault of ["ambiguousApplied", "ambiguousLost", "throttled", "unavailable"] as const) {
    let next: typeof fault | undefined;
    const s = await site({
      jobs: [failed],
      rules: retryRule,
      store: { faults: ({ kind }) => (kind === "commit" ? next : undefined) },
    });
    await s.plan(1001, "retry", "r");
    await s.work();
    next = fault;
    await assert.rejects(redrive(deed(retryId), s.worker), { name: "StoreError" });
    next = undefined;
    const written = (await s.store.entries(100)).some(({ kind }) => kind === "byHand");
    const { state } = await s.task(retryId);
    assert.deepEqual([state, written], fault === "ambiguousApplied" ? ["waiting", true] : ["done", false]);
  }
});

test("a play that was just done and is redriven is not played again because a replica lags", async () => {
  const s = await site({ jobs: [manual], rules: playRule });
  await s.plan(1002, "play", "r");
  await s.work();
  s.jobs.set(1002, { ...manual, status: "success", userId: 900 });
  s.pass(2);
  const { job } = s.gitlab.reads;
  s.gitlab.reads.job = async () => manual;
  await again(s, playId);
  await s.work();
  s.gitlab.reads.job = job;
  s.pass(300);
  await s.work();
  assert.deepEqual([s.effects, (await s.task(playId)).state], [["play 1002"], "done"]);
});

test("a redriven task whose call was open and certainly not done gives its limit back", async () => {
  const rules = oneRule("on: job, when: { status: failed }, do: retry, limit: { perJob: 1 }");
  const s = await site({ jobs: [failed], rules });
  s.hooks.mishaps.push("lostRequest");
  await s.plan(1001, "retry", "r");
  await s.work();
  const { job } = s.gitlab.reads;
  s.gitlab.reads.job = async () => {
    throw new GitLabError("forbidden", "403", { advice: "grant it", status: 403 });
  };
  for (let looks = 0; looks < 30; looks++) {
    s.pass(1000);
    await s.work();
  }
  assert.equal((await s.task(retryId)).state, "attention");
  s.gitlab.reads.job = job;
  await again(s, retryId);
  await s.work();
  assert.deepEqual([(await s.task(retryId)).state, s.effects, await s.counter("perJob")], ["done", ["retry 1001"], 1]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { perform } from "../../lib/app/perform.ts";
import { GitLabError } from "../../lib/core/errors.ts";
import type { Job } from "../../lib/core/job.ts";
import { poked } from "../../lib/core/transitions.ts";
import type { Operation } from "../../lib/store/memoryFaults.ts";
import { failed, manual, pending, playId, playRule, restartRule, retryId, retryRule } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

// Each of these was a way to a second effect, to a lost one, or to a task without end.

test("a hook that names a foreign project under a watched path has no effect", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const worker = { ...s.worker, sources: [{ id: "gitlab", projects: ["bank/**"] }] };
  const { task } = await s.plan(1001, "retry", "r");
  await perform(task, worker);
  const after = await s.task(retryId);
  assert.deepEqual([after.state, after.reason, s.effects], ["skipped", "shop/api is not watched", []]);
});

test("a sweep of a project that is not watched any more plans nothing", async () => {
  const s = await site({ jobs: [failed], rules: oneRule("on: { schedule: { every: 1d } }, do: keep") });
  const worker = { ...s.worker, sources: [{ id: "gitlab", projects: ["bank/**"] }] };
  const effect = { source: "gitlab", project: { id: 42, path: "shop/api" }, verb: "sweep" as const, mark: "r@1" };
  const { task } = await s.plan(0, "sweep", "r", "keep", { effect });
  assert.equal((await perform(task, worker))?.state, "skipped");
});

test("a fault before the mark leaves no open call: a person's cancel is not retried", async () => {
  const s = await site({ jobs: [pending], rules: restartRule });
  const { gitlab } = s.worker;
  await s.plan(1003, "cancel", "r", "restart");
  await perform(await s.task("gitlab/42/job:1003/cancel"), {
    ...s.worker,
    gitlab: async () => {
      throw new Error("a token that cannot be used");
    },
  });
  s.jobs.set(1003, { ...pending, status: "canceled" });
  s.pass(600);
  await s.work();
  assert.ok(gitlab);
  assert.deepEqual([s.effects, (await s.task("gitlab/42/job:1003/cancel")).state], [[], "skipped"]);
});

const isMark = (operation: Operation) =>
  operation.kind === "commit" && operation.writes.some((write) => "put" in write && write.put.state === "calling");

/** A site whose first mark takes so long, and what happens meanwhile. */
async function slowMark(rules: string, seconds: number, meanwhile: (s: Awaited<ReturnType<typeof site>>) => void) {
  const late: { s?: Awaited<ReturnType<typeof site>> } = {};
  const faults = (operation: Operation) => {
    if (late.s && isMark(operation)) {
      late.s.pass(seconds);
      meanwhile(late.s);
      delete late.s;
    }
    return undefined;
  };
  const s = await site({ jobs: [failed, manual], rules, store: { faults } });
  late.s = s;
  return s;
}

test("a job that was played and ended while the mark was slow is not played", async () => {
  const s = await slowMark(playRule, 20, ({ jobs }) => jobs.set(1002, { ...manual, status: "success" }));
  await s.plan(1002, "play", "r");
  await s.work();
  s.pass(60);
  await s.work();
  assert.deepEqual([s.effects, (await s.task(playId)).state], [[], "skipped"]);
});

test("a mark that was slow does not keep an unchanged job from being played", async () => {
  const s = await slowMark(playRule, 20, () => {});
  await s.plan(1002, "play", "r");
  await s.work();
  assert.deepEqual(s.effects, ["play 1002"]);
});

test("a worker that froze beyond its lease after the mark does not call", async () => {
  const s = await slowMark(playRule, 600, () => {});
  await s.plan(1002, "play", "r");
  const { task } = await s.plan(1002, "play", "r");
  await perform(task, s.worker);
  assert.deepEqual(s.effects, []);
});

test("a rule that was changed to mean another job does not play the old one", async () => {
  const s = await site({ jobs: [manual], rules: playRule });
  await s.plan(1002, "play", "r");
  await s.apply(playRule.replace("job: deploy", "job: deploy-prod"));
  await s.work();
  const task = await s.task(playId);
  assert.deepEqual([task.state, task.reason, s.effects], ["skipped", "r@2 is about another job now", []]);
});

for (const [why, reply] of [
  ["forbids", { kind: "rejected", status: 403, message: "403 Forbidden" }],
  ["refuses", { kind: "rejected", status: 400, message: "400 Bad request" }],
] as const)
  test(`the retry of a restart that GitLab ${why} asks for a person`, async () => {
    const s = await site({ jobs: [pending], rules: restartRule });
    s.hooks.beforeCall = async () => {
      delete s.hooks.beforeCall;
      s.hooks.mishaps.push({ kind: "accepted", status: 201, job: { ...pending, status: "canceled" } }, reply);
      s.jobs.set(1003, { ...pending, status: "canceled" });
    };
    await s.plan(1003, "cancel", "r", "restart");
    await s.work();
    const task = await s.task("gitlab/42/job:1003/retry");
    assert.equal(task.state, "attention");
    assert.match(task.remedy ?? "", /Retry it by hand/);
  });

test("the retry of a restart whose job is gone asks for a person", async () => {
  const s = await site({ jobs: [pending], rules: restartRule });
  await s.plan(1003, "cancel", "r", "restart");
  s.hooks.beforeCall = async () => {
    delete s.hooks.beforeCall;
    s.hooks.mishaps.push({ kind: "accepted", status: 201, job: { ...pending, status: "canceled" } });
    s.jobs.delete(1003);
  };
  await s.work();
  s.pass(60);
  await s.work();
  assert.equal((await s.task("gitlab/42/job:1003/retry")).state, "attention");
});

test("looks at a GitLab that errs back off up to 5 minutes", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  let looks = 0;
  s.gitlab.reads.job = async () => {
    looks++;
    throw new GitLabError("server", "500 from GitLab", { advice: "Look at GitLab." });
  };
  await s.plan(1001, "retry", "r");
  for (let minute = 0; minute < 24 * 60; minute++) {
    await s.work();
    s.pass(60);
  }
  assert.ok(looks > 240 && looks < 340, `${looks} looks in a day`);
  assert.equal((await s.task(retryId)).state, "waiting");
});

test("no hook hurries a task that GitLab asked to wait", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  let looks = 0;
  s.gitlab.reads.job = async () => {
    looks++;
    throw new GitLabError("throttled", "429", { advice: "Wait.", retryAfterSeconds: 600 });
  };
  await s.plan(1001, "retry", "r");
  await s.work();
  for (let hook = 0; hook < 30; hook++) {
    s.pass(10);
    await s.plan(1001, "retry", "r");
    await s.work();
  }
  assert.equal(looks, 1);
});

test("a look that GitLab forbids for good ends as attention", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  s.gitlab.reads.job = async () => {
    throw new GitLabError("forbidden", "403 Forbidden", { advice: "Give the token the right." });
  };
  await s.plan(1001, "retry", "r");
  for (let hour = 0; hour < 24; hour++) {
    await s.work();
    s.pass(3600);
  }
  const task = await s.task(retryId);
  assert.equal(task.state, "attention");
  assert.match(task.reason ?? "", /Give the token the right/);
});

test("a delete that never gets an answer ends as attention, and is in flight no more", async () => {
  const archive = [{ type: "archive", sizeBytes: 5 }];
  const artifacts = { files: archive, expireAt: start - 86_400_000 };
  const job: Job = {
    id: 1001,
    name: "p",
    status: "success",
    ref: "x",
    tag: false,
    pipelineId: 5,
    since: start - 9e8,
    artifacts,
  };
  const s = await site({ jobs: [job], rules: oneRule("on: { schedule: { every: 1d } }, do: deleteArtifacts") });
  s.hooks.mishaps.push(...Array.from({ length: 20 }, () => "lostRequest" as const));
  await s.plan(1001, "deleteArtifacts", "r");
  for (let round = 0; round < 30; round++) {
    await s.work();
    s.pass(180);
  }
  const task = await s.task("gitlab/42/job:1001/deleteArtifacts");
  assert.deepEqual([task.state, task.calls, task.inflight], ["attention", 9, undefined]);
  assert.equal(await s.store.note({ scope: "inflight#gitlab/42", key: "project" }), "0");
});

test("a task whose worker dies at every call ends as attention", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  s.hooks.beforeCall = () => new Promise<never>(() => {});
  await s.plan(1001, "retry", "r");
  for (let round = 0; round < 20; round++) {
    for (const task of await s.store.dueTasks(s.now(), 1)) void perform(task, s.worker);
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    s.pass(65 + 180);
  }
  assert.deepEqual([(await s.task(retryId)).state, (await s.task(retryId)).calls], ["attention", 9]);
});

test("a hook does not shorten the back-off of a retry: runs are counted, not believed", async () => {
  const runs: Job[] = [1001, 1002].map((id) => ({ ...failed, id, since: start }));
  const s = await site({
    jobs: runs,
    rules: oneRule("on: [job, pipeline], when: { status: failed }, do: { retry: { after: 2m, backoff: 2 } }"),
  });
  await s.plan(1002, "retry", "r", "retry", { due: start + 30_000 });
  s.pass(120);
  await s.work();
  assert.deepEqual([s.effects, (await s.task("gitlab/42/job:1002/retry")).due], [[], start + 240_000]);
  s.pass(120);
  await s.work();
  assert.deepEqual(s.effects, ["retry 1002"]);
});

test("a retry that becomes paid while it is looked at takes no limit", async () => {
  const s = await site({ jobs: [failed], rules: retryRule });
  const { task } = await s.plan(1001, "retry", "r");
  const look = s.gitlab.reads.job;
  s.gitlab.reads.job = async (project, id) => {
    s.gitlab.reads.job = look;
    const held = await s.task(retryId);
    await s.store.commit([{ put: { ...(poked(held) ?? held), paid: true }, seen: held.version }]);
    return look(project, id);
  };
  await perform(task, s.worker);
  assert.deepEqual([s.effects, await s.counter("perJob")], [["retry 1001"], 0]);
});

test("unknown artifacts are not taken for deleted ones", async () => {
  const job: Job = { id: 1001, name: "p", status: "success", ref: "x", tag: false, pipelineId: 5, since: start - 9e8 };
  const artifacts = { files: [{ type: "archive", sizeBytes: 5 }], expireAt: start - 86_400_000 };
  const s = await site({
    jobs: [{ ...job, artifacts }],
    rules: oneRule("on: { schedule: { every: 1d } }, do: deleteArtifacts"),
  });
  s.hooks.mishaps.push("lostRequest");
  await s.plan(1001, "deleteArtifacts", "r");
  await s.work();
  s.jobs.set(1001, job);
  s.pass(180);
  await s.work();
  const task = await s.task("gitlab/42/job:1001/deleteArtifacts");
  assert.equal(task.state, "skipped");
  assert.match(task.reason ?? "", /it is not known what there is/);
});

test("a sweep does not revive what its look has already seen", async () => {
  const job: Job = { ...failed, status: "success", failureReason: null, artifacts: { files: [], expireAt: null } };
  const s = await site({
    jobs: [job],
    rules: oneRule("on: { schedule: { every: 1d } }, when: { status: success }, do: keep"),
  });
  for (let night = 0; night < 3; night++) {
    const effect = {
      source: "gitlab",
      project: { id: 42, path: "shop/api" },
      verb: "sweep" as const,
      mark: `r@${night}`,
    };
    await s.plan(0, "sweep", "r", "keep", { effect });
    await s.work();
    s.pass(86_400);
  }
  const task = await s.task("gitlab/42/job:1001/keep");
  assert.deepEqual([task.state, task.rev], ["refused", 2]);
});

test("two sweeps at once mark a job once", async () => {
  const artifacts = { files: [{ type: "archive", sizeBytes: 5 }], expireAt: start - 86_400_000 };
  const job: Job = { id: 1001, name: "p", status: "success", ref: "x", tag: false, pipelineId: 5, artifacts };
  const s = await site({ jobs: [job], rules: oneRule("on: { schedule: { every: 1d } }, do: deleteArtifacts") });
  const sweeps = [1, 2].map((mark) => ({
    effect: { source: "gitlab", project: { id: 42, path: "shop/api" }, verb: "sweep" as const, mark: `r@${mark}` },
  }));
  for (const sweep of sweeps) await s.plan(0, "sweep", "r", "deleteArtifacts", sweep);
  const { putNote } = s.store;
  s.store.putNote = async (...note) => {
    s.store.putNote = putNote;
    const written = await putNote(...note);
    // The other sweep comes between the first one's mark and its task.
    s.pass(60);
    const [, other] = await s.store.tasks(2);
    if (other) await perform(other, s.worker);
    return written;
  };
  await s.work();
  const deletes = (await s.store.tasks(10)).filter(({ verb }) => verb === "deleteArtifacts");
  assert.equal(deletes.length, 1);
});

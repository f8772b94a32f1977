import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../../lib/core/job.ts";
import type { LedgerKey } from "../../lib/core/key.ts";
import { expired } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

const day = 86_400_000;
const log = { type: "trace", sizeBytes: 10 };

const tidy = oneRule("on: { schedule: { every: 1d } }, do: deleteArtifacts");
const keep = oneRule("on: job, when: { status: success, artifacts: present }, do: keep");

async function deleting(job: Job, arrange?: (s: Awaited<ReturnType<typeof site>>) => unknown) {
  const s = await site({ jobs: [job], rules: tidy });
  await arrange?.(s);
  await s.plan(1001, "deleteArtifacts", "r");
  await s.work();
  const task = await s.task("gitlab/42/job:1001/deleteArtifacts");
  return { state: task.state, reason: task.reason ?? "", effects: s.effects, s };
}

test("expired artifacts of a branch's old job are deleted", async () => {
  const { state, effects } = await deleting(expired);
  assert.deepEqual([state, effects], ["done", ["delete 1001"]]);
});

const files = expired.artifacts?.files ?? [];
for (const [why, job, told] of [
  ["of a tag", { ...expired, tag: true }, /belong to a tag/],
  ["of which nobody knows whether they are a tag's", withoutTag(), /belong to a tag, or it is not known/],
  [
    "without an expiry date, because somebody keeps them",
    { ...expired, artifacts: { files, expireAt: null } },
    /keeps them/,
  ],
  ["that have not expired", { ...expired, artifacts: { files, expireAt: start + 1 } }, /have not expired/],
  ["that expire this very moment", { ...expired, artifacts: { files, expireAt: start } }, /have not expired/],
  ["of a job that was erased", { ...expired, erasedAt: start - day }, /erased already/],
  ["of an archived job", { ...expired, archived: true }, /archived/],
  ["of a job that runs again", { ...expired, status: "running" }, /is running/],
  ["of a job whose ref is not known", withoutRef(), /ref or its pipeline is not known/],
  [
    "that are nothing but a log",
    { ...expired, artifacts: { files: [log], expireAt: start - day } },
    /no artifacts any more/,
  ],
] as const satisfies readonly (readonly [string, Job, RegExp])[])
  test(`artifacts ${why} are spared`, async () => {
    const { state, reason, effects } = await deleting(job);
    assert.deepEqual([state, effects], ["skipped", []]);
    assert.match(reason, told);
  });

for (const [what, status, newest, spared] of [
  ["one that succeeded after the newest listed success, so may be its child", "success", 500, true],
  ["one whose status is not known, newer than the newest listed success", undefined, 500, true],
  ["one that failed after the newest success", "failed", 500, false],
  ["one that succeeded before the newest success", "success", 502, false],
] as const)
  test(`artifacts of a pipeline that is ${what} are ${spared ? "spared" : "deleted"}`, async () => {
    const job = { ...expired, ...(status !== undefined && { pipelineStatus: status }) };
    const { effects, reason } = await deleting(job, ({ gitlab }) => {
      gitlab.reads.newestSuccess = async () => ({ id: newest });
    });
    assert.deepEqual(effects, spared ? [] : ["delete 1001"]);
    if (spared) assert.match(reason, /may be of a child of the newest successful pipeline of feature/);
  });

test("artifacts of the newest successful pipeline of their ref are spared", async () => {
  const { state, reason, effects } = await deleting(expired, ({ gitlab }) => {
    gitlab.reads.newestSuccess = async () => ({ id: 501 });
  });
  assert.deepEqual([state, effects], ["skipped", []]);
  assert.match(reason, /newest successful pipeline of feature/);
});

test("artifacts of a protected branch are spared", async () => {
  const { state, reason, effects } = await deleting(expired, ({ gitlab }) => {
    gitlab.reads.branchIsProtected = async () => true;
  });
  assert.deepEqual([state, effects], ["skipped", []]);
  assert.match(reason, /feature is protected/);
});

for (const key of ["job:1001", "pipeline:501", "project"])
  test(`a hold on ${key} protects the artifacts, and the deletes in flight are counted back`, async () => {
    const hold: LedgerKey = { scope: "hold#gitlab/42", key };
    const { state, reason, effects, s } = await deleting(expired, ({ store }) =>
      store.putNote(hold, "for the audit", undefined),
    );
    assert.deepEqual([state, effects], ["skipped", []]);
    assert.match(reason, new RegExp(`a hold on ${key}`));
    assert.equal(await s.store.note({ scope: "inflight#gitlab/42", key: "project" }), undefined);
  });

for (const key of ["job:1001", "pipeline:501"])
  test(`a keep of ${key} protects the artifacts`, async () => {
    const { state, reason, effects } = await deleting(expired, ({ store }) =>
      store.putNote({ scope: "kept#gitlab/42", key }, "{}", undefined),
    );
    assert.deepEqual([state, effects], ["skipped", []]);
    assert.match(reason, new RegExp(`keep of ${key}`));
  });

test("a delete is counted in flight from its mark to its end", async () => {
  const s = await site({ jobs: [expired], rules: tidy });
  const flights = () => s.store.note({ scope: "inflight#gitlab/42", key: "project" });
  const seen: (string | undefined)[] = [];
  s.hooks.beforeCall = async () => {
    seen.push(await flights());
  };
  s.hooks.mishaps.push("lostReply");
  await s.plan(1001, "deleteArtifacts", "r");
  await s.work();
  seen.push(await flights());
  s.pass(180);
  await s.work();
  seen.push(await flights());
  assert.deepEqual(seen, ["1", "1", "0"]);
  assert.deepEqual(s.effects, ["delete 1001"]);
});

test("a job's artifacts are kept", async () => {
  const s = await site({ jobs: [{ ...expired, artifacts: { files, expireAt: start + day } }], rules: keep });
  await s.plan(1001, "keep", "r");
  await s.work();
  assert.deepEqual([s.effects, (await s.task("gitlab/42/job:1001/keep")).state], [["keep 1001"], "done"]);
});

test("a keep that came too late says so and how to be earlier", async () => {
  const s = await site({ jobs: [{ ...expired, artifacts: { files, expireAt: start + day } }], rules: keep });
  s.hooks.mishaps.push({ kind: "rejected", status: 404, message: "404 Not Found" });
  await s.plan(1001, "keep", "r");
  await s.work();
  const task = await s.task("gitlab/42/job:1001/keep");
  assert.equal(task.state, "refused");
  assert.match(task.reason ?? "", /lengthen expire_in/);
});

function withoutTag(): Job {
  const { tag: _, ...job } = expired;
  return job;
}

function withoutRef(): Job {
  const { ref: _, ...job } = expired;
  return job;
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { type How, type Verb, verbs } from "../../../lib/cli/jobs/deed.ts";
import { whatToDo } from "../../../lib/cli/jobs/judge.ts";
import { type JobStatus, jobStatuses } from "../../../lib/core/job.ts";
import type { JobDetail } from "../../../lib/gitlab/answers/detail.ts";

const now = Date.UTC(2026, 10, 20, 9, 30);
const later = now + 86_400_000;

function job(status: JobStatus, more: Partial<JobDetail> = {}): JobDetail {
  const files = [
    { type: "archive", sizeBytes: 1000 },
    { type: "trace", sizeBytes: 500 },
  ];
  return { id: 7, name: "rspec", status, pipelineId: 90, artifacts: { files, expireAt: later }, ...more };
}

const kinds = (verb: Verb, how: How = {}) =>
  Object.fromEntries(jobStatuses.map((status) => [status, whatToDo(job(status), verb, { how, now }).kind]));

const all = (kind: string, but: Partial<Record<JobStatus, string>>) =>
  Object.fromEntries(jobStatuses.map((status) => [status, but[status] ?? kind]));

const ended = { success: "act", failed: "act", canceled: "act" };
const waits = {
  waiting_for_resource: "act",
  preparing: "act",
  waiting_for_callback: "act",
  pending: "act",
  running: "act",
};

const canceled = { canceled: "nothing", canceling: "nothing" };

for (const [verb, how, wanted] of [
  ["retry", {}, all("refused", { ...ended, canceling: "act" })],
  ["restart", {}, all("refused", { ...waits, canceling: "act" })],
  ["play", {}, all("refused", { manual: "act" })],
  ["play", { now: true }, all("refused", { manual: "act", scheduled: "act" })],
  ["play", { rerun: true }, all("refused", { manual: "act", ...ended, canceling: "act" })],
  ["play", { rerun: true, gives: ["A"] }, all("refused", { manual: "act" })],
  ["cancel", {}, all("refused", { ...waits, created: "act", scheduled: "act", ...canceled })],
  ["cancel", { force: true }, all("refused", { canceling: "act", canceled: "nothing" })],
  ["erase", {}, all("refused", { ...ended, skipped: "act" })],
  ["keep", {}, all("act", {})],
  ["delete-artifacts", {}, all("refused", { ...ended, skipped: "act" })],
] as const)
  test(`${verb} ${JSON.stringify(how)} does what GitLab would do from each status`, () => {
    assert.deepEqual(kinds(verb, how), wanted);
  });

test("each no says what to do instead", () => {
  for (const verb of verbs)
    for (const status of [...jobStatuses, "other"] as const) {
      const deed = whatToDo(job(status), verb, { how: {}, now });
      if (deed.kind === "refused") assert.match(deed.cure, /^[A-Z-].{15,}\.$/, `${verb} ${status}: ${deed.cure}`);
    }
  const pending = whatToDo(job("pending"), "retry", { how: {}, now });
  assert.match(JSON.stringify(pending), /use penstock jobs restart/);
});

test("a job that is canceling needs no cancel; who cannot wait hears of --force", () => {
  const deed = whatToDo(job("canceling"), "cancel", { how: {}, now });
  assert.ok(deed.kind === "nothing");
  assert.match(deed.cure ?? "", /say --force/);
});

test("a status that this version does not know lets nothing be done", () => {
  for (const verb of verbs) assert.equal(whatToDo(job("other"), verb, { how: {}, now }).kind, "refused");
});

test("an archived job can be cleaned up, not run or kept", () => {
  const of = (verb: Verb, status: JobStatus) => whatToDo(job(status, { archived: true }), verb, { how: {}, now }).kind;
  assert.deepEqual(
    [of("retry", "failed"), of("restart", "pending"), of("play", "manual"), of("keep", "success")],
    ["refused", "refused", "refused", "refused"],
  );
  assert.deepEqual(
    [of("cancel", "pending"), of("erase", "success"), of("delete-artifacts", "success")],
    ["act", "act", "act"],
  );
});

for (const [why, more, kind, told] of [
  [
    "kept already",
    { artifacts: { files: job("success").artifacts?.files ?? [], expireAt: null } },
    "nothing",
    /stay alr/,
  ],
  [
    "expired",
    { artifacts: { files: job("success").artifacts?.files ?? [], expireAt: now } },
    "refused",
    /expired at 2026/,
  ],
  [
    "a log only",
    { artifacts: { files: [{ type: "trace", sizeBytes: 1 }], expireAt: later } },
    "refused",
    /no artifacts/,
  ],
  ["nothing", { artifacts: null }, "refused", /no artifacts archive/],
] as const)
  test(`keep of a job with ${why}: ${kind}`, () => {
    const deed = whatToDo(job("success", more), "keep", { how: {}, now });
    assert.equal(deed.kind, kind);
    assert.match(JSON.stringify(deed), told);
  });

test("erase and delete-artifacts are final, and warn of a tag and of what somebody kept", () => {
  const files = job("success").artifacts?.files ?? [];
  for (const verb of ["erase", "delete-artifacts"] as const) {
    const plain = whatToDo(job("success"), verb, { how: {}, now });
    assert.ok(plain.kind === "act" && plain.isFinal && plain.warnings.length === 0);
    assert.match(plain.what, /1 file, 1\.0 kB/);
    const kept = whatToDo(job("success", { tag: true, artifacts: { files, expireAt: null } }), verb, { how: {}, now });
    assert.ok(kept.kind === "act");
    assert.match(kept.warnings.join("\n"), /belong to a tag.*\n.*have no expiry/);
  }
});

test("what is gone already needs no delete", () => {
  const gone = { artifacts: { files: [{ type: "trace", sizeBytes: 1 }], expireAt: null }, erasedAt: now };
  assert.equal(whatToDo(job("success", gone), "delete-artifacts", { how: {}, now }).kind, "nothing");
  assert.equal(whatToDo(job("success", gone), "erase", { how: {}, now }).kind, "nothing");
});

test("no other verb is final", () => {
  for (const verb of ["retry", "restart", "play", "cancel", "keep"] as const)
    for (const status of jobStatuses) {
      const deed = whatToDo(job(status), verb, { how: {}, now });
      assert.ok(deed.kind !== "act" || !deed.isFinal);
    }
});

test("play tells the names that it gives, and whoever named the job steers no terminal", () => {
  const deed = whatToDo(job("manual", { name: "a\u001b[2J" }), "play", { how: { gives: ["REGION"] }, now });
  assert.ok(deed.kind === "act");
  assert.match(deed.what, /with REGION$/);
  assert.ok(!deed.what.includes("\u001b"));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { How, Verb } from "../../../lib/cli/jobs/deed.ts";
import { exitCodes, outcomeOf } from "../../../lib/cli/jobs/outcome.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { Reply } from "../../../lib/core/ports.ts";

const failed: Job = { id: 7, name: "rspec", status: "failed" };
const kept = { files: [{ type: "archive", sizeBytes: 1 }], expireAt: null };

const accepted = (job?: Partial<Job>): Reply => ({
  kind: "accepted",
  status: 201,
  ...(job && { job: { ...failed, ...job } }),
});
const rejected = (status: number, message = `${status} Forbidden`): Reply => ({ kind: "rejected", status, message });

for (const [why, verb, how, reply, kind, told] of [
  [
    "a new job of that name",
    "retry",
    {},
    accepted({ id: 8, status: "pending" }),
    "done",
    /runs again as job 8, which is p/,
  ],
  ["the old job", "retry", {}, accepted({}), "unknown", /names no new job/],
  ["no job", "retry", {}, accepted(), "unknown", /holds no job/],
  ["another name", "retry", {}, accepted({ id: 8, name: "x" }), "unknown", /names no new job/],
  ["the same job, pending", "play", {}, accepted({ status: "pending" }), "done", /was started: it is pending/],
  ["a word that is no status", "play", {}, accepted({ status: "other" }), "done", /^job 7 "rspec" was started$/],
  [
    "a new job with a word that is no status",
    "retry",
    {},
    accepted({ id: 8, status: "other" }),
    "done",
    /as job 8, which is in a state that this version does not know$/,
  ],
  ["the same job, manual still", "play", {}, accepted({ status: "manual" }), "unknown", /manual still/],
  ["a new job that nobody wanted", "play", {}, accepted({ id: 8 }), "unknown", /had ended meanwhile.*as job 8/],
  ["a new job that was wanted", "play", { rerun: true }, accepted({ id: 8 }), "done", /runs again as job 8/],
  ["a canceled job", "cancel", {}, accepted({ status: "canceled" }), "done", /is canceled$/],
  ["a canceling job", "cancel", {}, accepted({ status: "canceling" }), "done", /its runner ends it/],
  ["201 and a job that goes on", "cancel", {}, accepted({ status: "success" }), "refused", /canceled nothing.*success/],
  ["no expiry any more", "keep", {}, accepted({ artifacts: kept }), "done", /stay until somebody deletes/],
  ["an expiry still", "keep", {}, accepted({ artifacts: { ...kept, expireAt: 1 } }), "unknown", /expiry still/],
  ["an erased job", "erase", {}, accepted({ erasedAt: 1 }), "done", /is erased/],
  ["a job that is not erased", "erase", {}, accepted({ erasedAt: null }), "unknown", /does not show as erased/],
  ["204 without a job", "delete-artifacts", {}, accepted(), "done", /are deleted/],
  ["no connection", "retry", {}, { kind: "notSent", message: "no connection" }, "refused", /nothing was sent/],
  ["a time-out", "retry", {}, { kind: "unknown", message: "no answer" }, "unknown", /not known whether.*no answer/],
] satisfies [string, Verb, How, Reply, string, RegExp][])
  test(`${verb}: ${why} is ${kind}`, () => {
    const outcome = outcomeOf(reply, { job: failed, verb, how });
    assert.equal(outcome.kind, kind);
    assert.match(outcome.message, told);
  });

for (const [verb, how, reply, cure] of [
  ["retry", {}, rejected(401, "401 Unauthorized"), /expired or revoked/],
  ["retry", {}, rejected(403, "403 Forbidden - Job is not retryable"), /retried it already/],
  ["retry", {}, rejected(403, "insufficient_scope: …"), /scope api/],
  ["retry", {}, rejected(403), /role Developer/],
  ["delete-artifacts", {}, rejected(403), /role Maintainer/],
  [
    "play",
    { gives: ["A"], setsVariables: true },
    rejected(403),
    /role Developer.* Or the project lets nobody set variables/,
  ],
  ["play", { gives: ["A"], setsVariables: true }, rejected(400, "400 Bad request - Unplayable Job"), /started it/],
  ["play", { gives: ["a"], setsInputs: true }, rejected(400, "400 Bad request - Unplayable Job"), /started it/],
  ["play", { gives: ["A"], setsVariables: true }, rejected(400, "400 Bad request"), /^Look at the job/],
  ["erase", {}, rejected(403, "403 Forbidden - Job is not erasable!"), /look at it again/],
  ["play", { gives: ["a"] }, rejected(403), /role Developer/],
  ["play", { gives: ["a"], setsInputs: true }, rejected(400, "400 Bad request - Unknown input: a"), /must be declared/],
  ["keep", {}, rejected(404, "404 Not Found"), /nothing of it can be kept/],
  ["erase", {}, rejected(409), /in an hour/],
  ["retry", {}, { kind: "rejected", status: 429, message: "429", retryAfterSeconds: 20 }, /wait 20 s/],
  ["retry", {}, rejected(301), /present path/],
  ["erase", {}, rejected(418), /penstock jobs get/],
] satisfies [Verb, How, Reply, RegExp][])
  test(`GitLab's ${JSON.stringify(reply)} to ${verb} comes with its words and what to do`, () => {
    const outcome = outcomeOf(reply, { job: failed, verb, how });
    assert.equal(outcome.kind, "refused");
    assert.match(outcome.message, /^GitLab refused to /);
    assert.match(outcome.cure ?? "", cure);
  });

test("exit codes tell done from not done and from not known", () => {
  assert.deepEqual(exitCodes, { done: 0, nothing: 0, would: 0, refused: 1, unknown: 3 });
});

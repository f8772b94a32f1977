import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { readReply } from "../../lib/actions/reply.ts";
import type { Job } from "../../lib/core/job.ts";
import type { Reply } from "../../lib/core/ports.ts";

const now = Date.UTC(2026, 10, 20, 9);
const job: Job = { id: 7, name: "build", status: "failed" };
const accepted = (changes: Partial<Job>): Reply => ({ kind: "accepted", status: 201, job: { ...job, ...changes } });
const rejected = (status: number, message = "no", retryAfterSeconds?: number): Reply => ({
  kind: "rejected",
  status,
  message,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

function read(name: string, reply: Reply) {
  const action = actions.find((one) => one.name === name);
  assert.ok(action);
  const { outcome, didNothing } = readReply(action, reply, { job, now, setbacks: 0, luck: 0 });
  return { kind: outcome.kind, didNothing, outcome };
}

for (const [why, name, reply, kind, didNothing] of [
  ["a retry that made a new job is done", "retry", accepted({ id: 8 }), "done", false],
  [
    "a retry that answers with the old job is unknown, as old GitLab does",
    "retry",
    accepted({ id: 7 }),
    "unknown",
    false,
  ],
  ["a retry that answers with another name is unknown", "retry", accepted({ id: 8, name: "other" }), "unknown", false],
  ["a retry without a job in its answer is unknown", "retry", { kind: "accepted", status: 201 }, "unknown", false],
  [
    "a retry of what is not retryable looks again",
    "retry",
    rejected(403, "403 Forbidden - Job is not retryable"),
    "again",
    true,
  ],
  ["a retry without the right is refused", "retry", rejected(403, "403 Forbidden"), "refused", true],
  ["a play that started the job is done", "play", accepted({ status: "pending" }), "done", false],
  [
    "a play that re-ran a finished job needs a person",
    "play",
    accepted({ id: 8, status: "pending" }),
    "attention",
    false,
  ],
  ["a play that changed nothing is unknown", "play", accepted({ status: "manual" }), "unknown", false],
  [
    "a play of what cannot be played looks again",
    "play",
    rejected(400, "400 Bad request - Unplayable Job"),
    "again",
    true,
  ],
  [
    "a play with variables that the project forbids is refused",
    "play",
    rejected(403, "403 Forbidden"),
    "refused",
    true,
  ],
  ["a cancel that took effect is done", "restart", accepted({ status: "canceled" }), "done", false],
  ["a cancel that is under way is done", "restart", accepted({ status: "canceling" }), "done", false],
  ["a cancel that canceled nothing did nothing", "restart", accepted({ status: "success" }), "skipped", true],
  [
    "a keep that took the expiry off is done",
    "keep",
    accepted({ artifacts: { files: [], expireAt: null } }),
    "done",
    false,
  ],
  [
    "a keep whose expiry still shows is unknown",
    "keep",
    accepted({ artifacts: { files: [], expireAt: now } }),
    "unknown",
    false,
  ],
  ["a keep that came too late is refused", "keep", rejected(404), "refused", true],
  ["a delete is done", "deleteArtifacts", { kind: "accepted", status: 204 }, "done", false],
  ["a delete during a recount waits an hour", "deleteArtifacts", rejected(409), "again", true],
  ["a call that was never sent comes again", "retry", { kind: "notSent", message: "no connection" }, "again", true],
  ["a call that may have been done is unknown", "play", { kind: "unknown", message: "time-out" }, "unknown", false],
  ["a 500 is not asked again before it is looked into", "play", { kind: "unknown", message: "500" }, "unknown", false],
  ["a token that is not accepted is tried again later", "retry", rejected(401), "again", true],
] as const satisfies readonly (readonly [string, string, Reply, string, boolean])[])
  test(why, () => {
    const answer = read(name, reply);
    assert.deepEqual([answer.kind, answer.didNothing], [kind, didNothing]);
  });

test("429 waits as long as GitLab asks, and at least 20 s", () => {
  const waits = [300, 1, undefined].map((seconds) => {
    const { outcome } = read("retry", rejected(429, "Retry later", seconds));
    return outcome.kind === "again" ? (outcome.at - now) / 1000 : undefined;
  });
  assert.deepEqual(waits, [300, 20, 60]);
});

test("a refusal for want of a right says what right is missing", () => {
  const { outcome } = read("deleteArtifacts", rejected(403, "403 Forbidden"));
  assert.ok("reason" in outcome && /Maintainer/.test(outcome.reason));
});

test("a rate that is used up is nothing about the job, and does not count towards attention; a limit of its own does", () => {
  const why = (limit: "instance" | "object") => {
    const reply = { ...rejected(429, "Retry later", 30), limit };
    const { outcome } = read("retry", reply as Reply);
    return outcome.kind === "again" && outcome.why;
  };
  assert.deepEqual([why("instance"), why("object")], ["wait", "setback"]);
});

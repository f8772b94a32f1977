import assert from "node:assert/strict";
import { test } from "node:test";
import { factsHash } from "../../lib/app/hash.ts";
import type { Facts } from "../../lib/core/event.ts";
import type { Job } from "../../lib/core/job.ts";

const job: Job = {
  id: 1,
  name: "build",
  status: "pending",
  since: 5000,
  startedAt: null,
  artifacts: {
    files: [
      { type: "archive", sizeBytes: 9 },
      { type: "trace", sizeBytes: 1 },
    ],
    expireAt: null,
  },
};
const hash = (changes: Partial<Job>, version = 7) =>
  factsHash(version, { project: { id: 42, path: "shop/api" }, job: { ...job, ...changes } });

for (const [what, changes] of [
  ["when the state began, by GitLab's counting", { since: 5001 }],
  ["how long it has waited, by GitLab's counting", { queuedSeconds: 12 }],
  ["where it deploys to, which only hooks tell", { environment: { name: "production" } }],
  ["how it is started, which only hooks tell", { when: "manual" }],
  ["the order of the files", { artifacts: { files: job.artifacts?.files.toReversed() ?? [], expireAt: null } }],
] as const satisfies [string, Partial<Job>][])
  test(`the same facts have the same hash, whatever ${what}`, () => {
    assert.equal(hash(changes), hash({}));
  });

for (const [what, changes] of [
  ["its status", { status: "running" }],
  ["when it started", { startedAt: 6000 }],
  ["its pipeline's status", { pipelineStatus: "canceled" }],
  ["its artifacts", { artifacts: null }],
  ["their expiry", { artifacts: { files: job.artifacts?.files ?? [], expireAt: 1 } }],
] as const satisfies [string, Partial<Job>][])
  test(`a job is seen anew when something is new: ${what}`, () => {
    assert.notEqual(hash(changes), hash({}));
  });

test("a job is seen anew under new rules, and under a new path", () => {
  assert.notEqual(hash({}, 8), hash({}));
  const moved: Facts = { project: { id: 42, path: "shop/new" }, job };
  assert.notEqual(factsHash(7, moved), hash({}));
});

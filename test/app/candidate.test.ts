import assert from "node:assert/strict";
import { test } from "node:test";
import { candidateOf } from "../../lib/app/sweep/candidate.ts";
import type { Job } from "../../lib/core/job.ts";
import { activeOf } from "./deletes/crew.ts";
import { expired } from "./jobs.ts";
import { oneRule, start } from "./site.ts";

const daily = "on: { schedule: { every: 1d } }";
const many = {
  files: [
    { type: "archive", sizeBytes: 5_000 },
    { type: "junit", sizeBytes: 30 },
    { type: "junit", sizeBytes: 12 },
    { type: "trace", sizeBytes: 10 },
  ],
  expireAt: start - 86_400_000,
};
const job: Job = { ...expired, artifacts: many };

async function judged(body: string, changes: Partial<Job> = {}) {
  const rule = (await activeOf(oneRule(body))).rule("r");
  assert.ok(rule);
  return candidateOf(rule, { project: { id: 42, path: "shop/api" }, job: { ...job, ...changes } }, start);
}

test("a job that a rule would delete tells what would go, by type; an erase takes the log as well", async () => {
  const bytesByType = new Map([
    ["archive", 5_000],
    ["junit", 42],
  ]);
  assert.deepEqual(await judged(`${daily}, do: deleteArtifacts`), {
    kind: "may",
    sizeBytes: 5_042,
    bytesByType,
    open: [],
  });
  assert.deepEqual(await judged(`${daily}, do: erase`), {
    kind: "may",
    sizeBytes: 5_052,
    bytesByType: new Map([...bytesByType, ["trace", 10]]),
    open: [],
  });
});

for (const [why, body, changes, told] of [
  ["whose rule says no", `${daily}, when: { name: other }, do: erase`, {}, /^no when\.name: wanted other/],
  ["whose rule deletes nothing", `${daily}, do: keep`, {}, /^no keep deletes nothing/],
  ["without files", `${daily}, do: deleteArtifacts`, { artifacts: null }, /^no it has no artifacts/],
  ["of a tag", `${daily}, do: deleteArtifacts`, { tag: true }, /^spared they belong to a tag/],
  ["that runs", `${daily}, do: deleteArtifacts`, { status: "running" }, /^spared the job is running/],
  ["that is archived", `${daily}, do: erase`, { archived: true }, /^spared the job is archived/],
] as const)
  test(`a job ${why} is told so`, async () => {
    const candidate = await judged(body, changes as Partial<Job>);
    assert.match("why" in candidate ? `${candidate.kind} ${candidate.why}` : candidate.kind, told);
  });

test("a tag's job may go where the rule means tags, and what only a look tells stays open", async () => {
  const body = `${daily}, when: { latest: false }, do: { deleteArtifacts: { includeTags: true } }`;
  const candidate = await judged(body, { tag: true });
  assert.ok(candidate.kind === "may");
  assert.deepEqual(
    candidate.open.map(({ path }) => path),
    ["when.latest"],
  );
});

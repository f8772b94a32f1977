import assert from "node:assert/strict";
import { test } from "node:test";
import { readTargets } from "../../../lib/cli/jobs/targets.ts";

const base = "https://git.example.com";
const page = (project: string, jobId: number) => `${base}/${project}/-/jobs/${jobId}`;

test("each job is named once, in the order in which they are said", () => {
  const targets = readTargets([page("a/b", 8), page("A/B", 7), page("a/b", 8), page("a/b", 7)], undefined, base);
  assert.deepEqual(targets, [
    { project: "a/b", jobId: 8 },
    { project: "A/B", jobId: 7 },
  ]);
});

for (const [one, other] of [
  [page("a/b", 7), page("c/d", 7)],
  [page("a/b", 7), `${base}/api/v4/projects/12/jobs/7`],
] as const)
  test(`a job of two projects is refused, and none of them is dropped: ${other}`, () => {
    const named = /^Problem: job 7 is named in two projects, a\/b and (c\/d|project 12), .*nothing was sent$/;
    assert.throws(() => readTargets([one, page("a/b", 8), other], undefined, base), named);
  });

test("every text that names no job is told, not the first only", () => {
  assert.throws(() => readTargets(["x", page("a/b", 7), "y"], undefined, base), /"x" is no.*\n"y" is no/);
});

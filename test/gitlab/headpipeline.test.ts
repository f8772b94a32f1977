import assert from "node:assert/strict";
import { test } from "node:test";
import { createFurtherReads } from "../../lib/gitlab/furtherreads.ts";
import { clock, grape } from "./grape.ts";

const path = "/projects/7/merge_requests/4";

for (const [what, answer, expected] of [
  ["tells it", { head_pipeline: { id: 90, project_id: 7 } }, { projectId: 7, id: 90 }],
  ["tells one of a fork", { source_project_id: 8, head_pipeline: { id: 90, project_id: 8 } }, { projectId: 8, id: 90 }],
  ["has none", { head_pipeline: null }, null],
  ["is of an old GitLab", {}, undefined],
  [
    "has one of its own project that does not say so",
    { source_project_id: 7, head_pipeline: { id: 90 } },
    { projectId: 7, id: 90 },
  ],
  ["has one of nobody knows which project", { source_project_id: 8, head_pipeline: { id: 90 } }, undefined],
] as const)
  test(`the pipeline of a merge request that ${what}`, async (t) => {
    const { http } = await grape(t, { [path]: [200, { iid: 4, ...answer }] });
    assert.deepEqual(await createFurtherReads(http, clock).headPipeline(7, 4), expected);
  });

test("a merge request that is not there has no pipeline, and another one's is not taken for it", async (t) => {
  const { http } = await grape(t, { [path]: [200, { iid: 5, head_pipeline: { id: 90, project_id: 7 } }] });
  const reads = createFurtherReads(http, clock);
  assert.equal(await reads.headPipeline(7, 6), undefined);
  await assert.rejects(reads.headPipeline(7, 4), { code: "oddAnswer" });
});

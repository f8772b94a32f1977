import assert from "node:assert/strict";
import { test } from "node:test";
import { createTagPipelines } from "../../lib/gitlab/tagpipelines.ts";
import { errorOf } from "./asked.ts";
import { grape, paths } from "./grape.ts";
import { now } from "./server.ts";

const sha = "2695effb5807a22ff3d138d593fd856244e155e7";

function bridge(id: number, downstream: object | null, pipeline = 5) {
  return { id, name: `trigger-${id}`, status: "success", pipeline: { id: pipeline }, downstream_pipeline: downstream };
}

test("child pipelines are those that trigger jobs began in the same project", async (t) => {
  const { http } = await grape(t, {
    "/projects/7/pipelines/5/bridges": [
      200,
      [
        bridge(13, { id: 8, project_id: 7 }),
        bridge(12, { id: 99, project_id: 30 }),
        bridge(11, null),
        bridge(10, { id: 6 }),
      ],
    ],
  });
  const reads = createTagPipelines(http, () => now);
  assert.deepEqual(await reads.childPipelines(7, 5), [{ id: 8 }, { id: 6 }]);
  assert.equal(await reads.childPipelines(7, 4), undefined);
});

test("trigger jobs of another pipeline are not believed", async (t) => {
  const { http } = await grape(t, {
    "/projects/7/pipelines/5/bridges": [200, [bridge(13, { id: 8, project_id: 7 }, 4)]],
  });
  const reads = createTagPipelines(http, () => now);
  assert.equal((await errorOf(reads.childPipelines(7, 5))).code, "oddAnswer");
});

test("a tag's pipelines are those of its commit that ran for the tag, not for a branch of that name", async (t) => {
  const listed = (id: number) => ({ id, status: "success", ref: "v1.2", sha });
  const { http, seen } = await grape(t, {
    "/projects/7/repository/tags/v1.2": [200, { name: "v1.2", commit: { id: sha } }],
    "/projects/7/pipelines": [200, [listed(9), listed(8), { ...listed(7), sha: "0000" }]],
    "/projects/7/pipelines/9": [200, { ...listed(9), tag: false }],
    "/projects/7/pipelines/8": [200, { ...listed(8), tag: true }],
    "/projects/7/pipelines/7": [200, { ...listed(7), sha: "0000", tag: true }],
  });
  assert.deepEqual(await createTagPipelines(http, () => now).tagPipelines(7, "v1.2"), [{ id: 8 }]);
  assert.ok(paths(seen).some((path) => path.includes("ref=v1.2") && path.includes(`sha=${sha}`)));
});

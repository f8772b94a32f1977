import assert from "node:assert/strict";
import { test } from "node:test";
import { present } from "../grape.ts";
import { askedGraphQl } from "./asked.ts";

const build = (id: number, more: Record<string, unknown> = {}) => ({
  id: `gid://gitlab/Ci::Build/${id}`,
  status: "SUCCESS",
  ...more,
});

function pageOf(nodes: readonly unknown[]): unknown {
  const pageInfo = { hasNextPage: false, endCursor: null };
  return { data: { project: { pipeline: { jobs: { nodes, pageInfo } } } } };
}

test("a job that GraphQL gives as null does not lose the whole page", async (t) => {
  const { graphql } = await askedGraphQl(t, () => pageOf([null, build(5)]));
  assert.deepEqual(
    present(await graphql.pipelineJobsPage("harbour/crane", { id: 90 })).items.map(({ id }) => id),
    [5],
  );
});

test("a job without a status does not lose the whole page, and its status is other", async (t) => {
  const { graphql } = await askedGraphQl(t, () =>
    pageOf([build(6, { status: null }), build(5, { status: undefined })]),
  );
  assert.deepEqual(
    present(await graphql.pipelineJobsPage("harbour/crane", { id: 90 })).items.map(({ id, status }) => [id, status]),
    [
      [6, "other"],
      [5, "other"],
    ],
  );
});

test("a file that GraphQL gives as null does not hide the other files", async (t) => {
  const artifacts = { nodes: [null, { id: "gid://gitlab/Ci::JobArtifact/8", size: "12" }] };
  const { graphql } = await askedGraphQl(t, () => pageOf([build(5, { artifacts })]));
  const { items } = present(await graphql.pipelineJobsPage("harbour/crane", { id: 90 }));
  assert.deepEqual(items[0]?.artifacts, [{ id: 8, sizeBytes: 12 }]);
});

for (const size of [null, "", true, [], "0x10", -1])
  test(`a file's size that is ${JSON.stringify(size)} is unknown, not a number`, async (t) => {
    const artifacts = { nodes: [{ id: "gid://gitlab/Ci::JobArtifact/8", size }] };
    const { graphql } = await askedGraphQl(t, () => pageOf([build(5, { artifacts })]));
    const { items } = present(await graphql.pipelineJobsPage("harbour/crane", { id: 90 }));
    assert.deepEqual(items[0]?.artifacts, [{ id: 8 }]);
  });

test("data beside errors that are null is an answer", async (t) => {
  const { graphql } = await askedGraphQl(t, () => ({
    data: { j1: { destroyedArtifactsCount: 2, errors: [] } },
    errors: null,
  }));
  assert.deepEqual((await graphql.destroyJobArtifacts([1])).get(1), { kind: "accepted", destroyedCount: 2 });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toPipeline } from "../../lib/gitlab/answers/pipeline.ts";
import { changedPipelines, createPipelines } from "../../lib/gitlab/pipelines.ts";
import { errorOf } from "./asked.ts";
import { grape, noProject, noRow, paths } from "./grape.ts";

const updated = Date.UTC(2026, 10, 20, 9, 0, 0);

function pipelineAnswer(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 90,
    iid: 12,
    project_id: 7,
    status: "success",
    source: "push",
    ref: "main",
    sha: "c0ffee00",
    name: "Nightly",
    web_url: "https://git.example.com/harbour/crane/-/pipelines/90",
    created_at: "2026-11-20T08:00:00.000Z",
    updated_at: "2026-11-20T09:00:00.000Z",
    ...changes,
  };
}

test("a pipeline is read in full, and nothing is asked about its variables", async (t) => {
  const full = pipelineAnswer({
    tag: false,
    before_sha: "beef",
    yaml_errors: null,
    user: { id: 3, username: "ada" },
    started_at: "2026-11-20T08:00:10.000Z",
    finished_at: null,
    duration: 34,
    queued_duration: 6.5,
    coverage: "83.20",
    variables: [{ key: "TOKEN", value: "hush" }],
  });
  const { http, seen } = await grape(t, { "/projects/harbour%2Fcrane/pipelines/90": [200, full] });
  const pipeline = await createPipelines(http).get("harbour/crane", 90);
  assert.deepEqual(pipeline, {
    id: 90,
    iid: 12,
    projectId: 7,
    status: "success",
    ref: "main",
    tag: false,
    sha: "c0ffee00",
    beforeSha: "beef",
    source: "push",
    name: "Nightly",
    createdAt: Date.UTC(2026, 10, 20, 8, 0, 0),
    updatedAt: updated,
    startedAt: Date.UTC(2026, 10, 20, 8, 0, 10),
    finishedAt: null,
    durationSeconds: 34,
    queuedSeconds: 6.5,
    coverage: 83.2,
    yamlErrors: null,
    userId: 3,
    userName: "ada",
    webUrl: "https://git.example.com/harbour/crane/-/pipelines/90",
  });
  assert.equal(seen.length, 1);
});

test("a pipeline of GitLab 9 and a status that is yet to come are read too", () => {
  assert.deepEqual(toPipeline({ id: 47, status: "pending", ref: "master", sha: "a91957a8" }), {
    id: 47,
    status: "pending",
    ref: "master",
    sha: "a91957a8",
  });
  assert.equal(toPipeline(pipelineAnswer({ status: "simmering", source: "tide" }))?.status, "other");
  for (const value of [null, [], {}, pipelineAnswer({ id: "90" }), pipelineAnswer({ status: null })])
    assert.equal(toPipeline(value), undefined);
});

test("a pipeline with any field replaced by anything is a pipeline still", () => {
  const keys = Object.keys(pipelineAnswer()).filter((key) => key !== "id" && key !== "status");
  fc.assert(
    fc.property(fc.constantFrom(...keys, "user", "coverage", "duration"), fc.jsonValue(), (key, value) => {
      return toPipeline(pipelineAnswer({ [key]: value }))?.id === 90;
    }),
    { seed: 5, numRuns: 1000 },
  );
});

test("a page is asked for with every filter, and goes on where GitLab says", async (t) => {
  const { http, seen } = await grape(t, {
    "/projects/7/pipelines": [200, [pipelineAnswer()], { "x-next-page": "2" }],
  });
  const pipelines = createPipelines(http);
  const asked = {
    ref: "main",
    status: "success",
    source: "push",
    scope: "tags",
    updatedAfter: updated - 1,
    updatedBefore: updated,
    orderBy: "updated_at",
    sort: "asc",
    perPage: 20,
  } as const;
  const page = await pipelines.page(7, asked);
  assert.deepEqual(
    page?.items.map(({ id }) => id),
    [90],
  );
  await pipelines.page(7, { cursor: "/projects/7/pipelines?page=3" });
  const query = (path = "") => Object.fromEntries(new URL(path, "http://x").searchParams);
  const [first, third] = paths(seen);
  assert.deepEqual(query(first), {
    ref: "main",
    status: "success",
    source: "push",
    scope: "tags",
    updated_after: "2026-11-20T08:59:59.999Z",
    updated_before: "2026-11-20T09:00:00.000Z",
    order_by: "updated_at",
    sort: "asc",
    per_page: "20",
  });
  assert.deepEqual(query(page?.next), { ...query(first), page: "2" });
  assert.equal(third, "/projects/7/pipelines?page=3");
});

test("whether anything changed is one pipeline at most; a GitLab that is too old for the question says yes", async (t) => {
  const old = pipelineAnswer({ id: 4, updated_at: "2026-11-20T08:59:58.000Z" });
  const { http, seen } = await grape(t, { "/projects/7/pipelines": [200, [old, pipelineAnswer()]] });
  const ids = async (how: { children?: true; most?: number }) =>
    (await changedPipelines(http, 7, { since: updated, ...how })).map(({ id }) => id);
  assert.deepEqual(await ids({}), [90]);
  assert.deepEqual(await ids({ most: 1 }), [4, 90]);
  await ids({ most: 1, children: true });
  const queries = paths(seen).map((path) => Object.fromEntries(new URL(path ?? "", "http://x").searchParams));
  const asked = { updated_after: "2026-11-20T09:00:00.000Z", order_by: "updated_at", sort: "desc" };
  assert.deepEqual(queries, [
    { ...asked, per_page: "100" },
    { ...asked, per_page: "1" },
    { ...asked, per_page: "1", source: "parent_pipeline" },
  ]);
});

test("a project that is gone is not one without a change", async (t) => {
  const { http } = await grape(t, { "/projects/7/pipelines": noProject });
  assert.equal((await errorOf(changedPipelines(http, 7, { since: updated, most: 1 }))).code, "notFound");
});

test("what a GitLab answers that is too old for a filter is left out", async (t) => {
  const strangers = [
    pipelineAnswer({ id: 1, ref: "other" }),
    pipelineAnswer({ id: 2, status: "failed" }),
    pipelineAnswer({ id: 3, source: "schedule" }),
    pipelineAnswer({ id: 4, updated_at: "2026-11-20T08:59:58.000Z" }),
    pipelineAnswer({ id: 5, updated_at: "2026-11-20T09:00:00.001Z" }),
    pipelineAnswer({ id: 6, source: undefined, updated_at: undefined }),
    pipelineAnswer({ id: 7 }),
  ];
  const { http } = await grape(t, { "/projects/7/pipelines": [200, strangers] });
  const asked = {
    ref: "main",
    status: "success",
    source: "push",
    updatedAfter: updated,
    updatedBefore: updated,
  } as const;
  assert.deepEqual(
    (await createPipelines(http).page(7, asked))?.items.map(({ id }) => id),
    [6, 7],
  );
});

test("the newest pipeline of a ref is GitLab's own word where it has one", async (t) => {
  const { http, seen } = await grape(t, { "/projects/7/pipelines/latest": [200, pipelineAnswer({ ref: "a/b c" })] });
  assert.equal((await createPipelines(http).newest(7, "a/b c"))?.id, 90);
  assert.deepEqual(paths(seen), ["/projects/7/pipelines/latest?ref=a%2Fb+c"]);
});

for (const [name, latest] of [
  ["the newest commit has none (403)", [403, { message: "403 Forbidden" }]],
  ["GitLab is older than 12.3 (400)", [400, { error: "pipeline_id is invalid" }]],
  ["GitLab does not know the endpoint (404)", [404, { error: "404 Not Found" }]],
  ["GitLab speaks of another ref", [200, pipelineAnswer({ id: 91, ref: "other" })]],
] as const)
  test(`the newest pipeline of a ref is the list's first where ${name}`, async (t) => {
    const { http, seen } = await grape(t, {
      "/projects/7/pipelines/latest": latest,
      "/projects/7/pipelines?ref=main&order_by=id&sort=desc&per_page=1": [200, [pipelineAnswer({ id: 80 })]],
    });
    assert.equal((await createPipelines(http).newest(7, "main"))?.id, 80);
    assert.equal(seen.length, 2);
  });

test("a ref without pipelines has no newest one, and one that must not be seen is forbidden", async (t) => {
  const refused = [403, { message: "403 Forbidden" }] as const;
  const none = await grape(t, { "/projects/7/pipelines/latest": refused, "/projects/7/pipelines": [200, []] });
  assert.equal(await createPipelines(none.http).newest(7, "main"), undefined);
  const closed = await grape(t, { "/projects/7/pipelines/latest": refused, "/projects/7/pipelines": refused });
  assert.equal((await errorOf(createPipelines(closed.http).newest(7, "main"))).code, "forbidden");
  const broken = await grape(t, { "/projects/7/pipelines/latest": [500, {}], "/projects/7/pipelines": [200, []] });
  assert.equal((await errorOf(createPipelines(broken.http).newest(7, "main"))).code, "server");
});

test("the newest success of a ref is asked for as one, and never another ref's", async (t) => {
  const path = "/projects/7/pipelines?ref=v1.0+&status=success&order_by=id&sort=desc&per_page=1";
  const { http } = await grape(t, { [path]: [200, [pipelineAnswer({ ref: "v1.0 " })]] });
  assert.equal((await createPipelines(http).newestSuccess(7, "v1.0 "))?.id, 90);
  for (const stranger of [{ ref: "main" }, { status: "failed" }]) {
    const old = await grape(t, { "/projects/7/pipelines": [200, [pipelineAnswer({ ref: "v1", ...stranger })]] });
    assert.equal((await errorOf(createPipelines(old.http).newestSuccess(7, "v1"))).code, "oddAnswer");
  }
});

test("what is gone or hidden is undefined, and another pipeline's answer is odd", async (t) => {
  const { http } = await grape(t, {
    "/projects/8/pipelines": noProject,
    "/projects/7/pipelines/91": noRow,
    "/projects/7/pipelines/92": [200, pipelineAnswer()],
    "/projects/7/pipelines": [200, [{ status: "success" }]],
  });
  const pipelines = createPipelines(http);
  assert.equal(await pipelines.page(8), undefined);
  assert.equal(await pipelines.newestSuccess(8, "main"), undefined);
  assert.equal(await pipelines.get(7, 91), undefined);
  assert.match((await errorOf(pipelines.get(7, 92))).message, /another pipeline/);
  assert.equal((await errorOf(pipelines.page(7))).code, "oddAnswer");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TagAnswer } from "../../lib/gitlab/answers/tag.ts";
import { createTags } from "../../lib/gitlab/tags.ts";
import { errorOf } from "./asked.ts";
import { grape, noProject, paths } from "./grape.ts";

function tagAnswer(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: "v1.0.0",
    message: "one",
    target: "60a8ff03",
    commit: { id: "2695effb", created_at: "2026-07-26T11:08:53.000+02:00" },
    release: { tag_name: "v1.0.0", description: "Amazing" },
    protected: true,
    created_at: "2026-11-20T09:00:00.000+00:00",
    ...changes,
  };
}

test("a tag says its commit, whether it is protected and whether it has a release", async (t) => {
  const { http } = await grape(t, { "/projects/7/repository/tags/v1.0.0": [200, tagAnswer()] });
  assert.deepEqual(await createTags(http).get(7, "v1.0.0"), {
    name: "v1.0.0",
    sha: "2695effb",
    isProtected: true,
    hasRelease: true,
    createdAt: Date.UTC(2026, 10, 20, 9, 0, 0),
  });
});

test("a tag of GitLab 9, and one without a release, are read too", async (t) => {
  const old = { name: "v1", message: null, target: "60a8ff03", commit: { id: "60a8ff03" }, release: null };
  const { http } = await grape(t, { "/projects/7/repository/tags": [200, [old, { name: "v0", commit: null }]] });
  assert.deepEqual((await createTags(http).page(7))?.items, [
    { name: "v1", sha: "60a8ff03", hasRelease: false },
    { name: "v0" },
  ]);
});

for (const name of ["v1.0+b", "release/2026/11", "größe-☃", "a%2Fb"])
  test(`the tag "${name}" is asked for as it is written`, async (t) => {
    const { http, seen } = await grape(t, {
      [`/projects/7/repository/tags/${encodeURIComponent(name)}`]: [200, tagAnswer({ name })],
    });
    assert.equal((await createTags(http).get(7, name))?.name, name);
    assert.equal(paths(seen)[0]?.split("/").length, 6);
  });

test("what no tag can be called is not asked for", async (t) => {
  const { http, seen } = await grape(t, {});
  for (const name of ["", ".", "..", "\ud800"]) assert.equal(await createTags(http).get(7, name), undefined);
  assert.equal(seen.length, 0);
});

test("tags are searched and ordered, page by page", async (t) => {
  const { http, seen } = await grape(t, {
    "/projects/7/repository/tags": [200, [tagAnswer()], { "x-next-page": "2" }],
  });
  const page = await createTags(http).page(7, { search: "^v1", orderBy: "version" });
  assert.equal(page?.next, "/projects/7/repository/tags?search=%5Ev1&order_by=version&per_page=100&page=2");
  assert.equal(paths(seen)[0], "/projects/7/repository/tags?search=%5Ev1&order_by=version&per_page=100");
  await errorOf((async () => createTags(http).page(7, { cursor: "/projects/8/repository/tags?page=2" }))());
  assert.equal(seen.length, 1);
});

test("what is gone is undefined, another tag's answer is odd", async (t) => {
  const { http } = await grape(t, {
    "/projects/8/repository/tags": noProject,
    "/projects/7/repository/tags/v2": [404, { message: "404 Tag Not Found" }],
    "/projects/7/repository/tags/v3": [200, tagAnswer()],
  });
  const tags = createTags(http);
  assert.equal(await tags.page(8), undefined);
  assert.equal(await tags.get(7, "v2"), undefined);
  assert.match((await errorOf(tags.get(7, "v3"))).message, /another tag/);
});

test("a tag with any field replaced by anything is a tag still", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("commit", "release", "protected", "created_at", "message"),
      fc.jsonValue(),
      (key, value) => TagAnswer.safeParse(tagAnswer({ [key]: value })).data?.name === "v1.0.0",
    ),
    { seed: 5, numRuns: 1000 },
  );
});

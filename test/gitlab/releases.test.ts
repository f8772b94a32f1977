import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ReleaseAnswer } from "../../lib/gitlab/answers/release.ts";
import { createReleases } from "../../lib/gitlab/releases.ts";
import { errorOf } from "./asked.ts";
import { grape, lackOf, noProject, paths, present } from "./grape.ts";

function releaseAnswer(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    tag_name: "v1.0.0",
    name: "One",
    description: "Amazing",
    created_at: "2026-11-20T09:00:00.000Z",
    released_at: "2026-11-21T09:00:00.000Z",
    upcoming_release: true,
    commit: { id: "2695effb" },
    assets: { count: 4 },
    _links: { self: "https://git.example.com/harbour/crane/-/releases/v1.0.0" },
    ...changes,
  };
}

test("a release says its tag, its commit and its day", async (t) => {
  const { http } = await grape(t, { "/projects/7/releases/v1.0.0": [200, releaseAnswer()] });
  assert.deepEqual(await createReleases(http).get(7, "v1.0.0"), {
    tag: "v1.0.0",
    name: "One",
    sha: "2695effb",
    createdAt: Date.UTC(2026, 10, 20, 9, 0, 0),
    releasedAt: Date.UTC(2026, 10, 21, 9, 0, 0),
    isUpcoming: true,
    webUrl: "https://git.example.com/harbour/crane/-/releases/v1.0.0",
  });
});

test("a release of GitLab 11.7, and one whose tag must not be seen, are read too", async (t) => {
  const list = [{ tag_name: "v0.3", name: "Old", created_at: "2019-01-03T01:56:19.539Z" }, { name: "Hidden" }];
  const { http, seen } = await grape(t, { "/projects/7/releases": [200, list, { "x-next-page": "2" }] });
  const page = present(await createReleases(http).page(7));
  assert.deepEqual(
    page.items.map(({ tag, name }) => [tag, name]),
    [
      ["v0.3", "Old"],
      [undefined, "Hidden"],
    ],
  );
  assert.equal(page.next, "/projects/7/releases?per_page=100&page=2");
  assert.deepEqual(paths(seen), ["/projects/7/releases?per_page=100"]);
});

for (const tag of ["v1.0+b", "a/b", "größe-☃"])
  test(`the release of the tag "${tag}" is asked for as it is written`, async (t) => {
    const { http } = await grape(t, {
      [`/projects/7/releases/${encodeURIComponent(tag)}`]: [200, releaseAnswer({ tag_name: tag })],
    });
    assert.equal(present(await createReleases(http).get(7, tag)).tag, tag);
  });

test("a tag without a release is told from a GitLab without releases", async (t) => {
  const { http, seen } = await grape(t, {
    "/projects/7/releases/v2": [404, { message: "404 Not Found" }],
    "/projects/7/releases": [200, []],
    "/projects/8/releases/v2": noProject,
  });
  const releases = createReleases(http);
  assert.equal(await releases.get(7, "v2"), undefined);
  assert.equal(await releases.get(8, "v2"), undefined);
  assert.deepEqual(paths(seen), [
    "/projects/7/releases/v2",
    "/projects/7/releases?per_page=1",
    "/projects/8/releases/v2",
  ]);
  assert.match(lackOf(await releases.get(9, "v2")), /11\.7/);
  assert.match(lackOf(await releases.page(9)), /11\.7/);
});

test("what no tag can be called is not asked for, and another tag's release is odd", async (t) => {
  const { http, seen } = await grape(t, { "/projects/7/releases/v3": [200, releaseAnswer()] });
  for (const tag of ["", "..", "\ud800"]) assert.equal(await createReleases(http).get(7, tag), undefined);
  assert.equal(seen.length, 0);
  assert.match((await errorOf(createReleases(http).get(7, "v3"))).message, /another tag/);
});

test("a release with any field replaced by anything is a release still", () => {
  const keys = Object.keys(releaseAnswer());
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
      return ReleaseAnswer.safeParse(releaseAnswer({ [key]: value })).success;
    }),
    { seed: 5, numRuns: 1000 },
  );
});

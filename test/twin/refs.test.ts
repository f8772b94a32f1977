import assert from "node:assert/strict";
import test from "node:test";
import { type Reply, receiver, twinWorld } from "./world.ts";

const names = ({ json }: Reply): string[] => json.map(({ name }: { name: string }) => name);

test("protections are shown as they are set, found by their very names", async (t) => {
  const { get, id } = await twinWorld(t, {
    protectedBranches: [{ name: "main" }, { name: "release/*", role: "none", usernames: ["ada"] }],
    protectedTags: [{ name: "v*", role: "developer" }],
  });
  const branches = await get(`/projects/${id}/protected_branches`);
  assert.deepEqual(names(branches), ["main", "release/*"]);
  const [{ access_level, access_level_description }] = branches.json[0].push_access_levels;
  assert.deepEqual([access_level, access_level_description], [40, "Maintainers"]);
  const release = await get(`/projects/${id}/protected_branches/release%2F*`);
  assert.deepEqual(
    release.json.push_access_levels.map((level: { access_level: number }) => level.access_level),
    [0, 40],
  );
  assert.deepEqual(names(await get(`/projects/${id}/protected_branches?search=rel`)), ["release/*"]);
  assert.deepEqual((await get(`/projects/${id}/protected_branches/release%2F1`)).json, { message: "404 Not found" });
  const tags = await get(`/projects/${id}/protected_tags`);
  assert.deepEqual([names(tags), tags.json[0].create_access_levels[0].access_level], [["v*"], 30]);
  assert.equal((await get(`/projects/${id}/protected_tags/v*`)).json.name, "v*");
});

test("environments are protected with Premium only; without it there is nothing", async (t) => {
  const { twin, get, id } = await twinWorld(t, {
    protectedEnvironments: [{ name: "production", role: "maintainer", requiredApprovals: 2 }],
  });
  const path = `/projects/${id}/protected_environments`;
  for (const one of [path, `${path}/production`]) {
    const { status, json } = await get(one);
    assert.deepEqual([status, json], [404, { message: "404 Not Found" }]);
  }
  twin.world.settings.isPremium = true;
  const { json } = await get(path);
  assert.deepEqual([names({ json } as Reply), json[0].required_approval_count], [["production"], 2]);
  assert.equal(json[0].deploy_access_levels[0].access_level, 40);
  assert.deepEqual((await get(`${path}/none`)).json, { message: "404 Not found" });
});

test("a tag pipeline's tag is listed, newest first, protected or not, with its release", async (t) => {
  const { twin, pipeline, get, id, time } = await twinWorld(t, { protectedTags: [{ name: "v*" }] });
  pipeline(["a/1"], { ref: "v1.10.0", tag: true });
  time.advance(60);
  twin.addTag(id, "v1.9.0");
  time.advance(60);
  twin.addRelease(id, { tag: "nightly", description: "fresh" });
  const list = async (query = "") => names(await get(`/projects/${id}/repository/tags${query}`));
  assert.deepEqual(await list(), ["nightly", "v1.9.0", "v1.10.0"]);
  assert.deepEqual(await list("?order_by=version&search=^v"), ["v1.10.0", "v1.9.0"]);
  assert.deepEqual(await list("?search=0$&sort=asc"), ["v1.10.0", "v1.9.0"]);
  const tag = async (name: string) => (await get(`/projects/${id}/repository/tags/${name}`)).json;
  const { protected: isProtected, release, commit } = await tag("v1.10.0");
  assert.deepEqual([isProtected, release, commit.id], [true, null, twin.world.projects[0]?.pipelines[0]?.commit.sha]);
  assert.deepEqual((await tag("nightly")).release, { tag_name: "nightly", description: "fresh" });
  assert.deepEqual(await tag("none"), { message: "404 Tag Not Found" });
});

test("releases are listed by their day, and one is found by its tag", async (t) => {
  const { twin, get, id, time } = await twinWorld(t);
  twin.addRelease(id, { tag: "v2", by: "ada", releasedAt: time.now() + 1000 });
  twin.addRelease(id, { tag: "rc/1", name: "Candidate" });
  const { json } = await get(`/projects/${id}/releases`);
  assert.deepEqual(
    json.map((row: { tag_name: string; upcoming_release: boolean }) => [row.tag_name, row.upcoming_release]),
    [
      ["v2", true],
      ["rc/1", false],
    ],
  );
  assert.equal(json[0].author.username, "ada");
  assert.equal((await get(`/projects/${id}/releases/rc%2F1`)).json.name, "Candidate");
  assert.deepEqual((await get(`/projects/${id}/releases/v3`)).json, { message: "404 Not Found" });
});

test("a release is told to the hooks that want releases", async (t) => {
  const { twin, id } = await twinWorld(t);
  const { url, heard } = await receiver(t);
  twin.addHook(id, { url, releaseEvents: true });
  twin.addHook(id, { url, jobEvents: true });
  twin.addRelease(id, { tag: "v2", name: "Two" });
  await twin.deliver();
  assert.equal(heard.length, 1);
  const body = JSON.parse(heard[0]?.body ?? "");
  assert.deepEqual(
    [heard[0]?.headers["x-gitlab-event"], body.object_kind, body.action, body.tag, body.project.id],
    ["Release Hook", "release", "create", "v2", id],
  );
});

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { virtualClock } from "../../infra/twin/clock.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import type { Vintage } from "../../infra/twin/state/world.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { projectAccessOf } from "../../lib/gitlab/answers/projectaccess.ts";
import { createGitLab } from "../../lib/gitlab/client.ts";

const now = Date.UTC(2026, 10, 22);
const jobs = [{ name: "deploy", environment: { name: "live", action: "start", tier: "production" } }];

async function town(t: TestContext, vintage: Vintage = 2026) {
  const twin = createTwin({ clock: virtualClock().now, vintage, settings: { isPremium: true } });
  const members = { [twin.bot.username]: "reporter", ada: "developer", ben: "developer" } as const;
  const { id, path } = twin.addProject({ path: "shop/api", members });
  const served = await serveTwin(twin);
  const options = { baseUrl: served.url, token: twin.bot.token, userAgent: "penstock-test" };
  const client = createGitLab({ ...options, clock: twin.world.clock });
  t.after(() => Promise.all([client.close(), served.close()]));
  const idOf = (username: string) => twin.world.people.find((one) => one.username === username)?.id;
  return { twin, id, path, reads: client.reads, idOf };
}

test("a commit's author is the user with its address; nobody where there is none, and unknown where GitLab hides it", async (t) => {
  const { twin, id, path, reads, idOf } = await town(t);
  const of = (author: string | null) => twin.addPipeline(id, { by: "ada", author, jobs }).id;
  assert.equal(await reads.commitAuthor(path, of("ben")), idOf("ben"));
  assert.equal(await reads.commitAuthor(path, of(null)), null);
  assert.equal(await reads.commitAuthor(path, 1), undefined);
  assert.equal(await reads.commitAuthor("shop/gone", of("ben")), undefined);
  const old = await town(t, 2020);
  const { id: pipeline } = old.twin.addPipeline(old.id, { by: "ada", jobs });
  assert.equal(await old.reads.commitAuthor(old.path, pipeline), undefined);
});

test("who opened a merge request is told, whoever began its pipeline", async (t) => {
  const { twin, id, reads, idOf } = await town(t);
  twin.addPipeline(id, { by: "ada", mergeRequest: { iid: 3, sourceBranch: "fix", author: "ben" }, jobs });
  assert.equal(await reads.mergeRequestAuthor(id, 3), idOf("ben"));
  assert.equal(await reads.mergeRequestAuthor(id, 4), undefined);
});

test("a reporter is told what protects an environment, by project and group, but may not read the lists", async (t) => {
  const { twin, id, path, reads } = await town(t);
  twin.addGroup({ path: "shop", protectedEnvironments: [{ name: "production", role: "developer" }] });
  twin.addPipeline(id, { by: "ada", jobs });
  assert.equal(await reads.environmentProtections({ project: id }), undefined);
  assert.equal(await reads.environmentProtections({ group: "shop" }), undefined);
  assert.deepEqual(await reads.environmentGuards(path, "live"), [
    { name: "live", grants: [{ level: 30 }], group: "shop" },
  ]);
  assert.equal(await reads.environmentGuards(path, "gone"), undefined);
  assert.equal(await reads.environmentTier(id, "live"), "production");
  assert.equal(await (await town(t, 2020)).reads.environmentGuards(path, "live"), undefined);
});

test("that a ref is open a reporter may read, and of one that is protected or gone nothing", async (t) => {
  const { twin, id, reads } = await town(t);
  twin.addPipeline(id, { by: "ada", ref: "v1", tag: true, jobs });
  assert.deepEqual(await reads.refProtections(id, { name: "main", tag: false }), []);
  assert.deepEqual(await reads.refProtections(id, { name: "v1", tag: true }), []);
  assert.equal(await reads.refProtections(id, { name: "v2", tag: true }), undefined);
  twin.world.projects[0]?.protectedTags.push({ name: "v*" });
  assert.equal(await reads.refProtections(id, { name: "v1", tag: true }), undefined);
});

test("a user is told by the name of today", async (t) => {
  const { reads, idOf } = await town(t);
  assert.deepEqual(await reads.user(idOf("ada") ?? 0), { username: "ada", state: "active", isBot: false });
  assert.equal(await reads.user(1), undefined);
});

test("a project tells its groups, who is invited now, and who may give variables and cancel", () => {
  const read = (more: object) => projectAccessOf(7, now)({ id: 7, ...more });
  assert.deepEqual(read({ namespace: { kind: "user", full_path: "ada" } })?.groups, []);
  assert.deepEqual(read({ namespace: { kind: "group", full_path: "shop/web" } })?.groups, ["shop", "shop/web"]);
  assert.deepEqual(read({}), {});
  const shared = ["2026-11-21", null, "2026-12-01", "soon"].map((expires_at, at) => ({
    group_id: at + 1,
    group_access_level: 30,
    expires_at,
  }));
  assert.deepEqual(
    read({ shared_with_groups: shared })?.invited?.map(({ groupId }) => groupId),
    [2, 3],
  );
  const role = "ci_pipeline_variables_minimum_override_role";
  const from = [
    { [role]: "owner" },
    { [role]: "no_one_allowed" },
    { [role]: "someone" },
    { restrict_user_defined_variables: true },
    { restrict_user_defined_variables: false },
  ];
  assert.deepEqual(
    from.map((more) => read(more)?.variablesFrom),
    [50, null, undefined, 40, 30],
  );
  assert.equal(read({ ci_restrict_pipeline_cancellation_role: "maintainer" })?.cancelFrom, 40);
  assert.equal(projectAccessOf(8, now)({ id: 7 }), undefined);
});

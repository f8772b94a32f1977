import assert from "node:assert/strict";
import { test } from "node:test";
import { isAmong } from "../../../lib/app/rights/among.ts";
import { authorsOf } from "../../../lib/app/rights/authors.ts";
import { type Deed, mayDo } from "../../../lib/app/rights/mayDo.ts";
import type { Facts } from "../../../lib/core/event.ts";
import type { GitLabReads } from "../../../lib/core/gitlab.ts";
import { manual } from "../jobs.ts";
import { openProject } from "../nothingFurther.ts";
import { site } from "../site.ts";

const ann = { userId: 7, username: "ann" };
const facts: Facts = { project: { id: 42, path: "shop/api" }, job: { ...manual, environment: null } };
const somebody = { id: 501, userId: 8 };

/** A GitLab in which everything is known and open, and ann is a Maintainer, but for what is said. */
async function reads(but: Partial<GitLabReads> = {}): Promise<GitLabReads> {
  const { gitlab } = await site({ jobs: [], rules: "version: 1\nrules: []\n" });
  return {
    ...gitlab.reads,
    ...openProject,
    memberLevel: async () => 40,
    user: async () => ({ username: "ann" }),
    commitAuthor: async () => null,
    pipeline: async () => somebody,
    ...but,
  };
}

async function may(but: Partial<GitLabReads>, deed: string | Deed = "play", job: Partial<Facts["job"]> = {}) {
  const right = await mayDo(ann, deed, { ...facts, job: { ...facts.job, ...job } }, await reads(but));
  return right.may ? "yes" : right.why;
}

const canProtect = { canProtect: true, list: [] };
const hidden = async () => undefined;
const staging = { name: "staging", grants: [{ userId: 7 }] };
const live = { name: "live", grants: [{ userId: 9 }] };

test("where everything is known and open a Maintainer may", async () => {
  for (const verb of ["retry", "play", "cancel", "restart", "keep", "deleteArtifacts", "erase"])
    assert.equal(await may({}, verb), "yes");
});

test("what cannot be learnt is a no that says what it was, and what helps", async () => {
  const rows: readonly (readonly [Partial<GitLabReads>, RegExp, string?])[] = [
    [{ memberLevel: hidden }, /cannot be learnt what @ann may in the project: let the read token/],
    [{ refProtections: hidden }, /what protects main cannot be read; make the read token's user a Maintainer/],
    [{ environmentProtections: hidden, environmentName: async () => "live" }, /of the project cannot be read; make/],
    [{ projectAccess: hidden }, /the project cannot be read; let the read token see it/, "restart"],
    [
      { environmentProtections: async () => canProtect, environmentName: async () => "live", projectAccess: hidden },
      /which groups it is in/,
    ],
  ];
  for (const [but, why, verb] of rows) assert.match(await may(but, verb), why);
});

test("a group whose protected environments cannot be read lets nobody through", async () => {
  const environmentProtections: GitLabReads["environmentProtections"] = async (of) =>
    "group" in of && of.group === "shop" ? undefined : canProtect;
  const projectAccess = async () => ({ groups: ["shop", "shop/web"] });
  const but = { environmentProtections, projectAccess, environmentName: async () => "live" };
  assert.match(
    await may(but),
    /of the group shop cannot be read; make the read token's user a Maintainer of that group/,
  );
  assert.equal(await may({ ...but, environmentGuards: async () => [] }), "yes");
});

test("where it is not told where a job deploys to, whoever may deploy everywhere may, and nobody else", async () => {
  const but = (list: readonly (typeof staging)[]) => ({
    environmentProtections: async () => ({ canProtect: true, list }),
  });
  const untold = { environment: undefined } as object;
  assert.equal(await may(but([staging]), "play", untold), "yes");
  assert.match(
    await may(but([staging, live]), "play", untold),
    /GitLab before 19 does not tell where the job deploys to/,
  );
  assert.equal(await may(but([staging, live]), "play", { environment: null }), "yes");
});

test("a hook that says nowhere is not believed where GitLab itself names an environment", async () => {
  const but = { environmentProtections: async () => ({ canProtect: true, list: [live] }) };
  assert.match(await may({ ...but, environmentName: async () => "live" }), /may not deploy to its environment/);
});

test("a ref or a kind of ref that is not told lets nobody through, nor does a verb that GitLab does not have", async () => {
  for (const job of [{ ref: undefined }, { tag: undefined }])
    assert.match(await may({}, "play", job as object), /which branch or tag the job runs for/);
  assert.match(await may({}, "sweep"), /nobody can sweep a job/);
  assert.match(await may({}, "constructor"), /nobody can constructor a job/);
});

test("a group that a protection names lets through its own Developers alone, and only where it is invited as such", async () => {
  const but = (direct: number, invitedAs: number): Partial<GitLabReads> => ({
    memberLevel: async () => 30,
    refProtections: async () => [{ name: "main", grants: [{ level: 40, groupId: 5 }] }],
    projectAccess: async () => ({ groups: [], invited: [{ groupId: 5, level: invitedAs }] }),
    groupLevel: async (_, __, how) => (how === "direct" ? direct : 50),
  });
  assert.equal(await may(but(30, 30)), "yes");
  for (const [direct, invitedAs] of [
    [20, 30],
    [50, 20],
  ] as const)
    assert.match(await may(but(direct, invitedAs)), /may not push or merge to main, which is protected/);
});

test("an archived job is retried, played and kept by nobody", async () => {
  for (const verb of ["retry", "play", "keep", "restart"])
    assert.match(await may({}, verb, { archived: true }), /archived/);
  assert.equal(await may({}, "cancel", { archived: true }), "yes");
});

test("variables are given to a job by those whom the project lets, and where that is not told by nobody", async () => {
  const deed = { verb: "play", givesVariables: true };
  const access = (variablesFrom?: number | null) => ({
    projectAccess: async () => ({ groups: [], ...(variablesFrom !== undefined && { variablesFrom }) }),
  });
  assert.equal(await may(access(40), deed), "yes");
  assert.equal(await may(access(null)), "yes");
  assert.match(await may(access(50), deed), /does not let @ann give variables/);
  assert.match(await may(access(null), deed), /does not let @ann give variables/);
  assert.match(await may(access(), deed), /does not tell who may give variables/);
});

test("a project may let fewer people cancel than play", async () => {
  const projectAccess = async () => ({ groups: [], cancelFrom: 50 });
  assert.match(await may({ projectAccess }, "cancel"), /does not let @ann cancel jobs/);
  assert.match(await may({ projectAccess }, "restart"), /does not let @ann cancel jobs/);
  assert.equal(await may({ projectAccess }, "play"), "yes");
});

test("a name is the one that GitLab has now for that number, in upper and lower case alike", async () => {
  const where = async (username: string | undefined) => ({
    project: facts.project,
    reads: await reads({ user: async () => (username === undefined ? undefined : { username }) }),
  });
  const from = [{ user: ["Ann", "ben"] }];
  assert.equal((await isAmong(ann, from, await where("aNN"))).may, true);
  assert.equal((await isAmong(ann, from, await where("ann-2"))).may, false);
  assert.equal((await isAmong({ userId: 7, username: "old" }, from, await where("ben"))).may, true);
  assert.equal((await isAmong(ann, from, await where(undefined))).may, false);
});

test("whoever is meant by group is a member of it now, and a hidden group has none", async () => {
  const levels: Readonly<Record<string, number | undefined>> = { "shop/release": 10, "shop/web": 0 };
  const groupLevel = async (group: number | string) => levels[group];
  const where = { project: facts.project, reads: await reads({ groupLevel }) };
  const among = async (group: string, role?: "owner") =>
    isAmong(ann, [{ group: [group], ...(role && { role }) }], where);
  assert.equal((await among("shop/release")).may, true);
  assert.equal((await among("shop/web")).may, false);
  assert.equal((await among("shop/release", "owner")).may, false);
  const unseen = await among("ops");
  assert.match(unseen.may ? "" : unseen.why, /member of the group ops cannot be read/);
});

test("authors are the pipeline's owner, who runs the job, the commit's author and who opened the merge request", async () => {
  const job = { ...manual, ref: "refs/merge-requests/3/head" };
  const but = { commitAuthor: async () => 11, mergeRequestAuthor: async () => 12 };
  assert.deepEqual(await authorsOf({ ...facts, job }, await reads(but)), { userIds: [7, 8, 11, 12] });
  assert.deepEqual(await authorsOf(facts, await reads({ commitAuthor: async () => null })), { userIds: [7, 8] });
});

test("authors that cannot be learnt are unknown, with what helps", async () => {
  const request = { ...facts, job: { ...manual, ref: "refs/merge-requests/3/head" } };
  const rows = [
    [facts, { pipeline: hidden }, /its pipeline cannot be seen/],
    [facts, { pipeline: async () => ({ id: 501 }) }, /does not tell who began it/],
    [facts, { commitAuthor: hidden }, /does not show the commit's author; set `notAuthor: false`/],
    [request, { mergeRequestAuthor: hidden }, /who opened !3 cannot be seen; set `notAuthor: false`/],
  ] as const;
  for (const [about, but, why] of rows) {
    const found = await authorsOf(about, await reads(but));
    assert.match("unknown" in found ? found.unknown : "", why);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { createMembers } from "../../lib/gitlab/members.ts";
import { errorOf } from "./asked.ts";
import { clock, grape, noProject, noRow, paths } from "./grape.ts";
import { now } from "./server.ts";

function memberAnswer(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 3,
    username: "ada",
    name: "Ada",
    state: "active",
    membership_state: "active",
    access_level: 30,
    expires_at: null,
    ...changes,
  };
}

test("a member's role counts those that groups give", async (t) => {
  const { http } = await grape(t, { "/projects/harbour%2Fcrane/members/all/3": [200, memberAnswer()] });
  assert.deepEqual(await createMembers(http, clock).level("harbour/crane", 3), {
    userId: 3,
    username: "ada",
    level: 30,
    role: "developer",
    grantedLevel: 30,
    expiresAt: null,
    state: "active",
    inherited: true,
  });
});

for (const [level, role] of [
  [5, "minimal"],
  [10, "guest"],
  [15, "planner"],
  [20, "reporter"],
  [25, "security manager"],
  [40, "maintainer"],
  [50, "owner"],
  [37, undefined],
] as const)
  test(`level ${level} is ${role ?? "kept without a word"}`, async (t) => {
    const { http } = await grape(t, { "/projects/7/members/all/3": [200, memberAnswer({ access_level: level })] });
    const member = await createMembers(http, clock).level(7, 3);
    assert.deepEqual([member?.level, member?.role], [level, role]);
  });

// the clock stands at 2026-11-20 09:30 UTC
for (const [name, changes, level, why] of [
  ["that ends tomorrow counts", { expires_at: "2026-11-21" }, 30, undefined],
  ["that ends today has ended when the day began", { expires_at: "2026-11-20" }, 0, /expired/],
  ["that ended yesterday counts no more", { expires_at: "2026-11-19" }, 0, /expired/],
  ["that ends in a second counts", { expires_at: "2026-11-20T09:30:01Z" }, 30, undefined],
  ["that ends now counts no more", { expires_at: "2026-11-20T09:30:00Z" }, 0, /expired/],
  ["whose end nobody can read counts no more", { expires_at: "someday" }, 0, /cannot be read/],
  ["of a blocked account counts no more", { state: "blocked" }, 0, /account is blocked/],
  ["of an account in a state that is yet to come counts no more", { state: "frozen" }, 0, /account is frozen/],
  ["that waits for approval does not count yet", { membership_state: "awaiting" }, 0, /awaiting/],
  ["of a GitLab that tells neither state nor end counts", { state: undefined, expires_at: undefined }, 30, undefined],
] as const)
  test(`a membership ${name}`, async (t) => {
    const { http } = await grape(t, { "/projects/7/members/all/3": [200, memberAnswer(changes)] });
    const member = await createMembers(http, clock).level(7, 3);
    assert.deepEqual([member?.level, member?.grantedLevel], [level, 30]);
    if (why) assert.match(member?.why ?? "", why);
    else assert.equal(member?.why, undefined);
  });

test("the end of a membership is the beginning of its day", async (t) => {
  const { http } = await grape(t, { "/projects/7/members/all/3": [200, memberAnswer({ expires_at: "2026-11-21" })] });
  assert.equal((await createMembers(http, clock).level(7, 3))?.expiresAt, now + 14.5 * 3_600_000);
});

test("before GitLab 12.4 only direct memberships are seen, and that is said", async (t) => {
  const { http, seen } = await grape(t, {
    "/projects/7/members/3": [200, memberAnswer({ membership_state: undefined })],
    "/projects/7/members/4": noRow,
  });
  const members = createMembers(http, clock);
  const ada = await members.level(7, 3);
  assert.deepEqual([ada?.level, ada?.inherited], [30, false]);
  const stranger = await members.level(7, 4);
  assert.deepEqual([stranger?.level, stranger?.inherited], [0, false]);
  assert.match(stranger?.why ?? "", /before 12.4/);
  assert.deepEqual(paths(seen).slice(0, 2), ["/projects/7/members/all/3", "/projects/7/members/3"]);
});

test("who is no member has level 0, but a project that is hidden says nothing", async (t) => {
  const { http } = await grape(t, {
    "/projects/7/members/all/4": noRow,
    "/projects/8/members/all/4": noProject,
    "/projects/9/members/all/4": [404, { message: "nothing here" }],
  });
  const members = createMembers(http, clock);
  const stranger = await members.level(7, 4);
  assert.deepEqual([stranger?.level, stranger?.role, stranger?.inherited], [0, "none", true]);
  assert.equal(await members.level(8, 4), undefined);
  assert.equal(await members.level(9, 4), undefined);
});

test("an answer about somebody else, or without a level, is odd; a refusal is thrown", async (t) => {
  const { http } = await grape(t, {
    "/projects/7/members/all/4": [200, memberAnswer()],
    "/projects/7/members/all/5": [200, memberAnswer({ id: 5, access_level: "30" })],
    "/projects/7/members/all/6": [403, { message: "403 Forbidden" }],
  });
  const members = createMembers(http, clock);
  assert.match((await errorOf(members.level(7, 4))).message, /another user/);
  assert.equal((await errorOf(members.level(7, 5))).code, "oddAnswer");
  assert.equal((await errorOf(members.level(7, 6))).code, "forbidden");
});

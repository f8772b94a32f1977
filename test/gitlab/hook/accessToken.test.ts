import assert from "node:assert/strict";
import { test } from "node:test";
import { hook } from "../../fixtures/hooks/2026/accessToken.ts";
import { hook as deploy } from "../../fixtures/hooks/2026/deployToken.ts";
import { hook as ofGroup } from "../../fixtures/hooks/2026/groupAccessToken.ts";
import { reason, told } from "../heard.ts";

const token = (value: unknown) => told("accessToken", value);
const attributes = (changes: object) => ({ ...hook, object_attributes: { ...hook.object_attributes, ...changes } });

test("a token expires with the first moment of its day, UTC", () => {
  assert.equal(token(attributes({ expires_at: "2028-02-29" })).token.expiresAt, Date.UTC(2028, 1, 29));
});

test("a token whose day is missing, odd or no day expires nobody knows when", () => {
  for (const expires_at of [undefined, null, "", "soon", "2026-02-30", 20261201])
    assert.ok(!("expiresAt" in token(attributes({ expires_at })).token));
});

test("a group of an old hook, which tells the last part of its path only, has no path", () => {
  assert.deepEqual(token({ ...ofGroup, group: { group_id: 35, group_path: "pilots" } }).owner, { group: { id: 35 } });
  assert.deepEqual(token({ ...ofGroup, group: null, group_id: 35 }).owner, { group: { id: 35 } });
});

test("a token of a project that also names a group is the project's", () => {
  assert.deepEqual(token({ ...ofGroup, project: hook.project }).owner, {
    project: { id: 12, path: "coast/pilots/pilot" },
  });
});

for (const [why, value, expected] of [
  ["of nobody", { ...ofGroup, group: null }, "a hook about an access token that names neither one project nor a group"],
  [
    "of two projects and a group",
    { ...ofGroup, project_id: 13, project: hook.project },
    "a hook about an access token that names neither one project nor a group",
  ],
  [
    "of two projects",
    { ...hook, project_id: 13 },
    "a hook about an access token that names neither one project nor a group",
  ],
  [
    "that was not about to expire",
    { ...hook, event_name: "found" },
    "a hook about an access token that tells of no expiry",
  ],
  [
    "of another kind",
    { ...deploy, event_name: "expiring_access_token" },
    "a hook about a deploy token that tells of no expiry",
  ],
] as const)
  test(`a hook about a token ${why} is ignored`, () => assert.equal(reason(value), expected));

test("a hook about a token without a name is ignored, and the reason does not repeat what is there", () => {
  const why = reason(attributes({ name: { secret: "glpat-1" } }));
  assert.match(why, /^a hook about an access token that cannot be read: object_attributes\.name/);
  assert.doesNotMatch(why, /glpat/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { hook } from "../../fixtures/hooks/2026/release.ts";
import { reason, told } from "../heard.ts";

test("a release whose action is missing, empty or new is one of another action", () => {
  for (const action of [undefined, "", "celebrate", 7])
    assert.equal(told("release", { ...hook, action }).release.action, "other");
});

test("a release needs no name and no date, but a tag and a project", () => {
  assert.deepEqual(told("release", { ...hook, name: null, released_at: "soon" }).release, {
    tag: "v2.3.0",
    action: "update",
  });
  assert.match(reason({ ...hook, tag: "" }), /^a Release Hook that cannot be read: tag/);
  assert.equal(reason({ ...hook, project: undefined }), "a Release Hook that names no project, or two");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { hook } from "../../fixtures/hooks/2026/tagPush.ts";
import { reason, told } from "../heard.ts";

test("a tag may hold slashes and spaces, and is never taken apart", () => {
  const { tag } = told("tagPush", { ...hook, ref: "refs/tags/refs/tags/season/2026 é" }).tagPush;
  assert.equal(tag, "refs/tags/season/2026 é");
});

test("a push of anything but a tag is no tag push", () => {
  for (const ref of ["refs/heads/main", "v1.0", "refs/tags/", null])
    assert.match(reason({ ...hook, ref }), /^a Tag Push Hook that cannot be read: ref/);
});

test("whether a tag was deleted is known only by a commit's whole name", () => {
  assert.equal(told("tagPush", { ...hook, after: "0".repeat(40) }).tagPush.isDeleted, true);
  assert.equal(told("tagPush", { ...hook, after: "0".repeat(64) }).tagPush.isDeleted, true);
  for (const after of [null, "0000", "0".repeat(41), 0])
    assert.ok(!("isDeleted" in told("tagPush", { ...hook, after }).tagPush));
});

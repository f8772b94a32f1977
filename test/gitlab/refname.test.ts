import assert from "node:assert/strict";
import { test } from "node:test";
import { isRefName } from "../../lib/gitlab/refname.ts";
import { asked } from "./asked.ts";
import { json } from "./server.ts";

const impossible = [
  "",
  ".",
  "..",
  "a/../b",
  "a//b",
  "/a",
  "a/",
  ".hidden",
  "a b",
  "a\nb",
  "a~1",
  "a:b",
  "a?",
  "\ud800",
];

test("what git lets no ref be called is no ref's name", () => {
  for (const name of impossible) assert.equal(isRefName(name), false, JSON.stringify(name));
  for (const name of ["main", "v1.0+b", "größe-☃", "a%2Fb", "refs/merge-requests/7/head", "feature/#1"])
    assert.equal(isRefName(name), true, name);
});

test("a branch that git lets nobody make is not asked for, however it is spelt", async (t) => {
  const { reads, seen } = await asked(t, (_, response) => json(response, 200, { name: "x", protected: true }));
  for (const name of impossible) assert.equal(await reads.branchIsProtected(7, name), undefined);
  assert.deepEqual(seen, []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, errorOf } from "./asked.ts";
import { json } from "./server.ts";

// An answer that is not about what was asked for is never used.

for (const [what, pipeline] of [
  ["of another ref", { id: 500, ref: "other", status: "success" }],
  ["that failed", { id: 500, ref: "main", status: "failed" }],
  ["without a status", { id: 500, ref: "main" }],
] as const)
  test(`a pipeline ${what} is not taken for the newest success of a ref`, async (t) => {
    const { reads } = await asked(t, (_, response) => json(response, 200, [pipeline]));
    assert.equal((await errorOf(reads.newestSuccess(7, "main"))).code, "oddAnswer");
  });

test("a project that is gone is not taken for a ref without a success", async (t) => {
  const { reads } = await asked(t, (_, response) => json(response, 404, { message: "404 Project Not Found" }));
  assert.equal((await errorOf(reads.newestSuccess(7, "main"))).code, "notFound");
});

test("another branch's protection is not taken for the one asked for", async (t) => {
  for (const name of ["other", "Main", undefined]) {
    const { reads } = await asked(t, (_, response) => json(response, 200, { name, protected: false }));
    assert.equal((await errorOf(reads.branchIsProtected(7, "main"))).code, "oddAnswer");
  }
});

test("another project is not taken for the one asked for", async (t) => {
  const { reads } = await asked(t, (_, response) => json(response, 200, { id: 99, path_with_namespace: "x/y" }));
  assert.equal((await errorOf(reads.project(7))).code, "oddAnswer");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, errorOf } from "./asked.ts";
import { json } from "./server.ts";

test("who began a pipeline is read from the pipeline itself", async (t) => {
  const { reads, seen } = await asked(t, (_, response) =>
    json(response, 200, { id: 90, status: "success", user: { id: 12, username: "bot" } }),
  );
  assert.equal((await reads.pipeline(7, 90))?.userId, 12);
  assert.deepEqual(
    seen.map(({ line }) => line),
    ["GET /api/v4/projects/7/pipelines/90"],
  );
});

test("the names of protected environments are read to the last page", async (t) => {
  const { reads } = await asked(t, (request, response) => {
    const isLast = request.url?.includes("page=2");
    json(response, 200, [{ name: isLast ? "staging" : "production" }], { "x-next-page": isLast ? "" : "2" });
  });
  assert.deepEqual(await reads.protectedEnvironments(7), { names: ["production", "staging"], canProtect: true });
});

for (const [what, status, message, expected] of [
  ["a GitLab without protected environments can protect none", 404, "404 Not Found", { names: [], canProtect: false }],
  ["a token that may not read what is protected knows nothing", 403, "403 Forbidden", undefined],
  ["nothing is known of what a hidden project protects", 404, "404 Project Not Found", undefined],
] as const)
  test(what, async (t) => {
    const { reads } = await asked(t, (_, response) => json(response, status, { message }));
    assert.deepEqual(await reads.protectedEnvironments(7), expected);
  });

test("a GitLab that cannot be asked what is protected is no answer", async (t) => {
  const { reads } = await asked(t, (_, response) => json(response, 502, { message: "Bad Gateway" }));
  assert.equal((await errorOf(reads.protectedEnvironments(7))).code, "server");
});

test("a list of protected environments without end is odd", async (t) => {
  let page = 1;
  const { reads } = await asked(t, (_, response) => {
    page++;
    json(response, 200, [{ name: `env-${page}` }], { "x-next-page": String(page) });
  });
  assert.equal((await errorOf(reads.protectedEnvironments(7))).code, "oddAnswer");
});

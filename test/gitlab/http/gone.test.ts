import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, errorOf } from "../asked.ts";
import { memory } from "../memory.ts";
import { served } from "../openhttp.ts";

const page = { "content-type": "text/html" };
const text = { "content-type": "text/plain; charset=utf-8" };
const job = "/projects/7/jobs/1001";
const file = `${job}/artifacts/a/b.txt`;

for (const [what, path, headers, body] of [
  ["a proxy's page", job, page, "<html>nginx</html>"],
  ["an ingress's text", job, text, "404 page not found\n"],
  ["a default backend's text", job, text, "default backend - 404"],
  ["nothing", job, {}, ""],
  ["an ingress's text, for a whole archive", `${job}/artifacts`, text, "404 page not found\n"],
  ["other text, for a file", file, text, "default backend - 404"],
  ["a page, for a file", file, page, "<html>404 page not found"],
] as const)
  test(`a 404 that is not GitLab's does not tell that something is gone: ${what}`, async (t) => {
    const { http } = await served(t, (_, response) => response.writeHead(404, headers).end(body));
    for (const look of [http.send({ method: "GET", path }), http.download({ path }, memory())]) {
      const error = await errorOf(look);
      assert.deepEqual([error.code, error.status], ["oddAnswer", 404]);
      assert.match(error.advice, /base URL.*ask again/);
    }
  });

for (const [what, path, headers, body] of [
  ["JSON", job, { "content-type": "application/json" }, '{"message":"404 Not found"}'],
  ["JSON that old GitLabs call text", `${job}.txt`, text, '{"message":"404 Not found"}'],
  ["JSON of no kind", job, {}, '{"error":"404 Not Found"}'],
  ["its front server's text, for a file in an archive", file, text, "404 page not found\n"],
  [
    "the same, for a file of a ref",
    "/projects/7/jobs/artifacts/main/raw/a/b.txt?job=build",
    text,
    "404 page not found\n",
  ],
] as const)
  test(`a 404 that is GitLab's tells that something is gone: ${what}`, async (t) => {
    const { http } = await served(t, (_, response) => response.writeHead(404, headers).end(body));
    assert.equal((await errorOf(http.download({ path }, memory()))).code, "notFound");
  });

test("a proxy's 404 while GitLab is deployed does not make a job gone", async (t) => {
  const { reads } = await asked(t, (_, response) => response.writeHead(404, page).end("<html>nginx</html>"));
  assert.equal((await errorOf(reads.job(7, 1001))).code, "oddAnswer");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TokenAs } from "../../../lib/gitlab/http/http.ts";
import { asked, errorOf } from "../asked.ts";
import { memory } from "../memory.ts";
import { served } from "../openhttp.ts";
import { jobAnswer, json, serve, token } from "../server.ts";

const shown: readonly [TokenAs | undefined, Record<string, string>, string][] = [
  [undefined, { authorization: `Bearer ${token}` }, ""],
  ["bearer", { authorization: `Bearer ${token}` }, ""],
  ["private", { "private-token": token }, ""],
  ["job", { "job-token": token }, ""],
  ["jobQuery", {}, `job_token=${token}`],
];
for (const [tokenAs, headers, query] of shown)
  test(`a token is shown as ${tokenAs ?? "is usual"}, and in no other way, by every kind of call`, async (t) => {
    const { http, seen } = await served(t, (_, response) => json(response, 200, {}), { ...(tokenAs && { tokenAs }) });
    await http.send({ method: "GET", path: "/a" });
    await http.send({ method: "GET", path: "/a?b=c" });
    await http.send({ method: "POST", path: "/a", json: {} });
    await http.send({ method: "DELETE", path: "/a" });
    await http.download({ path: "/a?b=c" }, memory());
    assert.deepEqual(
      seen.map(({ line }) => line),
      ["GET a?", "GET a?b=c&", "POST a?", "DELETE a?", "GET a?b=c&"].map((line) =>
        `${line.replace(" ", " /api/v4/")}${query}`.replace(/[?&]$/, ""),
      ),
    );
    for (const { headers: sent } of seen) {
      const { authorization, "private-token": asPrivate, "job-token": asJob } = sent;
      const all = { authorization, "private-token": asPrivate, "job-token": asJob };
      assert.deepEqual(Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)), headers);
    }
  });

test("a job token in the query is in no message, even when GitLab repeats it, encoded or not", async (t) => {
  const odd = "glcbt-64_a+b/c%";
  const { http } = await served(t, (request, response) => json(response, 400, { message: `${request.url} ${odd}` }), {
    token: odd,
    tokenAs: "jobQuery",
  });
  for (const look of [http.send({ method: "GET", path: "/a?b=c" }), http.download({ path: "/a?b=c" }, memory())]) {
    const error = await errorOf(look);
    assert.ok(!/64_a|%2Bb/.test(`${error.message} ${error.advice}`), error.message);
    assert.match(error.message, /^GET \/a: 400 \/api\/v4\/a\?b=c&job_token=\[hidden\] \[hidden\]$/);
  }
});

test("a job token in the query is not in a page's cursor, though GitLab's link repeats it, and is sent once", async (t) => {
  const { reads, seen, url } = await asked(
    t,
    (request, response) => {
      const link = `${url}${request.url}&cursor=abc`;
      json(response, 200, [jobAnswer()], request.url?.includes("cursor") ? {} : { link: `<${link}>; rel="next"` });
    },
    { tokenAs: "jobQuery" },
  );
  const { next } = await reads.jobsPage(7);
  assert.match(next ?? "", /&cursor=abc$/);
  assert.ok(!next?.includes("job_token"));
  await reads.jobsPage(7, next);
  assert.equal(seen[1]?.line.split("job_token=").length, 2);
});

for (const [what, query] of [
  ["as it was asked", (asked: string) => asked],
  ["under another name", (asked: string) => asked.replace("job_token", "x")],
  ["as a name that is written otherwise", () => "?job%5Ftoken=another"],
  ["as the name of a private token", () => "?private_token=another"],
  ["in letters that are written otherwise", (asked: string) => asked.replace("job_token=glpat", "x=%67lpat")],
] as const)
  test(`a redirect of a download that repeats the token is not followed: ${what}`, async (t) => {
    const other = await serve(t, (_, response) => response.end("zip"));
    const { http } = await served(
      t,
      (request, response) => {
        const path = new URL(request.url ?? "", "http://x");
        response.writeHead(301, { location: `${other.url}${path.pathname}${query(path.search)}` }).end();
      },
      { tokenAs: "jobQuery" },
    );
    const error = await errorOf(http.download({ path: "/projects/7/jobs/1/artifacts" }, memory()));
    assert.deepEqual([error.code, error.status, other.seen], ["redirected", 301, []]);
    assert.match(error.advice, /base URL/);
  });

test("a redirect with the token in its path is not followed", async (t) => {
  const other = await serve(t, (_, response) => response.end("zip"));
  const { http } = await served(t, (_, response) =>
    response.writeHead(302, { location: `${other.url}/${token}/artifacts.zip` }).end(),
  );
  assert.equal((await errorOf(http.download({ path: "/a" }, memory()))).code, "redirected");
  assert.deepEqual(other.seen, []);
});

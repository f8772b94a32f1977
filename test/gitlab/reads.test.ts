import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, errorOf } from "./asked.ts";
import { jobAnswer, json, now } from "./server.ts";

test("a pipeline's jobs are read to the last page, the retried ones included", async (t) => {
  const { reads, seen } = await asked(t, (request, response) => {
    const page = Number(new URL(request.url ?? "", "http://x").searchParams.get("page") ?? 1);
    // a job that began meanwhile moved 1003 to the second page
    const ids = [[1004, 1003], [1003, 1002], [1001]][page - 1] ?? [];
    json(
      response,
      200,
      ids.map((id) => jobAnswer({ id })),
      { "x-next-page": page < 3 ? String(page + 1) : "" },
    );
  });
  assert.deepEqual(
    (await reads.pipelineJobs(7, 90))?.map(({ id }) => id),
    [1004, 1003, 1002, 1001],
  );
  assert.deepEqual(
    seen.map(({ line }) => line),
    [
      "GET /api/v4/projects/7/pipelines/90/jobs?include_retried=true&per_page=100",
      "GET /api/v4/projects/7/pipelines/90/jobs?include_retried=true&per_page=100&page=2",
      "GET /api/v4/projects/7/pipelines/90/jobs?include_retried=true&per_page=100&page=3",
    ],
  );
});

test("a pipeline with several jobs of one name has them all", async (t) => {
  const { reads } = await asked(t, (_, response) => json(response, 200, [jobAnswer({ id: 2 }), jobAnswer({ id: 1 })]));
  assert.equal((await reads.pipelineJobs(7, 90))?.length, 2);
});

test("a list that never ends, or brings nothing new, is odd", async (t) => {
  let page = 0;
  const endless = await asked(t, (_, response) => {
    page++;
    json(response, 200, [jobAnswer({ id: page })], { "x-next-page": String(page + 1) });
  });
  assert.match((await errorOf(endless.reads.pipelineJobs(7, 90))).message, /more than 50 pages/);
  assert.equal(endless.seen.length, 50);
  let same = 1;
  const stuck = await asked(t, (_, response) => json(response, 200, [jobAnswer()], { "x-next-page": String(++same) }));
  assert.match((await errorOf(stuck.reads.pipelineJobs(7, 90))).message, /nothing new/);
});

test("pages that take more than 30 s together are a time-out", async (t) => {
  let at = now;
  let page = 1;
  const { reads } = await asked(
    t,
    (_, response) => {
      at += 10_001;
      json(response, 200, [jobAnswer({ id: page })], { "x-next-page": String(++page) });
    },
    { clock: () => at },
  );
  assert.equal((await errorOf(reads.pipelineJobs(7, 90))).code, "timeout");
});

test("a list with a job of another pipeline, or with something that is no job, is odd", async (t) => {
  for (const stranger of [jobAnswer({ pipeline: { id: 91 } }), { id: 5 }, null]) {
    const { reads } = await asked(t, (_, response) => json(response, 200, [stranger]));
    assert.equal((await errorOf(reads.pipelineJobs(7, 90))).code, "oddAnswer");
  }
});

const firstJobsPage = "/projects/7/jobs?pagination=keyset&order_by=id&sort=desc&per_page=100";

test("a project's jobs go on where the link leads, as path and query only", async (t) => {
  const { reads, seen } = await asked(t, (request, response) => {
    const link = `<http://${request.headers.host}/api/v4/projects/7/jobs?cursor=abc%3D&per_page=100>; rel="next", <http://x/>; rel="first"`;
    json(response, 200, [jobAnswer({ id: 9 }), jobAnswer({ id: 8 })], request.url?.includes("cursor") ? {} : { link });
  });
  const first = await reads.jobsPage(7);
  assert.equal(first.next, "/projects/7/jobs?cursor=abc%3D&per_page=100");
  const last = await reads.jobsPage(7, first.next);
  assert.deepEqual([last.items.length, last.next], [2, undefined]);
  assert.deepEqual(
    seen.map(({ line }) => line),
    [`GET /api/v4${firstJobsPage}`, `GET /api/v4${first.next}`],
  );
});

test("jobs in some statuses are asked for by GitLab's scopes, and their next page by its own cursor", async (t) => {
  const { reads, seen } = await asked(t, (_, response) =>
    json(response, 200, [jobAnswer()], { "x-next-page": seen.length > 1 ? "" : "2" }),
  );
  const page = await reads.jobsPage(7, undefined, ["failed", "manual"]);
  await reads.jobsPage(7, page.next, ["failed", "manual"]);
  const queries = seen.map(({ line }) => new URL(line.slice(4), "http://x").searchParams);
  assert.deepEqual(
    queries.map((query) => [query.getAll("scope[]").join(), query.get("page")]),
    [
      ["failed,manual", null],
      ["failed,manual", "2"],
    ],
  );
});

test("an empty page is the last one, whatever its link says", async (t) => {
  const { reads } = await asked(t, (_, response) => json(response, 200, [], { "x-next-page": "2" }));
  assert.deepEqual(await reads.jobsPage(7), { items: [] });
});

for (const [why, link] of [
  ["another host's list of another project", "https://evil.example/api/v4/projects/8/jobs?cursor=a"],
  ["another project", "/api/v4/projects/8/jobs?cursor=a"],
  ["another path by dots", "/api/v4/projects/7/jobs/../../8/jobs?cursor=a"],
  ["the same page", `/api/v4${firstJobsPage}`],
] as const)
  test(`a link to ${why} is odd`, async (t) => {
    const { reads } = await asked(t, (_, response) =>
      json(response, 200, [jobAnswer()], { link: `<${link}>; rel="next"` }),
    );
    assert.equal((await errorOf(reads.jobsPage(7))).code, "oddAnswer");
  });

test("a cursor of another list is never asked for", async (t) => {
  const { reads, seen } = await asked(t, (_, response) => json(response, 200, []));
  for (const cursor of ["/projects/8/jobs?cursor=a", "/user", "http://evil.example/", ""])
    assert.equal((await errorOf(reads.jobsPage(7, cursor))).code, "badRequest");
  assert.equal((await errorOf(reads.projectsPage("/user?x=1"))).code, "badRequest");
  assert.deepEqual(seen, []);
});

test("a page of jobs in another order, or with one job twice, is odd", async (t) => {
  for (const ids of [
    [1, 2],
    [2, 2],
  ]) {
    const { reads } = await asked(t, (_, response) =>
      json(
        response,
        200,
        ids.map((id) => jobAnswer({ id })),
      ),
    );
    assert.equal((await errorOf(reads.jobsPage(7))).code, "oddAnswer");
  }
});

test("projects are read with their path, by pages", async (t) => {
  const { reads, seen } = await asked(t, (request, response) =>
    request.url?.startsWith("/api/v4/projects?")
      ? json(response, 200, [{ id: 7, path_with_namespace: "harbour/crane" }], {
          "x-next-page": request.url.includes("&page=2") ? "" : "2",
        })
      : json(response, 200, { id: 7, path_with_namespace: "harbour/crane", name: "Crane" }),
  );
  assert.deepEqual(await reads.project(7), { id: 7, path: "harbour/crane" });
  const page = await reads.projectsPage();
  assert.deepEqual(page.items, [{ id: 7, path: "harbour/crane" }]);
  await reads.projectsPage(page.next);
  assert.match(seen[2]?.line ?? "", /^GET \/api\/v4\/projects\?membership=true&simple=true&archived=false.*&page=2$/);
});

test("the newest success of a ref is asked for by the ref's exact name", async (t) => {
  const { reads, seen } = await asked(t, (request, response) =>
    json(response, 200, request.url?.includes("none") ? [] : [{ id: 90, status: "success" }]),
  );
  assert.deepEqual(await reads.newestSuccess(7, "v1 & ü/#"), { id: 90 });
  assert.equal(await reads.newestSuccess(7, "none"), undefined);
  const query = new URL(seen[0]?.line.slice(4) ?? "", "http://x").searchParams;
  assert.deepEqual([query.get("ref"), query.get("status"), query.get("sort")], ["v1 & ü/#", "success", "desc"]);
});

test("a branch is asked for by its exact name, and a name that no branch has is not asked for", async (t) => {
  const { reads, seen } = await asked(t, (_, response) => json(response, 200, { name: "feature/ü#", protected: true }));
  assert.equal(await reads.branchIsProtected(7, "feature/ü#"), true);
  for (const name of ["", ".", ".."]) assert.equal(await reads.branchIsProtected(7, name), undefined);
  assert.deepEqual(
    seen.map(({ line }) => line),
    ["GET /api/v4/projects/7/repository/branches/feature%2F%C3%BC%23"],
  );
});

test("who the token is, is asked for once, but again after a failure", async (t) => {
  let count = 0;
  const { reads, seen } = await asked(t, (_, response) =>
    json(response, count++ ? 200 : 500, { id: 3, username: "bot" }),
  );
  assert.equal((await errorOf(reads.me())).code, "server");
  assert.deepEqual(await reads.me(), { id: 3, username: "bot" });
  assert.deepEqual(await reads.me(), { id: 3, username: "bot" });
  assert.equal(seen.length, 2);
});

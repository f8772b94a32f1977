import assert from "node:assert/strict";
import { test } from "node:test";
import { jobs2016 } from "../fixtures/gitlab/2016/jobs.ts";
import { jobs2020 } from "../fixtures/gitlab/2020/jobs.ts";
import { jobs2024 } from "../fixtures/gitlab/2024/jobs.ts";
import { jobs2026 } from "../fixtures/gitlab/2026/jobs.ts";
import { errorOf } from "./asked.ts";
import { askJobs, routes } from "./askjobs.ts";
import { jobAnswer, json } from "./server.ts";

for (const [year, answers, project] of [
  [2016, jobs2016, 7],
  [2020, jobs2020, 7],
  [2024, jobs2024, 7],
  [2026, jobs2026, 70_000_007],
] as const)
  test(`the jobs of a project and of a pipeline, and one job, are read from a GitLab of ${year}`, async (t) => {
    const { id: pipelineId } = answers.one.pipeline;
    const { jobs } = await askJobs(
      t,
      routes({
        [`/projects/${project}/jobs`]: [200, answers.list],
        [`/projects/${project}/pipelines/${pipelineId}/jobs`]: [200, answers.pipelineList],
        [`/projects/${project}/jobs/${answers.one.id}`]: [200, answers.one],
      }),
    );
    const ids = (list: readonly { readonly id: number }[] = []) => list.map(({ id }) => id);
    assert.deepEqual(ids((await jobs.listPage(project))?.items), ids(answers.list));
    assert.equal((await jobs.inPipelinePage(project, pipelineId))?.items.length, 2);
    assert.equal((await jobs.get(project, answers.one.id))?.name, answers.one.name);
  });

test("a project's jobs are asked for by keyset, in the statuses, of the ref and of the size that are wanted", async (t) => {
  const { jobs, lines } = await askJobs(t, (_, response) => json(response, 200, [jobAnswer({ ref: "a&b/ü" })]));
  await jobs.listPage(7);
  await jobs.listPage("harbour/crane", { statuses: ["failed", "manual"], ref: "a&b/ü", perPage: 5 });
  assert.deepEqual(lines(), [
    "GET /projects/7/jobs?pagination=keyset&order_by=id&sort=desc&per_page=100",
    "GET /projects/harbour%2Fcrane/jobs?pagination=keyset&order_by=id&sort=desc&per_page=5&scope[]=failed&scope[]=manual&ref=a%26b%2F%C3%BC",
  ]);
});

test("a list goes on by GitLab's own cursor to its last page", async (t) => {
  const { jobs, lines } = await askJobs(t, (request, response) => {
    const link = `<http://${request.headers.host}/api/v4/projects/7/jobs?cursor=abc%3D&per_page=1>; rel="next"`;
    const isLast = request.url?.includes("cursor") === true;
    json(response, 200, [jobAnswer({ id: isLast ? 8 : 9 })], isLast ? {} : { link });
  });
  const first = await jobs.listPage(7, { perPage: 1 });
  assert.ok(first?.next);
  const last = await jobs.listPage(7, { cursor: first.next });
  assert.deepEqual([last?.items[0]?.id, last?.next], [8, undefined]);
  assert.equal(lines()[1], "GET /projects/7/jobs?cursor=abc%3D&per_page=1");
});

test("a cursor goes on only with its own list", async (t) => {
  const { jobs, lines } = await askJobs(t, (_, response) => json(response, 200, []));
  for (const cursor of ["/projects/8/jobs?cursor=a", "/projects/7/pipelines/90/bridges?page=2", "/user?", ""]) {
    assert.equal((await errorOf(jobs.listPage(7, { cursor }))).code, "badRequest");
    assert.equal((await errorOf(jobs.inPipelinePage(7, 90, { cursor }))).code, "badRequest");
  }
  assert.equal(
    (await errorOf(jobs.bridgesPage(7, 90, { cursor: "/projects/7/pipelines/90/jobs?page=2" }))).code,
    "badRequest",
  );
  assert.deepEqual(lines(), []);
});

test("a pipeline's jobs are the newest of each name, or with all that were retried, by numbered pages", async (t) => {
  const { jobs, lines } = await askJobs(t, (request, response) =>
    json(response, 200, [jobAnswer()], { "x-next-page": request.url?.includes("&page=2") ? "" : "2" }),
  );
  await jobs.inPipelinePage(7, 90);
  const page = await jobs.inPipelinePage(7, 90, { includeRetried: true, statuses: ["success"], perPage: 1 });
  assert.ok(page?.next);
  assert.equal((await jobs.inPipelinePage(7, 90, { cursor: page.next }))?.next, undefined);
  assert.deepEqual(lines().slice(0, 2), [
    "GET /projects/7/pipelines/90/jobs?per_page=100",
    "GET /projects/7/pipelines/90/jobs?include_retried=true&per_page=1&scope[]=success",
  ]);
});

test("trigger jobs are listed by numbered pages, each with the pipeline that it began", async (t) => {
  const list = "/projects/70000007/pipelines/2600000001/bridges";
  const { jobs, lines } = await askJobs(t, routes({ [list]: [200, jobs2026.bridges, { "x-next-page": "2" }] }));
  const page = await jobs.bridgesPage(70_000_007, 2_600_000_001, { statuses: ["manual"], perPage: 2 });
  assert.deepEqual(
    page?.items.map(({ downstream }) => downstream?.id),
    [undefined, 2_600_000_002],
  );
  assert.equal(page?.next, `${list}?per_page=2&scope%5B%5D=manual&page=2`);
  assert.deepEqual(lines(), [`GET ${list}?per_page=2&scope[]=manual`]);
});

test("jobs that do not come with the newest first, or one that comes twice, are odd", async (t) => {
  for (const ids of [
    [1, 2],
    [2, 2],
  ]) {
    const list = ids.map((id) => jobAnswer({ id }));
    const { jobs } = await askJobs(t, routes({ "/projects/7/jobs": [200, list] }));
    assert.match((await errorOf(jobs.listPage(7))).message, /not ordered as asked/);
  }
});

test("jobs of another project or pipeline are odd, unless the project was asked for by its path, which may have moved", async (t) => {
  const stranger = jobAnswer({ id: 1, pipeline: { id: 90, project_id: 8 } });
  const { jobs } = await askJobs(
    t,
    routes({
      "/projects/7/jobs": [200, [stranger]],
      "/projects/7/jobs/1": [200, stranger],
      "/projects/7/jobs/2": [200, jobAnswer({ id: 3 })],
      "/projects/7/pipelines/90/jobs": [200, [stranger]],
      "/projects/7/pipelines/90/bridges": [200, [stranger]],
      "/projects/7/pipelines/91/jobs": [200, [jobAnswer()]],
      "/projects/7/pipelines/91/bridges": [200, [jobAnswer()]],
      "/projects/harbour%2Fcrane/jobs": [200, [stranger]],
      "/projects/harbour%2Fcrane/jobs/1": [200, stranger],
    }),
  );
  for (const look of [jobs.listPage(7), jobs.get(7, 1), jobs.inPipelinePage(7, 90), jobs.bridgesPage(7, 90)])
    assert.match((await errorOf(look)).message, /another project/);
  for (const look of [jobs.inPipelinePage(7, 91), jobs.bridgesPage(7, 91)])
    assert.match((await errorOf(look)).message, /another pipeline/);
  assert.match((await errorOf(jobs.get(7, 2))).message, /another job/);
  assert.equal((await jobs.listPage("harbour/crane"))?.items.length, 1);
  assert.equal((await jobs.get("harbour/crane", 1))?.projectId, 8);
});

test("what is gone or hidden is not there; what cannot be read is odd", async (t) => {
  const gone = await askJobs(t, (_, response) => json(response, 404, { message: "404 Project Not Found" }));
  assert.equal(await gone.jobs.listPage(7), undefined);
  assert.equal(await gone.jobs.inPipelinePage(7, 90), undefined);
  assert.equal(await gone.jobs.bridgesPage(7, 90), undefined);
  assert.equal(await gone.jobs.get(7, 1), undefined);
  assert.equal(gone.lines().length, 4);
  const odd = await askJobs(t, (_, response) => json(response, 200, [{ id: 5 }]));
  for (const look of [odd.jobs.listPage(7), odd.jobs.bridgesPage(7, 90), odd.jobs.get(7, 1), odd.jobs.allowedAgents()])
    assert.equal((await errorOf(look)).code, "oddAnswer");
});

test("a job token is told its job and the agents that the job may use; another token neither", async (t) => {
  const { jobs } = await askJobs(
    t,
    routes({ "/job": [200, jobs2024.ofToken], "/job/allowed_agents": [200, jobs2024.allowedAgents] }),
  );
  assert.equal((await jobs.ofToken())?.id, jobs2024.ofToken.id);
  assert.deepEqual((await jobs.allowedAgents())?.agents, [{ id: 21, configProjectId: 9 }]);
  const other = await askJobs(t, (_, response) => json(response, 404, { message: "404 Job Not Found" }));
  assert.equal(await other.jobs.ofToken(), undefined);
  assert.equal(await other.jobs.allowedAgents(), undefined);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { jobs2020 } from "../fixtures/gitlab/2020/jobs.ts";
import { errorOf } from "./asked.ts";
import { askJobs, routes } from "./askjobs.ts";
import { jobAnswer, json } from "./server.ts";

// What differs in GitLabs that are too old for something.

test("a GitLab that ignores keyset numbers its pages, and they are followed", async (t) => {
  const { jobs, lines } = await askJobs(t, (request, response) => {
    const page = Number(new URL(request.url ?? "", "http://x").searchParams.get("page") ?? 1);
    json(response, 200, [jobAnswer({ id: 10 - page })], { "x-next-page": page < 2 ? "2" : "" });
  });
  const first = await jobs.listPage(7, { statuses: ["failed"] });
  assert.ok(first?.next);
  const last = await jobs.listPage(7, { cursor: first.next });
  assert.deepEqual([first.items[0]?.id, last?.items[0]?.id, last?.next], [9, 8, undefined]);
  assert.match(lines()[1] ?? "", /scope\[\]=failed&page=2$/);
});

for (const status of [405, 501])
  test(`a GitLab that answers ${status} to keyset is asked by number, once more now and at once from then on`, async (t) => {
    const { jobs, lines } = await askJobs(t, (request, response) =>
      request.url?.includes("keyset")
        ? json(response, status, { error: "Keyset pagination is not yet available for this type of request" })
        : json(response, 200, [jobAnswer({ ref: "main" })], { "x-next-page": "2" }),
    );
    const page = await jobs.listPage(7, { ref: "main", statuses: ["failed"], perPage: 2 });
    assert.equal(page?.next, "/projects/7/jobs?per_page=2&scope%5B%5D=failed&ref=main&page=2");
    await jobs.listPage("harbour/crane");
    assert.deepEqual(lines().slice(1), [
      "GET /projects/7/jobs?per_page=2&scope[]=failed&ref=main",
      "GET /projects/harbour%2Fcrane/jobs?per_page=100",
    ]);
  });

test("two lists that are asked for at once are both read from a GitLab that refuses keyset", async (t) => {
  const { jobs } = await askJobs(t, (request, response) =>
    request.url?.includes("keyset") ? json(response, 405, { error: "no" }) : json(response, 200, [jobAnswer()]),
  );
  const pages = await Promise.all([jobs.listPage(7), jobs.listPage("harbour/crane")]);
  assert.deepEqual(
    pages.map((page) => page?.items.length),
    [1, 1],
  );
});

test("a list that went on by keyset does not begin anew by number", async (t) => {
  const { jobs, lines } = await askJobs(t, (_, response) => json(response, 405, { error: "405 Not Allowed" }));
  assert.equal(
    (await errorOf(jobs.listPage(7, { cursor: "/projects/7/jobs?pagination=keyset&cursor=a" }))).status,
    405,
  );
  assert.equal(lines().length, 1);
  assert.equal((await errorOf(jobs.listPage(7))).status, 405);
  assert.equal(lines().length, 3);
  await errorOf(jobs.listPage(7));
  assert.equal(lines().length, 4);
});

test("a GitLab that ignores the ref gives every job, and those of other refs are left out", async (t) => {
  const list = [jobAnswer({ id: 3, ref: "v1" }), jobAnswer({ id: 2 }), jobAnswer({ id: 1, ref: "v1" })];
  const { jobs } = await askJobs(t, routes({ "/projects/7/jobs": [200, list, { "x-next-page": "2" }] }));
  const page = await jobs.listPage(7, { ref: "v1" });
  assert.deepEqual(
    page?.items.map(({ id }) => id),
    [3, 1],
  );
  const empty = await jobs.listPage(7, { ref: "v2" });
  assert.deepEqual([empty?.items.length, typeof empty?.next], [0, "string"]);
});

for (const words of [{ error: "scope does not have a valid value" }, { message: "Scope contains invalid value(s)" }])
  test(`a status that a GitLab does not know is named when it says ${Object.values(words)}`, async (t) => {
    const { jobs } = await askJobs(t, (_, response) => json(response, 400, words));
    const statuses = ["failed", "waiting_for_callback", "canceling"] as const;
    for (const look of [
      jobs.listPage(7, { statuses }),
      jobs.inPipelinePage(7, 90, { statuses }),
      jobs.bridgesPage(7, 90, { statuses }),
    ]) {
      const error = await errorOf(look);
      assert.match(
        error.message,
        /^GET \/projects\/7\/.*: 400 .*: this GitLab does not know every one of waiting_for_callback, canceling$/,
      );
      assert.match(error.advice, /other statuses/);
      assert.equal(error.status, 400);
    }
  });

for (const [status, error] of [
  [400, "per_page is invalid"],
  [422, "the scope is no valid value"],
] as const)
  test(`what GitLab says with ${status} of something else keeps its own words`, async (t) => {
    const { jobs } = await askJobs(t, (_, response) => json(response, status, { error }));
    const { message } = await errorOf(jobs.listPage(7, { statuses: ["canceling"] }));
    assert.equal(message, `GET /projects/7/jobs: ${status} ${error}`);
  });

const pipeline = "/projects/7/pipelines/910";

test("a GitLab that cannot list trigger jobs says so, and since when one can, if the pipeline is there", async (t) => {
  const { jobs, lines } = await askJobs(t, routes({ [pipeline]: [200, { id: 910, status: "success" }] }));
  const error = await errorOf(jobs.bridgesPage(7, 910));
  assert.match(
    error.message,
    /^GET \/projects\/7\/pipelines\/910\/bridges: this GitLab has no list of trigger jobs: .*13\.1/,
  );
  assert.match(error.advice, /update GitLab/);
  assert.deepEqual([error.code, error.status], ["notFound", 404]);
  assert.deepEqual(lines()[1], `GET ${pipeline}`);
  const newer = await askJobs(t, routes({ [`${pipeline}/bridges`]: [200, jobs2020.bridges] }));
  assert.equal((await newer.jobs.bridgesPage(7, 910))?.items.length, 1);
});

test("the trigger jobs of a pipeline that is not there are not there, however GitLab says it", async (t) => {
  const { jobs } = await askJobs(t, routes({ [pipeline]: [404, { message: "404 Not found" }] }));
  assert.equal(await jobs.bridgesPage(7, 910), undefined);
  const named = await askJobs(t, routes({ [`${pipeline}/bridges`]: [404, { message: "404 Not found" }] }));
  assert.equal(await named.jobs.bridgesPage(7, 910), undefined);
  assert.equal(named.lines().length, 1);
});

test("where it is not known whether the pipeline is there, that is the error", async (t) => {
  const { jobs } = await askJobs(t, routes({ [pipeline]: [500, { message: "500 Internal Server Error" }] }));
  assert.equal((await errorOf(jobs.bridgesPage(7, 910))).code, "server");
});

test("a GitLab that does not know job tokens so says so, and since when one does", async (t) => {
  const { jobs } = await askJobs(t, routes({}));
  assert.match((await errorOf(jobs.ofToken())).message, /^GET \/job: this GitLab has no .* 13\.10$/);
  assert.match(
    (await errorOf(jobs.allowedAgents())).message,
    /^GET \/job\/allowed_agents: this GitLab has no .* 13\.11$/,
  );
});

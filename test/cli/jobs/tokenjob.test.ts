import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { tokenJob } from "../../../lib/cli/jobs/tokenjob.ts";
import { createApi } from "../../../lib/gitlab/api.ts";
import { jobAnswer, json, now, serve, token } from "../../gitlab/server.ts";
import { desk, start } from "./desk.ts";

/** A running job, and what runs with its token. */
async function inJob(t: TestContext) {
  const world = await desk(t);
  const { id } = world.twin.run(world.twin.jobNamed(world.pipeline(["test/unit"]).id, "unit").id);
  const jobToken = world.twin.jobToken(id);
  const jobs = (as: Record<string, string>, ...args: string[]) =>
    start(t, ["jobs", ...args], { env: { ...world.settings, PENSTOCK_GITLAB_TOKEN: jobToken, ...as }, cwd: world.cwd })
      .ended;
  return { ...world, id, jobToken, jobs, asJob: { PENSTOCK_GITLAB_TOKEN_AS: "job" } };
}

test("get --of-token tells the job whose token it is, and its agents, as JSON too", async (t) => {
  const { id, jobs, asJob, jobToken, served, time } = await inJob(t);
  const told = await jobs(asJob, "get", "--of-token", "--json");
  assert.equal(told.code, 0, told.err);
  const { job, agents } = JSON.parse(told.out);
  assert.deepEqual([job.id, job.name, job.status, agents], [id, "unit", "running", []]);
  const api = createApi({
    baseUrl: served.url,
    token: jobToken,
    tokenAs: "job",
    userAgent: "penstock-test",
    clock: time.now,
  });
  t.after(() => api.close());
  const lines = await tokenJob(api, time.now(), false);
  assert.equal(lines[0], `job ${id} "unit"`);
  assert.match(lines.join("\n"), /\n {2}status +running\n(.*\n)*.* agents +none$/);
});

test("agents that the job may use are listed", async (t) => {
  const { url } = await serve(t, ({ url: path = "" }, response) => {
    if (path.endsWith("/job")) return json(response, 200, jobAnswer());
    return json(response, 200, { allowed_agents: [{ id: 3 }, { id: 5 }], job: { id: 1001 } });
  });
  const api = createApi({ baseUrl: url, token, tokenAs: "job", userAgent: "penstock-test", clock: () => now });
  t.after(() => api.close());
  assert.equal((await tokenJob(api, now, false)).at(-1), "  agents      3, 5");
  assert.deepEqual(JSON.parse((await tokenJob(api, now, true)).join("")).agents, [3, 5]);
});

test("a person's token belongs to no job, and is told which one does", async (t) => {
  const { api, clock } = (await desk(t)).client(async () => {});
  await assert.rejects(tokenJob(api, clock(), false), /belongs to no job: inside a job, set PENSTOCK_GITLAB_TOKEN to/);
});

test("--of-token and a job do not go together, and one of them must be said", async (t) => {
  const { jobs, url, id, asJob, twin } = await inJob(t);
  for (const args of [[], ["--of-token", url(id)]]) {
    const { code, err } = await jobs(asJob, "get", ...args);
    assert.deepEqual([code, err], [1, "which job? Write its web address or id, or --of-token\n"]);
  }
  assert.deepEqual(twin.requests, []);
});

test("a job token that shall do more hears what it is for, told as such or not", async (t) => {
  const { jobs, url, id, asJob } = await inJob(t);
  const said = await jobs(asJob, "log", url(id));
  assert.deepEqual([said.code, /401.*only lists jobs and downloads artifacts/.test(said.err)], [1, true], said.err);
  const unsaid = await jobs({}, "retry", url(id));
  assert.deepEqual([unsaid.code, /set PENSTOCK_GITLAB_TOKEN_AS to job/.test(unsaid.err)], [1, true], unsaid.err);
});

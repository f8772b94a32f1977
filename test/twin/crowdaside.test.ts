import assert from "node:assert/strict";
import test from "node:test";
import { findJob } from "../../infra/twin/state/find.ts";
import { jobsOf } from "../../infra/twin/state/history.ts";
import { jobToken } from "../../infra/twin/state/jobToken.ts";
import { crowdWorld, projectAt, someJob } from "./crowdworld.ts";
import { fetchRaw, raw } from "./raw.ts";
import { unzip } from "./unzip.ts";
import { receiver } from "./world.ts";

// What reaches a crowd's jobs by other ways than the lists of its projects.

test("an archive of a crowd is found in the object storage, too", async (t) => {
  const world = await crowdWorld(t, { projects: 1, jobsPerProject: 200 }, { objectStorage: true });
  const job = someJob(world.projects[0], ({ files, pipeline: { tag } }) => !tag && files.length > 2);
  const size = job.files.find(({ type }) => type === "archive")?.sizeBytes;
  const redirect = await raw(world, `${world.inProject(0)}/jobs/${job.id}/artifacts`);
  assert.equal(redirect.status, 302);
  const { bytes } = await fetchRaw(redirect.headers.get("location") ?? "");
  assert.ok(bytes.length === size && unzip(bytes).size === 1);
});

test("the shared runner is at work as long as one of a crowd's jobs runs", async (t) => {
  const { get, twin, projects } = await crowdWorld(t, { projects: 10, jobsPerProject: 100 });
  const isBusy = async () => (await get(`/runners/${twin.world.runner.id}`)).json.job_execution_status;
  assert.equal(await isBusy(), "active");
  for (const project of projects)
    for (const { id } of jobsOf(project, { statuses: new Set(["running"] as const) })) twin.cancel(id);
  assert.equal(await isBusy(), "idle");
});

test("the token of a crowd's running job opens what a job's token opens, and that of an ended one nothing", async (t) => {
  const { projects, twin, served } = await crowdWorld(t, { projects: 10, jobsPerProject: 100 });
  const running = projects.flatMap((project) => [...jobsOf(project, { statuses: new Set(["running"] as const) })])[0];
  const ended = someJob(projects[0], ({ status }) => status === "success");
  const ask = (token: string) => fetchRaw(`${served.url}/api/v4/job`, { headers: { "JOB-TOKEN": token } });
  const own = running && (await ask(jobToken(running)));
  assert.deepEqual([own?.status, JSON.parse(own?.text ?? "{}").id], [200, running?.id]);
  assert.equal((await ask(jobToken(ended))).status, 401);
  assert.equal(findJob(twin.world, running?.id ?? 0)?.status, "running");
});

test("a comment stands on a crowd's commit, and a hook's test shows the newest job of a crowd", async (t) => {
  const { post, projects, twin, inProject } = await crowdWorld(t, { projects: 1, jobsPerProject: 100 });
  const { url, heard } = await receiver(t);
  const [newest] = jobsOf(projectAt(projects, 0));
  const hook = twin.addHook(projectAt(projects, 0).id, { url });
  assert.equal((await post(`${inProject(0)}/hooks/${hook.id}/test/job_events`)).status, 201);
  assert.equal((await post(`${inProject(0)}/hooks/${hook.id}/test/pipeline_events`)).status, 201);
  const [job, pipeline] = heard.map(({ body }) => JSON.parse(body));
  assert.deepEqual([job.build_id, pipeline.object_attributes.id], [newest?.id, newest?.pipeline.id]);
  const old = someJob(projects[0], ({ pipeline: { iid } }) => iid === 2);
  const note = twin.comment(projectAt(projects, 0).id, {
    text: "hm",
    by: "ada",
    on: { commit: old.pipeline.commit.sha },
  });
  assert.equal(note.on.type, "Commit");
  assert.equal(twin.world.jobs.size, 0);
});

test("older GitLabs show a crowd as they show everything", async (t) => {
  const { get, inProject } = await crowdWorld(t, { projects: 1, jobsPerProject: 300 }, { vintage: 2016 });
  const { json } = await get(`${inProject(0)}/jobs?scope[]=failed&per_page=5`);
  assert.equal(json.length, 5);
  assert.ok(json.every((job: object) => !("failure_reason" in job) && !("web_url" in job)));
});

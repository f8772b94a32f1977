import assert from "node:assert/strict";
import { Gitlab } from "@gitbeaker/rest";
import { addWork, attempt, type Stage, type Tried } from "./stage.ts";

/** Every method of gitbeaker's Jobs and JobArtifacts, each held to what the twin looks like afterwards. */
export async function tryGitbeaker(stage: Stage): Promise<Tried[]> {
  const { twin, url, tokens } = stage;
  const { project, pipeline, jobs } = await addWork(stage, "outside/gitbeaker");
  const id = (name: string) => jobs.get(name) ?? 0;
  const { Jobs, JobArtifacts } = new Gitlab({ host: url, token: tokens.maintainer });
  const done = [
    await attempt("Jobs.all", async () => assert.equal((await Jobs.all(project)).length, jobs.size)),
    await attempt("Jobs.all by keyset, page for page", async () => {
      const all = await Jobs.all(project, { pagination: "keyset", orderBy: "id", sort: "desc", perPage: 2 });
      assert.deepEqual(new Set(all.map((job) => job.id)), new Set(jobs.values()));
    }),
    await attempt("Jobs.all of a pipeline", async () =>
      assert.equal((await Jobs.all(project, { pipelineId: pipeline, scope: "failed" })).length, 1),
    ),
    await attempt("Jobs.allPipelineBridges", async () =>
      assert.ok(Array.isArray(await Jobs.allPipelineBridges(project, pipeline))),
    ),
    await attempt("Jobs.show", async () => {
      const job = await Jobs.show(project, id("broken"));
      assert.deepEqual([job.status, job.failure_reason], ["failed", "runner_system_failure"]);
    }),
    await attempt("Jobs.showLog", async () => assert.equal(await Jobs.showLog(project, id("broken")), "ERROR\n")),
    await attempt("Jobs.retry", async () => {
      const { id: newId } = await Jobs.retry(project, id("broken"));
      assert.equal(twin.job(newId).name, "broken");
      assert.ok(twin.job(id("broken")).isRetried);
    }),
    await attempt("Jobs.retry is refused the second time", async () =>
      assert.rejects(Jobs.retry(project, id("broken")), /Job is not retryable/),
    ),
    await attempt("Jobs.cancel", async () => {
      await Jobs.cancel(project, id("waiting"));
      assert.equal(twin.job(id("waiting")).status, "canceled");
    }),
    await attempt("Jobs.play with variables", async () => {
      await Jobs.play(project, id("gate"), { jobVariablesAttributes: [{ key: "REGION", value: "eu" }] });
      assert.deepEqual([twin.job(id("gate")).status, twin.job(id("gate")).variables], ["pending", { REGION: "eu" }]);
    }),
    await attempt("JobArtifacts.downloadArchive of a job", async () => {
      const blob = await JobArtifacts.downloadArchive(project, { jobId: id("build") });
      assert.equal(blob.size, 5000);
    }),
    await attempt("JobArtifacts.downloadArchive of a ref", async () => {
      const jobs = [{ name: "build", status: "success", artifacts: [{ type: "archive", size: 5000 }] }];
      await stage.control(`projects/${project}/pipelines`, { ref: "main", jobs });
      const blob = await JobArtifacts.downloadArchive(project, { ref: "main", job: "build" });
      assert.equal(blob.size, 5000);
    }),
    await attempt("JobArtifacts.keep", async () => {
      await JobArtifacts.keep(project, id("build"));
      assert.equal(twin.job(id("build")).artifactsExpireAt, null);
    }),
    await attempt("JobArtifacts.remove of a job", async () => {
      await JobArtifacts.remove(project, { jobId: id("build") });
      assert.deepEqual(
        twin.job(id("build")).files.filter(({ type }) => type !== "trace"),
        [],
      );
    }),
    await attempt("JobArtifacts.remove of a project", async () => {
      await JobArtifacts.remove(project);
    }),
    await attempt("Jobs.erase", async () => {
      await Jobs.erase(project, id("old"));
      assert.notEqual(twin.job(id("old")).erasedAt, null);
    }),
    ...(await tryJobToken(stage, project)),
  ];
  return [...done, ...untried({ Jobs, JobArtifacts }, done)];
}

async function tryJobToken({ twin, url }: Stage, project: number): Promise<Tried[]> {
  const { id, name } = twin.jobNamed(twin.addPipeline(project, { jobs: [{ name: "inside" }] }).id, "inside");
  twin.run(id);
  const jobToken = twin.jobToken(id);
  const { Jobs } = new Gitlab({ host: url, jobToken });
  // 43.8.0 looks for the token among the headers, but puts it elsewhere
  Jobs.headers["job-token"] = jobToken;
  return [
    await attempt("Jobs.showConnectedJob", async () => assert.equal((await Jobs.showConnectedJob()).name, name)),
    await attempt("Jobs.showConnectedJobK8Agents", async () => {
      const { job } = await Jobs.showConnectedJobK8Agents();
      assert.deepEqual(job, { id });
    }),
  ];
}

/** A method that a later gitbeaker adds, and nobody tried yet. */
function untried(resources: Readonly<Record<string, object>>, done: readonly Tried[]): Tried[] {
  return Object.entries(resources).flatMap(([resource, instance]) =>
    Object.getOwnPropertyNames(Object.getPrototypeOf(instance))
      .filter((method) => method !== "constructor")
      .map((method) => `${resource}.${method}`)
      .filter((what) => !done.some((tried) => tried.what === what || tried.what.startsWith(`${what} `)))
      .map((what) => ({ what, problem: "is a method that was not tried" })),
  );
}

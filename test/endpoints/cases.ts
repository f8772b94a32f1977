import assert from "node:assert/strict";
import type { Reply } from "../../lib/core/ports.ts";
import { memory } from "../gitlab/memory.ts";
import { files, type Stage } from "./stage.ts";

/** What one endpoint is held to: the client's function is called, and GitLab did or told what was asked. */
export type Case = (stage: Stage) => Promise<void>;

/** By the endpoint's line, as the documentation of the five vintages writes it. */
export const cases: Readonly<Record<string, Case>> = {
  "GET /projects/:id/jobs": async ({ api, project, job }) => {
    const all = await api.jobs.listPage(project);
    assert.deepEqual(
      all?.items.map(({ name }) => name),
      ["child", "gate", "inside", "waiting", "broken", "build"],
    );
    const failed = await api.jobs.listPage(project, { statuses: ["failed", "manual"], perPage: 1 });
    assert.deepEqual([failed?.items[0]?.name, typeof failed?.next], ["gate", "string"]);
    const rest = await api.jobs.listPage(project, { ...(failed?.next !== undefined && { cursor: failed.next }) });
    assert.deepEqual(
      rest?.items.map(({ id }) => id),
      [job("broken")],
    );
  },

  "GET /projects/:id/pipelines/:pipeline_id/jobs": async ({ api, twin, project, pipeline, job }) => {
    const old = job("broken");
    twin.act("retry", old, { by: "ada" });
    const newest = await api.jobs.inPipelinePage(project, pipeline, { statuses: ["pending"] });
    const ids = newest?.items.map(({ id }) => id) ?? [];
    assert.deepEqual([ids.includes(job("broken")), ids.includes(old)], [true, false]);
  },

  "GET /projects/:id/pipelines/:pipeline_id/bridges": async ({ api, project, pipeline }) => {
    const bridges = await api.jobs.bridgesPage(project, pipeline);
    assert.deepEqual(
      bridges?.items.map(({ name, downstream }) => [name, typeof downstream?.id]),
      [["children", "number"]],
    );
  },

  "GET /job": async ({ jobApi, job }) => {
    assert.equal((await jobApi.jobs.ofToken())?.id, job("inside"));
  },

  "GET /job/allowed_agents": async ({ jobApi, pipeline, job }) => {
    const told = await jobApi.jobs.allowedAgents();
    assert.deepEqual([told?.jobId, told?.pipelineId, told?.agents], [job("inside"), pipeline, []]);
  },

  "GET /projects/:id/jobs/:job_id": async ({ api, project, pipeline, job, vintage }) => {
    const found = await api.jobs.get(project, job("broken"));
    assert.deepEqual([found?.name, found?.status, found?.pipelineId], ["broken", "failed", pipeline]);
    // old GitLabs do not tell why a job failed
    assert.equal(found?.failureReason, vintage < 2024 ? undefined : "runner_system_failure");
  },

  "GET /projects/:id/jobs/:job_id/artifacts": async ({ api, project, job }) => {
    const sink = memory();
    const { bytes } = await api.artifacts.archive(project, job("build"), sink);
    assert.equal(sink.bytes, bytes);
    assert.ok(sink.text().startsWith("PK") && sink.text().includes("report/index.html"));
  },

  "GET /projects/:id/jobs/artifacts/:ref_name/download?job=name": async ({ api, twin, project, pipeline }) => {
    twin.finish(pipeline);
    const sink = memory();
    // a pipeline with a failed job is none of the successful ones
    await assert.rejects(api.artifacts.archiveOfRef(project, { ref: "main", job: "build" }, sink), /build.*main/s);
    const good = twin.addPipeline(project, { ref: "main", jobs: [{ name: "build" }] });
    twin.succeed(twin.jobNamed(good.id, "build").id, { artifacts: { files } });
    await api.artifacts.archiveOfRef(project, { ref: "main", job: "build" }, sink);
    assert.ok(sink.text().includes("report/index.html"));
  },

  "GET /projects/:id/jobs/:job_id/artifacts/*artifact_path": async ({ api, project, job }) => {
    const sink = memory();
    await api.artifacts.file({ project, jobId: job("build"), path: "report/index.html" }, sink);
    assert.equal(sink.text(), files["report/index.html"]);
  },

  "GET /projects/:id/jobs/artifacts/:ref_name/raw/*artifact_path?job=name": async ({ api, twin, project }) => {
    const { id } = twin.addPipeline(project, { ref: "main", jobs: [{ name: "build" }] });
    twin.succeed(twin.jobNamed(id, "build").id, { artifacts: { files } });
    const sink = memory();
    await api.artifacts.fileOfRef({ project, ref: "main", job: "build", path: "notes.txt" }, sink);
    assert.equal(sink.text(), files["notes.txt"]);
  },

  "GET /projects/:id/jobs/:job_id/trace": async ({ api, project, job, twin }) => {
    const sink = memory();
    const place = { project, jobId: job("broken") };
    await api.logs.whole(project, place.jobId, sink);
    assert.equal(sink.text(), twin.job(place.jobId).log);
    const end = memory();
    await api.logs.tail(place, 10, end);
    assert.deepEqual(end.whole(), sink.whole().subarray(-10));
    const part = memory();
    await api.logs.part(place, { first: 5, bytes: 20 }, part);
    assert.deepEqual(part.whole(), sink.whole().subarray(5, 25));
  },

  "POST /projects/:id/jobs/:job_id/cancel": async ({ api, project, job, twin }) => {
    accepted(await api.effects.cancel(project, job("waiting")));
    assert.equal(twin.job(job("waiting")).status, "canceled");
  },

  "POST /projects/:id/jobs/:job_id/retry": async ({ api, project, job, twin }) => {
    const old = job("broken");
    const { job: answered } = accepted(await api.effects.retry(project, old));
    assert.equal(answered?.id, job("broken"));
    assert.ok(twin.job(old).isRetried);
  },

  "POST /projects/:id/jobs/:job_id/erase": async ({ api, project, job, twin }) => {
    accepted(await api.effects.erase(project, job("build")));
    const { erasedAt, files: left, log } = twin.job(job("build"));
    assert.deepEqual([erasedAt, left, log], [twin.world.clock(), [], ""]);
  },

  "POST /projects/:id/jobs/:job_id/artifacts/keep": async ({ api, project, job, twin }) => {
    assert.notEqual(twin.job(job("build")).artifactsExpireAt, null);
    accepted(await api.effects.keep(project, job("build")));
    assert.equal(twin.job(job("build")).artifactsExpireAt, null);
  },

  "DELETE /projects/:id/jobs/:job_id/artifacts": async ({ api, project, job, twin }) => {
    accepted(await api.effects.deleteArtifacts(project, job("build")));
    const types = twin.job(job("build")).files.map(({ type }) => type);
    assert.deepEqual(types, ["trace"]);
  },

  "DELETE /projects/:id/artifacts": async ({ api, project, job, twin }) => {
    // the artifacts of a ref's newest good pipeline, and of what came after it, are locked
    const { id } = twin.addPipeline(project, { ref: "main", jobs: [{ name: "newer" }] });
    twin.finish(id);
    accepted(await api.effects.deleteProjectArtifacts(project));
    const { artifactsExpireAt } = twin.job(job("build"));
    assert.ok(artifactsExpireAt !== null && artifactsExpireAt <= twin.world.clock());
  },

  "POST /projects/:id/jobs/:job_id/play": async ({ api, project, job, twin }) => {
    accepted(await api.effects.play(project, job("gate"), { variables: { REGION: "eu" } }));
    const { status, variables } = twin.job(job("gate"));
    assert.deepEqual([status, variables], ["pending", { REGION: "eu" }]);
  },
};

function accepted(reply: Reply): Extract<Reply, { kind: "accepted" }> {
  assert.ok(reply.kind === "accepted", JSON.stringify(reply));
  return reply;
}

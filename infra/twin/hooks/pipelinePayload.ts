import { hookDate } from "../state/dates.ts";
import type { Job, MergeRequest, Pipeline } from "../state/graph.ts";
import { latestJobs, queuedSeconds, runSeconds } from "../state/job.ts";
import type { Person } from "../state/person.ts";
import { protections } from "../state/project.ts";
import { projectUrl } from "../state/urls.ts";
import type { World } from "../state/world.ts";
import {
  commitPart,
  environmentPart,
  personPart,
  projectPart,
  requestFields,
  runnerPart,
  sourcePart,
} from "./parts.ts";
import { hookAsOf } from "./vintages.ts";

/**
 * The body of a Pipeline Hook.
 * Source: docs.gitlab.com/user/project/integrations/webhook_events, "Pipeline events", and gitlabhq
 * lib/gitlab/data_builder/pipeline.rb (read 2026-11).
 */
export function pipelinePayload(world: World, pipeline: Pipeline) {
  const { project, mergeRequest, person } = pipeline;
  return hookAsOf(world.vintage, "pipeline", {
    object_kind: "pipeline",
    object_attributes: attributesPart(world, pipeline),
    merge_request: mergeRequest && mergeRequestPart(world, pipeline, mergeRequest),
    user: userPart(world, person),
    project: projectPart(world, project),
    commit: commitPart(world, project, pipeline.commit),
    builds: latestJobs(pipeline).map((job) => buildPart(world, job)),
    ...sourcePart(world, pipeline),
  });
}

function userPart(world: World, person: Person | null) {
  const user = personPart(world, person);
  return user && hookAsOf(world.vintage, "personOfPipeline", user);
}

function attributesPart(world: World, pipeline: Pipeline) {
  const { id, project, ref, tag, commit, mergeRequest, createdAt, startedAt } = pipeline;
  const waitedSeconds = startedAt === null ? 0 : Math.floor((startedAt - createdAt) / 1000);
  return hookAsOf(world.vintage, "attributes", {
    id,
    iid: pipeline.iid,
    name: null,
    // the source branch, where jobs have refs/merge-requests/…
    ref: mergeRequest?.sourceBranch ?? ref,
    ref_status_name: project.refStatuses.get(ref) ?? "unknown",
    tag,
    sha: commit.sha,
    before_sha: "0".repeat(40),
    source: pipeline.source,
    status: pipeline.status,
    detailed_status: statusLabel(pipeline),
    stages: pipeline.stages,
    created_at: hookDate(createdAt),
    finished_at: hookDate(pipeline.finishedAt),
    duration: pipeline.durationSeconds,
    queued_duration: waitedSeconds === 0 ? null : waitedSeconds,
    protected_ref: protections(project, ref, tag).length > 0,
    variables: Object.entries(pipeline.variables).map(([key, value]) => ({ key, value })),
    url: `${projectUrl(world, project)}/-/pipelines/${id}`,
  });
}

function statusLabel(pipeline: Pipeline): string {
  const { status } = pipeline;
  const warned = latestJobs(pipeline).some(
    (job) => job.allowFailure && (job.status === "failed" || job.status === "canceled"),
  );
  if (status === "success") return warned ? "passed with warnings" : "passed";
  if (status === "manual") return "waiting for manual action";
  if (status === "scheduled") return "waiting for delayed job";
  return status.replaceAll("_", " ");
}

function mergeRequestPart(world: World, { project }: Pipeline, request: MergeRequest) {
  return hookAsOf(world.vintage, "mergeRequest", {
    ...requestFields(project, request),
    url: `${projectUrl(world, project)}/-/merge_requests/${request.iid}`,
  });
}

function buildPart(world: World, job: Job) {
  const now = world.clock();
  const archive = job.files.find(({ type }) => type === "archive");
  return hookAsOf(world.vintage, "build", {
    id: job.id,
    stage: job.stage,
    name: job.name,
    status: job.status,
    created_at: hookDate(job.createdAt),
    started_at: hookDate(job.startedAt),
    finished_at: hookDate(job.finishedAt),
    duration: runSeconds(job, now),
    queued_duration: queuedSeconds(job, now),
    failure_reason: job.failureReason,
    when: job.when,
    manual: job.when === "manual" || job.when === "delayed",
    allow_failure: job.allowFailure,
    user: userPart(world, job.person),
    runner: runnerPart(world, job.runner),
    artifacts_file: { filename: archive?.filename ?? null, size: archive?.sizeBytes ?? null },
    environment: environmentPart(job),
  });
}

import { commitDate, hookDate } from "../state/dates.ts";
import type { Job, MergeRequest, Pipeline } from "../state/graph.ts";
import { latestJobs, queuedSeconds, runSeconds } from "../state/job.ts";
import { protections } from "../state/project.ts";
import { projectUrl } from "../state/urls.ts";
import type { World } from "../state/world.ts";
import { environmentPart, personPart, projectPart, runnerPart } from "./parts.ts";

/**
 * The body of a Pipeline Hook.
 * Source: docs.gitlab.com/user/project/integrations/webhook_events, "Pipeline events", and gitlabhq
 * lib/gitlab/data_builder/pipeline.rb (read 2026-11).
 */
export function pipelinePayload(world: World, pipeline: Pipeline) {
  const { project, mergeRequest, person } = pipeline;
  return {
    object_kind: "pipeline",
    object_attributes: attributesPart(world, pipeline),
    merge_request: mergeRequest && mergeRequestPart(world, pipeline, mergeRequest),
    user: personPart(world, person),
    project: projectPart(world, project),
    commit: commitPart(world, pipeline),
    builds: latestJobs(pipeline).map((job) => buildPart(world, job)),
  };
}

function attributesPart(world: World, pipeline: Pipeline) {
  const { id, project, ref, tag, commit, mergeRequest, createdAt, startedAt } = pipeline;
  const waitedSeconds = startedAt === null ? 0 : Math.floor((startedAt - createdAt) / 1000);
  return {
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
  };
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
  const { id, iid, title, sourceBranch, targetBranch } = request;
  return {
    id,
    iid,
    title,
    source_branch: sourceBranch,
    source_project_id: project.id,
    target_branch: targetBranch,
    target_project_id: project.id,
    state: "opened",
    merge_status: "can_be_merged",
    detailed_merge_status: "mergeable",
    url: `${projectUrl(world, project)}/-/merge_requests/${iid}`,
  };
}

function commitPart(world: World, { project, commit }: Pipeline) {
  return {
    id: commit.sha,
    message: commit.message,
    title: commit.message.split("\n")[0],
    timestamp: commitDate(commit.at),
    url: `${projectUrl(world, project)}/-/commit/${commit.sha}`,
    author: { name: commit.authorName, email: commit.authorEmail },
  };
}

function buildPart(world: World, job: Job) {
  const now = world.clock();
  const archive = job.files.find(({ type }) => type === "archive");
  return {
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
    manual: job.when === "manual",
    allow_failure: job.allowFailure,
    user: personPart(world, job.person),
    runner: runnerPart(job.runner),
    artifacts_file: { filename: archive?.filename ?? null, size: archive?.sizeBytes ?? null },
    environment: environmentPart(job),
  };
}

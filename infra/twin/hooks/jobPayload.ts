import { hookDate, isoDate } from "../state/dates.ts";
import type { Job, Pipeline } from "../state/graph.ts";
import { queuedSeconds, runSeconds } from "../state/job.ts";
import type { World } from "../state/world.ts";
import { environmentPart, personPart, projectPart, repositoryPart, runnerPart, sourcePart } from "./parts.ts";
import { hookAsOf } from "./vintages.ts";

/**
 * The body of a Job Hook.
 * Source: docs.gitlab.com/user/project/integrations/webhook_events, "Job events", and gitlabhq
 * lib/gitlab/data_builder/build.rb (read 2026-11).
 */
export function jobPayload(world: World, job: Job) {
  const { pipeline, createdAt, startedAt, finishedAt } = job;
  const { project } = pipeline;
  const now = world.clock();
  return hookAsOf(world.vintage, "job", {
    object_kind: "build",
    ref: pipeline.ref,
    tag: pipeline.tag,
    before_sha: "0".repeat(40),
    sha: pipeline.commit.sha,
    retries_count: pipeline.jobs.filter((run) => run.isRetried && run.name === job.name).length,
    build_id: job.id,
    build_name: job.name,
    build_stage: job.stage,
    build_status: job.status,
    build_created_at: hookDate(createdAt),
    build_started_at: hookDate(startedAt),
    build_finished_at: hookDate(finishedAt),
    build_created_at_iso: isoDate(createdAt),
    build_started_at_iso: isoDate(startedAt),
    build_finished_at_iso: isoDate(finishedAt),
    build_duration: runSeconds(job, now),
    build_queued_duration: queuedSeconds(job, now),
    build_allow_failure: job.allowFailure,
    // GitLab's word for "no reason", also on jobs that went well
    build_failure_reason: job.failureReason ?? "unknown_failure",
    pipeline_id: pipeline.id,
    runner: runnerPart(world, job.runner),
    project_id: project.id,
    // the name that people read, not the path
    project_name: [...project.namespace.split(" / "), project.name].filter(Boolean).join(" / "),
    user: userPart(world, job),
    commit: hookAsOf(world.vintage, "commitOfJob", commitPart(pipeline)),
    repository: repositoryPart(world, project),
    project: projectPart(world, project),
    environment: environmentPart(job),
    ...sourcePart(world, pipeline),
  });
}

function userPart(world: World, { person }: Job) {
  const user = personPart(world, person);
  return user && hookAsOf(world.vintage, "personOfJob", user);
}

/** Its `id` and `status` are the pipeline's: GitLab's own quirk. */
function commitPart(pipeline: Pipeline) {
  const { id, commit, status, durationSeconds, startedAt, finishedAt } = pipeline;
  return {
    id,
    name: null,
    sha: commit.sha,
    message: commit.message,
    author_name: commit.authorName,
    author_email: commit.authorEmail,
    author_url: `mailto:${commit.authorEmail}`,
    status,
    duration: durationSeconds,
    started_at: hookDate(startedAt),
    finished_at: hookDate(finishedAt),
    started_at_iso: isoDate(startedAt),
    finished_at_iso: isoDate(finishedAt),
  };
}

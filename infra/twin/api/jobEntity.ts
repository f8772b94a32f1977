import { apiDate } from "../state/dates.ts";
import type { Job } from "../state/graph.ts";
import { liveArchive, queuedSeconds, runSeconds } from "../state/job.ts";
import type { Runner } from "../state/jobParts.ts";
import { runnerType } from "../state/runner.ts";
import { projectUrl } from "../state/urls.ts";
import type { Verb, World } from "../state/world.ts";
import { commitEntity, personEntity, pipelineEntity } from "./entities.ts";
import { asOf } from "./vintageFields.ts";

/**
 * A job as the API shows it. There is no flag for retried, manual, playable or environment: GitLab has none here.
 * Source: docs.gitlab.com/api/jobs and gitlabhq lib/api/entities/ci/job.rb (read 2026-11).
 */
export function jobEntity(world: World, job: Job) {
  const { pipeline, person } = job;
  const now = world.clock();
  return asOf(world.vintage, "job", {
    id: job.id,
    status: job.status,
    stage: job.stage,
    name: job.name,
    ref: pipeline.ref,
    tag: pipeline.tag,
    coverage: null,
    allow_failure: job.allowFailure,
    created_at: apiDate(job.createdAt),
    started_at: apiDate(job.startedAt),
    finished_at: apiDate(job.finishedAt),
    erased_at: apiDate(job.erasedAt),
    duration: runSeconds(job, now),
    queued_duration: queuedSeconds(job, now),
    user: person && personEntity(world, person),
    commit: asOf(world.vintage, "commit", commitEntity(pipeline.commit)),
    pipeline: asOf(world.vintage, "pipelineOfJob", pipelineEntity(world, pipeline)),
    ...(job.status === "failed" && { failure_reason: job.failureReason ?? "unknown_failure" }),
    web_url: `${projectUrl(world, pipeline.project)}/-/jobs/${job.id}`,
    project: { ci_job_token_scope_enabled: false },
    source: pipeline.source,
    ...artifactsPart(world, job),
    runner: runnerPart(world, job.runner),
    runner_manager: null,
    artifacts_expire_at: apiDate(job.artifactsExpireAt),
    archived: pipeline.isArchived,
    tag_list: job.tags.toSorted(),
  });
}

/**
 * The job in the answer to what was done to it. As the documentation of the time has it, older answers leave out the
 * pipeline, and the oldest say `started` of a job that was played.
 * Source: the jobs pages of 2017, 2019, 2020 and 2024; what GitLab really sent then is not known.
 */
export function effectEntity(world: World, job: Job, verb: Verb) {
  const { pipeline, ...rest } = jobEntity(world, job);
  if (world.vintage === 2026) return { ...rest, pipeline };
  const wasStarted = verb === "play" && world.vintage < 2024;
  const hasUrl = verb === "erase" || verb === "keep";
  return { ...rest, ...(wasStarted && { status: "started" }), ...(hasUrl && { download_url: null }) };
}

/** Past its end the archive is not shown by itself, though GitLab may still list its file. */
function artifactsPart({ clock, vintage }: World, job: Job) {
  const archive = liveArchive(job, clock());
  const none = vintage === 2016 ? { artifacts_file: null } : {};
  return {
    ...(archive ? { artifacts_file: { filename: archive.filename, size: archive.sizeBytes } } : none),
    artifacts: job.files.map(({ type, sizeBytes, filename, format }) => ({
      file_type: type,
      size: sizeBytes,
      filename,
      file_format: format,
    })),
  };
}

function runnerPart({ vintage }: World, runner: Runner | null) {
  if (!runner) return null;
  return asOf(vintage, "runner", runnerFields(runner));
}

/** What is told of a runner wherever it shows. */
export function runnerFields(runner: Runner) {
  return {
    id: runner.id,
    description: runner.description,
    ip_address: null,
    active: !runner.isPaused,
    paused: runner.isPaused,
    is_shared: runnerType(runner) === "instance_type",
    runner_type: runnerType(runner),
    name: null,
    online: runner.isOnline,
    status: runner.isOnline ? "online" : "offline",
  };
}

import { apiDate } from "../state/dates.ts";
import type { Job } from "../state/graph.ts";
import { liveArchive, queuedSeconds, runSeconds } from "../state/job.ts";
import type { Runner } from "../state/jobParts.ts";
import { projectUrl } from "../state/urls.ts";
import type { World } from "../state/world.ts";
import { commitEntity, personEntity, pipelineEntity } from "./entities.ts";

/**
 * A job as the API shows it. There is no flag for retried, manual, playable or environment: GitLab has none here.
 * Source: docs.gitlab.com/api/jobs and gitlabhq lib/api/entities/ci/job.rb (read 2026-11).
 */
export function jobEntity(world: World, job: Job) {
  const { pipeline, person } = job;
  const now = world.clock();
  return {
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
    commit: commitEntity(pipeline.commit),
    pipeline: pipelineEntity(world, pipeline),
    ...(job.failureReason !== null && { failure_reason: job.failureReason }),
    web_url: `${projectUrl(world, pipeline.project)}/-/jobs/${job.id}`,
    project: { ci_job_token_scope_enabled: false },
    source: pipeline.source,
    ...artifactsPart(job, now),
    runner: runnerPart(job.runner),
    runner_manager: null,
    artifacts_expire_at: apiDate(job.artifactsExpireAt),
    archived: pipeline.isArchived,
    tag_list: job.tags.toSorted(),
  };
}

/** Past its end the archive is not shown by itself, though GitLab may still list its file. */
function artifactsPart(job: Job, now: number) {
  const archive = liveArchive(job, now);
  return {
    ...(archive && { artifacts_file: { filename: archive.filename, size: archive.sizeBytes } }),
    artifacts: job.files.map(({ type, sizeBytes, filename, format }) => ({
      file_type: type,
      size: sizeBytes,
      filename,
      file_format: format,
    })),
  };
}

function runnerPart(runner: Runner | null) {
  if (!runner) return null;
  return {
    id: runner.id,
    description: runner.description,
    ip_address: null,
    active: true,
    paused: false,
    is_shared: true,
    runner_type: "instance_type",
    name: null,
    online: true,
    status: "online",
  };
}

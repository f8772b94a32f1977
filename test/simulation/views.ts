import type { Job as TwinJob, Pipeline as TwinPipeline } from "../../infra/twin/state/graph.ts";
import { queuedSeconds } from "../../infra/twin/state/job.ts";
import type { JobEvent, PipelineEvent } from "../../lib/core/event.ts";
import { isEnded, type Job } from "../../lib/core/job.ts";
import type { Instant } from "../../lib/core/time.ts";

// The twin's jobs as `lib/gitlab` would hand them on: from the API, and from hooks.

/** A job of the API. */
export function jobSeen(job: TwinJob, now: Instant): Job {
  const { pipeline } = job;
  return {
    ...told(job, now),
    ref: pipeline.ref,
    tag: pipeline.tag,
    sha: pipeline.commit.sha,
    pipelineId: pipeline.id,
    pipelineStatus: pipeline.status,
    erasedAt: job.erasedAt,
    archived: pipeline.isArchived,
    artifacts:
      job.files.length === 0
        ? null
        : {
            files: job.files.map(({ type, sizeBytes }) => ({ type, sizeBytes })),
            expireAt: job.artifactsExpireAt,
          },
  };
}

/** What both ways tell. */
function told(job: TwinJob, now: Instant): Job {
  const since = sinceOf(job, now);
  return {
    id: job.id,
    name: job.name,
    status: job.status,
    stage: job.stage,
    failureReason: job.status === "failed" ? (job.failureReason ?? "unknown_failure") : null,
    ...(since !== undefined && { since }),
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    finishedAt: job.finishedAt,
    userId: job.person?.id ?? null,
    userName: job.person?.username ?? null,
  };
}

function sinceOf(job: TwinJob, now: Instant): Instant | undefined {
  if (job.status === "pending") {
    const queued = queuedSeconds(job, now);
    return queued === null ? undefined : now - Math.round(queued * 1000);
  }
  if (job.status === "running") return job.startedAt ?? undefined;
  return isEnded(job.status) ? (job.finishedAt ?? undefined) : undefined;
}

/** What a hook tells, but for who is told and when: GitLab makes it of what it knows at that moment. */
export type Told = Omit<JobEvent, "id" | "receivedAt"> | Omit<PipelineEvent, "id" | "receivedAt">;

export function jobHook(job: TwinJob, now: Instant, source: string): Told {
  const { pipeline } = job;
  const { id: pipelineId, status: pipelineStatus, ref, tag, commit } = pipeline;
  return {
    kind: "job",
    source,
    project: { id: pipeline.project.id, path: pipeline.project.path },
    job: {
      ...told(job, now),
      ...{ ref, tag, sha: commit.sha, pipelineId, pipelineStatus },
      retriesCount: pipeline.jobs.filter((run) => run.isRetried && run.name === job.name).length,
    },
    pipeline: { id: pipelineId, status: pipelineStatus, ref, tag, sha: commit.sha },
  };
}

export function pipelineHook(pipeline: TwinPipeline, now: Instant, source: string): Told {
  const { id, status, ref, tag, commit, project } = pipeline;
  const shared = { ref, tag, sha: commit.sha, pipelineId: id, pipelineStatus: status };
  return {
    kind: "pipeline",
    source,
    project: { id: project.id, path: project.path },
    pipeline: { id, status, ref, tag, sha: commit.sha, source: pipeline.source, createdAt: pipeline.createdAt },
    jobs: pipeline.jobs.filter(({ isRetried }) => !isRetried).map((job) => ({ ...told(job, now), ...shared })),
  };
}

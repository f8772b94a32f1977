import type { Pipeline } from "../state/graph.ts";
import { latestJobs, latestOfAll } from "../state/job.ts";
import type { JobStatus } from "../state/jobParts.ts";
import type { Person } from "../state/person.ts";
import type { World } from "../state/world.ts";
import { noteEffect } from "./act.ts";
import { cancelJobs } from "./cancelJobs.ts";
import { moveJob } from "./move.ts";
import { proceed } from "./proceed.ts";
import { conflict, type Refusal } from "./refusal.ts";
import { beginAgain, isRetryable } from "./rerun.ts";
import { may } from "./rights.ts";
import { throttlePipeline } from "./throttle.ts";
import { isCanceledWithPipeline, statsRefresh } from "./verbs.ts";

// Source: gitlabhq app/services/ci/retry_pipeline_service.rb, cancel_pipeline_service.rb (read 2026-11).

/** Whose wish it is, already allowed. */
interface PipelineWish {
  readonly pipeline: Pipeline;
  readonly person: Person;
}

const lost: readonly JobStatus[] = ["failed", "canceled", "canceling"];

/**
 * Runs again what failed or was canceled, as far as the person may, and lets run what was skipped. A manual job waits
 * for a person once more; a bridge is not run again.
 */
export function retryPipeline(world: World, wish: PipelineWish): Refusal | undefined {
  const refused = throttlePipeline(world, "pipelineRetry", wish);
  if (refused) return refused;
  const { pipeline, person } = wish;
  for (const old of latestJobs(pipeline)) {
    if (!lost.includes(old.status) || !isRetryable(old) || !may({ world, person }, "retry", old)) continue;
    const job = beginAgain(world, old, { person, startsAtOnce: false });
    noteEffect(world, { verb: "retry", project: pipeline.project, jobId: old.id, person }, { job });
  }
  for (const job of latestOfAll(pipeline).filter(({ status }) => status === "skipped")) {
    job.person = person;
    moveJob(world, job, "created");
  }
  proceed(world, pipeline);
  return undefined;
}

/** Cancels what can be canceled in it and in its child pipelines; a pipeline without such jobs stays as it is. */
export function cancelPipeline(world: World, wish: PipelineWish): Refusal | undefined {
  const refused = throttlePipeline(world, "pipelineCancel", wish);
  if (refused) return refused;
  const { pipeline, person } = wish;
  if (!latestOfAll(pipeline).some(isCanceledWithPipeline)) return undefined;
  for (const one of [pipeline, ...descendants(pipeline)])
    for (const job of cancelJobs(world, one))
      noteEffect(world, { verb: "cancel", project: one.project, jobId: job.id, person }, { job });
  return undefined;
}

/** Removes it with its jobs; what it began in child pipelines stays. Source: docs.gitlab.com/api/pipelines (read 2026-11). */
export function deletePipeline(world: World, { pipeline, person }: PipelineWish): Refusal | undefined {
  const { project } = pipeline;
  if (project.settings.isRefreshingStats) return conflict(statsRefresh);
  const at = world.clock();
  for (const { id: jobId } of [...pipeline.jobs, ...pipeline.bridges]) {
    world.jobs.delete(jobId);
    world.effects.push({ at, verb: "deletePipeline", projectId: project.id, jobId, user: person.username });
  }
  project.pipelines.splice(project.pipelines.indexOf(pipeline), 1);
  return undefined;
}

/** Its child pipelines and theirs; those of other projects go on. */
function descendants({ bridges }: Pipeline): Pipeline[] {
  const children = bridges.flatMap(({ downstream }) => (downstream?.source === "parent_pipeline" ? downstream : []));
  return children.flatMap((child) => [child, ...descendants(child)]);
}

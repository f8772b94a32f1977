import type { Job, Pipeline } from "../state/graph.ts";
import type { Person } from "../state/person.ts";
import type { Limits, World } from "../state/world.ts";
import { type Refusal, throttled } from "./refusal.ts";

/** Those of gitlab.com. Sources: gitlab-org/gitlab merge requests 256678, 254367, 255403, 259439 (read 2026-11). */
export const gitlabLimits: Limits = {
  retryPerMinute: 3,
  retryPerProjectAndMinute: 1250,
  playPerMinute: 3,
  playPerProjectAndMinute: 750,
  erasePerMinute: 5,
  erasePerProjectAndMinute: 400,
  cancelPerMinute: 5,
  pipelineRetryPerMinute: 5,
  pipelineRetryPerProjectAndMinute: 200,
  pipelineCancelPerMinute: 5,
  pipelineCancelPerProjectAndMinute: 120,
  jobListsPerMinute: 600,
  // docs.gitlab.com/user/gitlab_com, "Rate limits on GitLab.com" (read 2026-11)
  notesPerMinute: 60,
};

type OfJob = "retry" | "play" | "erase" | "cancel";
type OfPipeline = "pipelineRetry" | "pipelineCancel";

const minute = 60_000;

/**
 * Counts one more attempt, and refuses it where the world's settings say so. GitLab counts in its services: what the
 * API itself turned away before does not count, what the service refuses afterwards does.
 */
export function throttle(
  world: World,
  verb: OfJob,
  { job, person }: { job: Job; person: Person },
): Refusal | undefined {
  return countBoth(world, { verb, id: job.id, pipeline: job.pipeline, person });
}

/** As `throttle`, of what is done to a whole pipeline. */
export function throttlePipeline(
  world: World,
  verb: OfPipeline,
  { pipeline, person }: { pipeline: Pipeline; person: Person },
): Refusal | undefined {
  return countBoth(world, { verb, id: pipeline.id, pipeline, person });
}

interface Counted {
  readonly verb: OfJob | OfPipeline;
  readonly id: number;
  readonly pipeline: Pipeline;
  readonly person: Person;
}

/** What is too often for one job does not count for its project. Source: gitlabhq Ci::JobRateLimitable (read 2026-11). */
function countBoth(world: World, { verb, id, pipeline, person }: Counted): Refusal | undefined {
  const { limits } = world.settings;
  return (
    countOne(world, `${verb} of ${id} by ${person.id}`, limits[`${verb}PerMinute`]) ??
    countOne(world, `${verb} in ${pipeline.project.id} by ${person.id}`, limits[`${verb}PerProjectAndMinute`])
  );
}

/**
 * Counts one more; the count begins anew a minute after its first. Source: gitlabhq lib/gitlab/application_rate_limiter.rb
 * and its Labkit adapter, whose counters live as long as that (read 2026-11).
 *
 * @param most within one minute; missing or 0: no limit
 */
export function countOne({ attempts, clock }: World, of: string, most: number | undefined): Refusal | undefined {
  if (!most) return undefined;
  const now = clock();
  const known = attempts.get(of);
  const { since, count } = known && now < known.since + minute ? known : { since: now, count: 0 };
  attempts.set(of, { since, count: count + 1 });
  return count >= most ? throttled() : undefined;
}

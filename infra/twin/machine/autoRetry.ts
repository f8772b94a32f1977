import type { Job } from "../state/graph.ts";
import type { World } from "../state/world.ts";
import { isRetryable } from "./rerun.ts";
import { may } from "./rights.ts";

// Source: gitlabhq lib/gitlab/ci/build/auto_retry.rb and docs.gitlab.com/ci/yaml#retrywhen (read 2026-11).

/** What another run would not cure, whatever the job's `retry` says. */
const never: readonly string[] = [
  "ci_quota_exceeded",
  "no_matching_runner",
  "missing_dependency_failure",
  "forward_deployment_failure",
  "environment_creation_failure",
];

/** What `retry:when` may still call by the names that these had before they were told apart. */
const formerNames: Readonly<Record<string, string>> = {
  stuck_pending_with_matching_runners: "stuck_or_timeout_failure",
  stuck_pending_no_matching_runners: "stuck_or_timeout_failure",
  no_updates_running: "stuck_or_timeout_failure",
  no_updates_canceling: "stuck_or_timeout_failure",
  server_timeout_running: "job_execution_timeout",
  server_timeout_canceling: "job_execution_timeout",
};

const mostAfterSchedulerFailure = 2;

/** Whether GitLab itself runs a failed job again: its `retry` says so, that is not used up, and its person still may. */
export function isRetriedByGitlab(world: World, job: Job): boolean {
  const { person, pipeline, name, trigger } = job;
  if (trigger || pipeline.isArchived || !isRetryable(job)) return false;
  const retries = pipeline.jobs.filter((run) => run.isRetried && run.name === name).length;
  return retries < mostRetries(job) && (person === null || may({ world, person }, "retry", job));
}

function mostRetries({ failureReason, retry, exitCode }: Job): number {
  const reason = failureReason ?? "unknown_failure";
  if (never.includes(reason)) return 0;
  if (retry) {
    const { max, exitCodes, when = exitCodes ? [] : ["always"] } = retry;
    const names = ["always", reason, formerNames[reason]];
    if (names.some((word) => word !== undefined && when.includes(word))) return max;
    if (exitCode !== null && exitCodes?.includes(exitCode)) return max;
  }
  return reason === "scheduler_failure" ? mostAfterSchedulerFailure : 0;
}

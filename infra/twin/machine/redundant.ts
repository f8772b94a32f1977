import type { Job, Pipeline } from "../state/graph.ts";
import type { JobStatus } from "../state/jobParts.ts";
import type { World } from "../state/world.ts";
import { cancelJobs } from "./cancelJobs.ts";

// Source: docs.gitlab.com/ci/pipelines/settings, "Auto-cancel redundant pipelines", and gitlabhq
// app/services/ci/pipeline_creation/cancel_redundant_pipelines_service.rb (read 2026-11).

const weekMillis = 7 * 86_400_000;
const began: readonly JobStatus[] = ["running", "success", "failed"];

/** A new commit's pipeline cancels the older ones of its ref, as far as each lets it; children cancel nothing. */
export function cancelRedundant(world: World, newest: Pipeline): void {
  const { project, source } = newest;
  if (!project.settings.cancelsRedundant || source === "parent_pipeline") return;
  for (const old of project.pipelines.filter((one) => isRedundant(one, newest))) {
    if (old.autoCancel.onNewCommit === "interruptible") cancelJobs(world, old, ({ interruptible }) => interruptible);
    else if (!old.jobs.some(isUntouchable)) cancelJobs(world, old);
  }
}

function isRedundant(old: Pipeline, newest: Pipeline): boolean {
  return (
    old.id < newest.id &&
    old.ref === newest.ref &&
    old.tag === newest.tag &&
    old.commit.sha !== newest.commit.sha &&
    old.autoCancel.onNewCommit !== "none" &&
    old.createdAt >= newest.createdAt - weekMillis
  );
}

function isUntouchable({ status, interruptible }: Job): boolean {
  return !interruptible && began.includes(status);
}

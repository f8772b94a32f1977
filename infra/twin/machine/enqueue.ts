import type { Job, Project } from "../state/graph.ts";
import type { JobStatus } from "../state/jobParts.ts";
import type { World } from "../state/world.ts";
import { moveJob } from "./move.ts";

const holding: readonly JobStatus[] = ["preparing", "waiting_for_callback", "pending", "running", "canceling"];

/**
 * The job may go to a runner now: it waits for one, or first for the resource that another job holds.
 * Source: docs.gitlab.com/ci/resource_groups (read 2026-11).
 */
export function enqueue(world: World, job: Job): void {
  const { resourceGroup: key, pipeline } = job;
  const { project } = pipeline;
  if (key === null || (isUnordered(project, key) && !resourceHolder(project, key))) {
    enter(world, job);
  } else {
    moveJob(world, job, "waiting_for_resource");
    assignResource(world, project, key);
  }
}

/** Where its environment has to be made ready that comes first. */
function enter(world: World, job: Job): void {
  moveJob(world, job, job.isPrepared ? "preparing" : "pending");
}

/** Gives a resource that nobody holds to the next one, if that waits already, and says which it is. */
export function assignResource(world: World, project: Project, key: string): Job | undefined {
  const next = resourceHolder(project, key) ? undefined : resourceWaiters(project, key)[0];
  if (next?.status !== "waiting_for_resource") return undefined;
  enter(world, next);
  return next;
}

function isUnordered({ resourceGroups }: Project, key: string): boolean {
  return (resourceGroups.get(key)?.processMode ?? "unordered") === "unordered";
}

/** The job that others of the group wait for. */
export function resourceHolder(project: Project, key: string): Job | undefined {
  return jobsOfResource(project, key).find(({ status }) => holding.includes(status));
}

/**
 * Those that wait for the resource, in the order in which they get it; with `oldest_first` and `newest_first` also those
 * whose turn has not come yet. Source: gitlabhq app/models/ci/resource_group.rb (read 2026-11).
 */
export function resourceWaiters(project: Project, key: string): Job[] {
  const mode = project.resourceGroups.get(key)?.processMode ?? "unordered";
  const statuses = mode === "oldest_first" || mode === "newest_first" ? upcoming : upcoming.slice(0, 1);
  const waiting = jobsOfResource(project, key).filter(({ status }) => statuses.includes(status));
  if (mode === "unordered") return waiting;
  const sign = mode === "oldest_first" ? 1 : -1;
  return waiting.sort(
    (one, other) => sign * (one.pipeline.id - other.pipeline.id) || rankOf(one) - rankOf(other) || one.id - other.id,
  );
}

const upcoming: readonly JobStatus[] = ["waiting_for_resource", "created", "scheduled"];

function rankOf({ status }: Job): number {
  return status === "waiting_for_resource" ? 0 : 1;
}

function jobsOfResource({ pipelines }: Project, key: string): Job[] {
  return pipelines
    .flatMap(({ jobs, bridges }) => [...jobs, ...bridges])
    .filter(({ resourceGroup }) => resourceGroup === key)
    .sort((one, other) => one.id - other.id);
}

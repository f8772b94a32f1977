import type { Instant } from "../../../lib/core/time.ts";
import type { Job } from "./graph.ts";
import type { Ids } from "./ids.ts";
import type { Runner } from "./jobParts.ts";

export interface NewRunner {
  readonly description: string;
  /** Default: none. */
  readonly tags?: readonly string[];
  /** Ids of the projects that it works for. Default: all of them. */
  readonly projectIds?: readonly number[];
  /** Default: yes. */
  readonly runsUntagged?: boolean;
  /** Default: yes. */
  readonly isOnline?: boolean;
  /** Default: no. */
  readonly isPaused?: boolean;
}

export function makeRunner({ ids, now }: { readonly ids: Ids; readonly now: Instant }, added: NewRunner): Runner {
  return {
    id: ids.next("runner"),
    createdAt: now,
    tags: [],
    projectIds: [],
    runsUntagged: true,
    isOnline: true,
    isPaused: false,
    ...added,
  };
}

export function runnerType({ projectIds }: Runner): "instance_type" | "project_type" {
  return projectIds.length === 0 ? "instance_type" : "project_type";
}

/** Whether it works for that project at all. */
export function serves({ projectIds }: Runner, projectId: number): boolean {
  return projectIds.length === 0 || projectIds.includes(projectId);
}

/** Whether it would take a job with those tags now. */
export function takes({ tags, runsUntagged, isOnline, isPaused }: Runner, wanted: readonly string[]): boolean {
  if (!isOnline || isPaused) return false;
  return wanted.length === 0 ? runsUntagged : wanted.every((tag) => tags.includes(tag));
}

/** Waits for a runner, and none that is there would take it. Source: gitlabhq app/models/ci/build.rb, `stuck?` (read 2026-11). */
export function isStuck(runners: readonly Runner[], { status, tags, pipeline }: Job): boolean {
  if (status !== "pending") return false;
  return !runners.some((runner) => serves(runner, pipeline.project.id) && takes(runner, tags));
}

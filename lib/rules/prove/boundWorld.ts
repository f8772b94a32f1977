import type { Conditions } from "../conditions.ts";
import { overlap } from "../space/overlap.ts";
import { inBegunPipelines } from "./causes.ts";
import { exactNames, type Node } from "./node.ts";

/** What happens without Penstock: so much it has to do with. */
export interface BoundWorld {
  /** Pipelines that others begin, in all projects, without those that trigger jobs begin. */
  readonly pipelines: number;
  /** The names of the jobs of a pipeline, or how many there are; without trigger jobs. */
  readonly jobs: readonly string[] | number;
  /** The same of its trigger jobs. Default: none. */
  readonly triggerJobs?: readonly string[] | number;
  /** How many pipelines trigger jobs begin one below the other. Default: 1 where there are any. */
  readonly depth?: number;
  /** How often others (people, GitLab's own `retry:`) run a job of that name again in a pipeline, at most. Default: 0. */
  readonly runsByOthers?: number;
  readonly projects: number;
  /** How many commits there are in all projects that pipelines run for, those of trigger jobs too. */
  readonly commits: number;
  /** Hours of the clock that the time touches. */
  readonly hours: number;
  /** Days (UTC) that it touches. */
  readonly days: number;
}

export function countOf(names: readonly string[] | number): number {
  return typeof names === "number" ? names : names.length;
}

/** How many pipelines trigger jobs begin one below the other. */
export function depthOf({ triggerJobs = 0, depth = 1 }: BoundWorld): number {
  return countOf(triggerJobs) === 0 ? 0 : depth;
}

/** Jobs of a pipeline, as each level of pipelines has them: those of the last have no trigger jobs any more. */
export interface Kind {
  readonly names: readonly string[] | number;
  readonly isBridge: boolean;
}

/** What there is in a pipeline so deep below one that others began. */
export function kindsAt({ jobs, triggerJobs = 0, ...world }: BoundWorld, level: number): readonly Kind[] {
  const isLast = level >= depthOf({ jobs, triggerJobs, ...world });
  return [{ names: jobs, isBridge: false }, ...(isLast ? [] : [{ names: triggerJobs, isBridge: true }])];
}

/** How many job names of a pipeline on that level a rule may mean. */
export function meantAt(node: Node, level: number, { names, isBridge }: Kind): number {
  const place: Conditions = level === 0 ? { not: inBegunPipelines } : inBegunPipelines;
  const may = (when?: Conditions) =>
    overlap([node.region, { when: place }, { when: { bridge: isBridge } }, ...(when ? [{ when }] : [])]) !== "none";
  if (!may()) return 0;
  if (typeof names !== "number") return names.filter((name) => may({ name: [name] })).length;
  return Math.min(names, exactNames(node.region.when)?.length ?? names);
}

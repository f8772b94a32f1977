import type { Job, Pipeline, Project } from "./graph.ts";
import type { JobStatus } from "./jobParts.ts";
import type { PastKind } from "./past.ts";

// A project's pipelines and jobs: those that it holds together with those of its past, which are made on the way.

/** Which jobs of a project are wanted. */
export interface JobWish {
  readonly ref?: string;
  /** Only those with a lower id. */
  readonly before?: number;
  /** Empty or missing: all. */
  readonly statuses?: ReadonlySet<JobStatus>;
  /** So many of the first are left out; they are not even made. */
  readonly skip?: number;
}

/** Newest first; without bridges. */
export function* jobsOf(project: Project, { skip = 0, ...wish }: JobWish = {}): Generator<Job> {
  let left = skip;
  for (const { count, jobs } of blocksOf(project, wish)) {
    if (count > left) yield* jobs().slice(left);
    left = Math.max(0, left - count);
  }
}

/** Jobs that are made together, newest first; their number is known before. */
interface Block {
  readonly count: number;
  readonly jobs: () => Job[];
}

function* blocksOf(project: Project, wish: JobWish): Generator<Block> {
  const { past } = project;
  const held = heldJobs(project, wish);
  const { before = Number.POSITIVE_INFINITY, ...rest } = wish;
  let at = 0;
  for (const place of past?.places({ ...rest, beforeJob: before }) ?? []) {
    const firstId = past?.firstIdAt(place, "job") ?? 0;
    for (let next = held[at]; next && next.id > firstId; next = held[++at]) yield one(next);
    const wanted = (past?.statusesAt(place) ?? []).flatMap((status, slot) =>
      isWanted(wish, status) && firstId + slot < before ? slot : [],
    );
    if (past && wanted.length > 0)
      yield { count: wanted.length, jobs: () => picked(past.pipelineAt(place).jobs, wanted) };
  }
  yield* held.slice(at).map(one);
}

function heldJobs({ pipelines }: Project, wish: JobWish): Job[] {
  const { ref, before = Number.POSITIVE_INFINITY } = wish;
  return pipelines
    .filter((pipeline) => ref === undefined || pipeline.ref === ref)
    .flatMap(({ jobs }) => jobs)
    .filter(({ id, status }) => id < before && isWanted(wish, status))
    .sort((one, other) => other.id - one.id);
}

function isWanted({ statuses }: JobWish, status: JobStatus): boolean {
  return !statuses?.size || statuses.has(status);
}

function one(job: Job): Block {
  return { count: 1, jobs: () => [job] };
}

function picked(jobs: readonly Job[], slots: readonly number[]): Job[] {
  return slots.toReversed().flatMap((slot) => jobs[slot] ?? []);
}

/** Newest first, of one ref where it is named. @param skip so many of the first are left out, and not even made */
export function* pipelinesOf({ pipelines, past }: Project, ref?: string, skip = 0): Generator<Pipeline> {
  const held = pipelines.filter((pipeline) => ref === undefined || pipeline.ref === ref).reverse();
  let at = 0;
  let left = skip;
  for (const place of past?.places(ref === undefined ? {} : { ref }) ?? []) {
    const id = past?.firstIdAt(place, "pipeline") ?? 0;
    for (let next = held[at]; next && next.id > id; next = held[++at]) if (--left < 0) yield next;
    if (past && --left < 0) yield past.pipelineAt(place);
  }
  yield* held.slice(at + Math.max(0, left));
}

export function countPipelines({ pipelines, past }: Project): number {
  return pipelines.length + (past ? past.pipelines - past.touched.size : 0);
}

/** A pipeline that is only looked at. */
export function findPipeline(project: Project, id: number): Pipeline | undefined {
  return project.pipelines.find((pipeline) => pipeline.id === id) ?? searchPast(project, "pipeline", id);
}

/** The pipeline of its past, not held yet, that has the id, or may have a job or a file with it. */
export function searchPast({ past }: Project, kind: PastKind, id: number): Pipeline | undefined {
  const place = past?.placeOf(kind, id);
  return past && place !== undefined && !past.touched.has(place) ? past.pipelineAt(place) : undefined;
}

/** The number within the project that its next pipeline has. */
export function nextIid({ pipelines, past }: Project): number {
  return Math.max(pipelines.at(-1)?.iid ?? 0, past?.pipelines ?? 0) + 1;
}

/** Whether its artifacts are worth keeping as the newest of its ref. */
export function isGood(status: JobStatus): boolean {
  return status === "success" || status === "manual";
}

import type { Instant } from "../../../lib/core/time.ts";
import type { Ids } from "../state/ids.ts";
import type { PastKind } from "../state/past.ts";
import { between, hash } from "./hash.ts";
import { period, runsOf, runsPerPeriod, shapeAt } from "./shapes.ts";

// Where everything of a crowd stands, by arithmetic both ways. Its pipelines are numbered in the order of their birth:
// those of one place in all projects, then those of the next place. So ids and times rise together, as in GitLab.

const slotsPerPipeline = 16;
const filesPerJob = 4;
const spanMillis = 90 * 86_400_000;
/** The newest pipelines of all projects began in this time, the others before: nothing else is still under way. */
const newestMillis = 2 * 3_600_000;

/** What the projects of a crowd have in common. */
export interface Layout {
  readonly seed: number;
  readonly projects: number;
  /** In each project. */
  readonly jobs: number;
  /** In each project, as places: 0 is the oldest. */
  readonly pipelines: number;
  /** How many runs the oldest pipeline has, so that it comes out even. */
  readonly oldestRuns: number;
  /** When it was made; nothing in it is younger. */
  readonly until: Instant;
  readonly firstIds: Readonly<Record<PastKind, number>>;
}

interface Size {
  readonly seed: number;
  readonly projects: number;
  readonly jobsPerProject: number;
}

export function layOut({ seed, projects, jobsPerProject }: Size, { ids, now }: { ids: Ids; now: Instant }): Layout {
  let pipelines = Math.floor(jobsPerProject / runsPerPeriod) * period.length;
  let left = jobsPerProject % runsPerPeriod;
  let oldestRuns = runsOf(shapeAt(pipelines - 1));
  for (; left > 0; pipelines++) {
    oldestRuns = Math.min(left, runsOf(shapeAt(pipelines)));
    left -= oldestRuns;
  }
  const all = projects * pipelines;
  const firstIds = {
    pipeline: ids.reserve("pipeline", all),
    job: ids.reserve("job", all * slotsPerPipeline),
    artifact: ids.reserve("artifact", all * slotsPerPipeline * filesPerJob),
  };
  return { seed, projects, jobs: jobsPerProject, pipelines, oldestRuns, until: now, firstIds };
}

const idsPerPipeline: Readonly<Record<PastKind, number>> = {
  pipeline: 1,
  job: slotsPerPipeline,
  artifact: slotsPerPipeline * filesPerJob,
};

/** A pipeline of a crowd: its project, and its place there. */
export interface Spot {
  readonly index: number;
  readonly place: number;
}

/** The id of a pipeline, or the first of its jobs' or files' ids. */
export function firstIdAt({ firstIds, projects }: Layout, kind: PastKind, { index, place }: Spot): number {
  return firstIds[kind] + (place * projects + index) * idsPerPipeline[kind];
}

/** The pipeline that an id is of; what else has that id, or nothing, is not asked. */
export function spotOf({ firstIds, projects, pipelines }: Layout, kind: PastKind, id: number): Spot | undefined {
  const ordinal = Math.floor((id - firstIds[kind]) / idsPerPipeline[kind]);
  if (ordinal < 0 || ordinal >= projects * pipelines) return undefined;
  return { index: ordinal % projects, place: Math.floor(ordinal / projects) };
}

/** @param slot the job's number in its pipeline, @param file the file's number in its job */
export function fileIdAt(layout: Layout, spot: Spot, { slot, file }: { slot: number; file: number }): number {
  return firstIdAt(layout, "artifact", spot) + slot * filesPerJob + file;
}

/** When the pipeline began; spread over the last 90 days, the newest of each project over the last two hours. */
export function bornAt({ seed, projects, pipelines, until }: Layout, { index, place }: Spot): Instant {
  const share = between(hash(seed, index, place), 0, 1000) / 1000;
  const newestFrom = until - newestMillis;
  if (place === pipelines - 1) return Math.floor(newestFrom + ((index + share) / projects) * newestMillis);
  const older = (pipelines - 1) * projects;
  const oldestFrom = until - spanMillis;
  return Math.floor(oldestFrom + ((place * projects + index + share) / older) * (newestFrom - oldestFrom));
}

export function ageOf({ pipelines }: Layout, place: number): number {
  return pipelines - 1 - place;
}

import { leaves, sizesOf } from "../../../lib/core/throttleSizes.ts";
import type { Instant } from "../../../lib/core/time.ts";
import type { DoneDelete } from "./counted.ts";

// What a sweep cannot be faster than, whoever wrote it: the largest of what each limit alone allows.

/** One limit: so long it takes if nothing else bounded it. */
export interface Bound {
  readonly name: string;
  readonly seconds: number;
}

export interface Walk {
  readonly projects: number;
  readonly jobsPerProject: number;
  readonly perMinute: number;
  readonly latencyMillis: number;
  /** Requests that each project needs beside its pages. */
  readonly besides: number;
}

const jobsOnPage = 100;
const projectsOnPage = 100;
/** GitLab.com's, of one user. */
const apiPerMinute = 2_000;
const jobListsPerMinute = 600;
const minute = 60;

/** What a walk through all projects must ask at the least: their list, each job's page once, and what each project needs beside. */
export function needed({ projects, jobsPerProject, besides }: Walk): {
  readonly pages: number;
  readonly requests: number;
} {
  const pages = projects * Math.ceil(jobsPerProject / jobsOnPage);
  return { pages, requests: pages + projects * besides + Math.ceil(projects / projectsOnPage) };
}

/** The bounds of a walk; the budget is full when it begins, and what the sweep's lane may take of that is free. */
export function walkBounds(walk: Walk): Bound[] {
  const { pages, requests } = needed(walk);
  return [
    ourBudget(requests, walk.perMinute),
    { name: "GitLab: 2,000 requests a minute", seconds: (requests / apiPerMinute) * minute },
    { name: "GitLab: 600 lists of jobs a minute", seconds: (pages / jobListsPerMinute) * minute },
    {
      name: "a project's pages, one after the other",
      seconds: ((Math.ceil(walk.jobsPerProject / jobsOnPage) + 1) * walk.latencyMillis) / 1000,
    },
  ];
}

function ourBudget(requests: number, perMinute: number): Bound {
  const { perSecond, caps, room } = sizesOf(perMinute);
  const full = caps.sweep + room * (1 - leaves.sweep);
  return { name: `ours: ${perSecond.toFixed(2)} requests a second`, seconds: Math.max(0, requests - full) / perSecond };
}

/** Limits of a rule that deletes. */
export interface DeleteLimits {
  readonly perProjectPerHour: number;
  readonly percentPerDay: number;
  /** Jobs with artifacts in each project, as the last sweep counted them. */
  readonly withArtifacts: ReadonlyMap<number, number>;
  readonly perMinute: number;
}

const hour = 3_600_000;
const day = 24 * hour;
/** A batch of deletes at the least: a page of its jobs, its refs, what is protected, and the delete itself. */
const requestsPerBatch = 4;
const mostTogether = 100;

/** The bounds of deletes, from the moment on when the first one's quarantine is over. */
export function deleteBounds(deletes: readonly DoneDelete[], limits: DeleteLimits): Bound[] {
  const byProject = Map.groupBy(deletes, ({ project }) => project);
  const begins = deletes.reduce((first, { due }) => Math.min(first, due), Number.POSITIVE_INFINITY);
  let last = begins;
  let batches = 0;
  for (const [project, mine] of byProject) {
    const share = Math.max(1, Math.floor(((limits.withArtifacts.get(project) ?? 0) * limits.percentPerDay) / 100));
    const dues = mine.map(({ due }) => due).toSorted((one, other) => one - other);
    last = Math.max(last, finish(dues, { hour: limits.perProjectPerHour, day: share }));
    batches += Math.ceil(mine.length / Math.min(limits.perProjectPerHour, mostTogether));
  }
  return [
    ourBudget(batches * requestsPerBatch, limits.perMinute),
    {
      name: `ours: ${limits.perProjectPerHour} an hour and project, ${limits.percentPerDay} percent a day`,
      seconds: deletes.length === 0 ? 0 : (last - begins) / 1000,
    },
  ];
}

/** When the last of them can go at the earliest, if each goes as soon as it may. */
function finish(dues: readonly Instant[], most: { readonly hour: number; readonly day: number }): Instant {
  let at = 0;
  const counts = { hour: 0, day: 0 };
  for (const due of dues) {
    at = moved(counts, at, Math.max(at, due));
    if (counts.day >= most.day) at = moved(counts, at, at - (at % day) + day);
    if (counts.hour >= most.hour) at = moved(counts, at, at - (at % hour) + hour);
    counts.hour++;
    counts.day++;
  }
  return at;
}

function moved(counts: { hour: number; day: number }, from: Instant, to: Instant): Instant {
  if (Math.floor(to / hour) > Math.floor(from / hour)) counts.hour = 0;
  if (Math.floor(to / day) > Math.floor(from / day)) counts.day = 0;
  return to;
}

import { shares, sizesOf } from "./throttleSizes.ts";

/** What a round of the patrol has to do, and with what. */
export interface PatrolSize {
  readonly projects: number;
  /** How many of them something happens in during a round; default: all. */
  readonly changedPerRound?: number;
  /** Requests that all lists of a project take, on average: one for each list of 100 jobs, one for each pipeline with trigger jobs. */
  readonly listsPerProject: number;
  /** The token's whole budget. */
  readonly requestsPerMinute: number;
  /** How often a run begins. */
  readonly intervalSeconds: number;
}

export interface PatrolBound {
  /** Whatever no hook told is found within this. */
  readonly seconds: number;
  /** What it is made of, for people. */
  readonly words: string;
  /** Of one round. */
  readonly requests: number;
  /** What the patrol may send each minute, whatever the other lanes do. */
  readonly perMinute: number;
  /** The same while nobody else wants anything of the budget. */
  readonly aloneSeconds: number;
}

/** How often AWS sets the patrol going. */
export const patrolIntervalSeconds = 600;
/** Of each interval a run leaves so much: its last request must have its time, and the hooks that lead here are looked after. */
const restSeconds = 80;
/** For answers that come slowly, and clocks that differ. */
const slackSeconds = 60;
/** However little happens, all lists of a project are read this often. */
export const fullListingSeconds = 3_600;
/** Where visits are further apart, all lists are read at each: what would tell that nothing changed costs more than it saves. */
export const slowSeconds = 1_800;
/**
 * Half of the lists of jobs that GitLab allows one user; sweeps may have the other half.
 * Source: docs.gitlab.com/administration/settings, project_jobs_api_rate_limit: 600 (read 2026-11).
 */
export const mostListsPerMinute = 300;
const projectsOnPage = 100;

/**
 * Within how long the patrol finds what no hook told, with nothing but its own share of the budget.
 *
 * The bound = the interval + requests of a round / requests a minute x interval / (interval - 80 s) + 1 min. A round asks for
 * the projects, 100 a page, and in each project what may have changed (1), and all lists of those in which something did.
 * Where a project has one list of one page, that list is asked for at once.
 */
export function patrolBound(size: PatrolSize): PatrolBound {
  const { projects, intervalSeconds, requestsPerMinute } = size;
  const all = sizesOf(requestsPerMinute).perSecond * 60;
  const perMinute = Math.min(mostListsPerMinute, all * shares.patrol);
  const { requests, seconds } = boundAt(size, perMinute);
  const aloneSeconds = boundAt(size, Math.min(mostListsPerMinute, all)).seconds;
  const [rate, pages] = [Math.round(perMinute * 10) / 10, Math.ceil(projects / projectsOnPage)];
  const words =
    `${minutes(intervalSeconds)} min until the next run + ${grouped(requests)} requests (${pages} for the list of ` +
    `${grouped(projects)} projects, ${grouped(requests - pages)} in them) at ${rate} a minute + 1 min; ` +
    `${minutes(aloneSeconds)} min while nobody else uses the budget`;
  return { seconds, words, requests, perMinute, aloneSeconds };
}

function boundAt(size: PatrolSize, perMinute: number): { requests: number; seconds: number } {
  const { intervalSeconds } = size;
  const requests = requestsOf(size, perMinute);
  const round = roundSeconds(requests, perMinute, intervalSeconds);
  return { requests, seconds: Math.ceil(intervalSeconds + round + slackSeconds) };
}

function roundSeconds(requests: number, perMinute: number, intervalSeconds: number): number {
  const part = Math.max(0.1, 1 - restSeconds / intervalSeconds);
  return (requests * 60) / perMinute / part;
}

/** The longer a round takes, the more of it are lists that are read because an hour is over. */
function requestsOf(size: PatrolSize, perMinute: number): number {
  const { projects, listsPerProject: lists, intervalSeconds } = size;
  const pages = Math.ceil(projects / projectsOnPage);
  const changed = Math.min(projects, Math.max(0, size.changedPerRound ?? projects));
  const all = Math.ceil(pages + projects * Math.max(1, lists));
  if (lists <= 1 || roundSeconds(all, perMinute, intervalSeconds) >= slowSeconds) return all;
  let listed = changed;
  for (let tries = 0; tries < 50; tries++) {
    const requests = pages + projects + listed * lists;
    const seconds = Math.max(intervalSeconds, roundSeconds(requests, perMinute, intervalSeconds));
    listed = Math.min(projects, changed + (projects * seconds) / fullListingSeconds);
  }
  return Math.ceil(pages + projects + listed * lists);
}

function minutes(seconds: number): number {
  return Math.round(seconds / 6) / 10;
}

function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

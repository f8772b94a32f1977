import type { Job } from "./job.ts";
import { type Amount, amountOf, clampedSizes, filesOf, nothing, sumOf } from "./tally/amount.ts";
import {
  type AgeBand,
  ageBandOf,
  ageBands,
  type ExpiryBand,
  expiryBandOf,
  expiryBands,
  type RefKind,
  refKindOf,
  refKinds,
} from "./tally/bands.ts";
import { type Forecasts, type Foreseer, forecastsOf, mergeForecasts } from "./tally/forecast.ts";
import { type Leaks, leaksOf, mergeLeaks, noLeaks } from "./tally/leaks.ts";
import { mergeNames, type Names, noNames } from "./tally/names.ts";
import type { Instant } from "./time.ts";

/**
 * What a project's jobs left behind, as far as they are counted. It holds the same whatever the order in which jobs were
 * told, and however they were put into pages; in bounded room, and exact to the byte: each split sums up to `total`.
 */
export interface Tally {
  /** All that were told. */
  readonly jobs: number;
  /** Jobs with anything beside their log. */
  readonly withArtifacts: number;
  /** Jobs of which nobody told what they left. */
  readonly untold: number;
  /** Sizes that were no whole number below 2^53, and were taken for the next that is. */
  readonly clamped: number;
  readonly total: Amount;
  readonly names: Names;
  readonly types: Names;
  readonly refs: Readonly<Record<RefKind, Amount>>;
  readonly ages: Readonly<Record<AgeBand, Amount>>;
  readonly expiries: Readonly<Record<ExpiryBand, Amount>>;
  /** By rule; of a tally without jobs missing. */
  readonly rules?: Forecasts;
  readonly leaks: Leaks;
}

/** How jobs are judged. */
export interface Judging {
  /** The same for all jobs of a count, however long it takes. */
  readonly now: Instant;
  /** The rules that delete. */
  readonly rules: readonly Foreseer[];
  /** Whether a branch is protected, where that is known. */
  readonly isProtected?: (branch: string) => boolean;
}

const mostNameBytes = 110_000;
const mostTypeBytes = 6_000;

export function newTally(): Tally {
  return {
    ...{ jobs: 0, withArtifacts: 0, untold: 0, clamped: 0, total: nothing },
    ...{ names: noNames, types: noNames, leaks: noLeaks },
    refs: bandsWith(refKinds, () => nothing),
    ages: bandsWith(ageBands, () => nothing),
    expiries: bandsWith(expiryBands, () => nothing),
  };
}

/** A tally with some more jobs in it. Each job is to be added once. */
export function addJobs(tally: Tally, jobs: readonly Job[], judging: Judging): Tally {
  const page = mergeTallies(jobs.map((job) => tallyOf(job, judging)));
  return jobs.length === 0 ? tally : mergeTallies([tally, page]);
}

function tallyOf(job: Job, { now, rules, isProtected }: Judging): Tally {
  const { artifacts, logs } = filesOf(job);
  const [all, beside, log] = [amountOf([...artifacts, ...logs]), amountOf(artifacts), amountOf(logs)];
  const forecasts = forecastsOf(job, rules, now);
  const expiry = expiryBandOf(job.artifacts?.expireAt, now);
  const ofType = (type: string) => amountOf([...artifacts, ...logs].filter((file) => file.type === type));
  const types = new Set([...artifacts, ...logs].map(({ type }) => type));
  const only = <B extends string>(bands: readonly B[], band: B) =>
    bandsWith(bands, (one) => (one === band ? all : nothing));
  return {
    jobs: 1,
    withArtifacts: beside.jobs,
    untold: job.artifacts === undefined ? 1 : 0,
    clamped: clampedSizes(job.artifacts?.files ?? []),
    total: all,
    names: { level: 0, rows: new Map(all.jobs > 0 ? [[job.name, all]] : []) },
    types: { level: 0, rows: new Map([...types].map((type) => [type, ofType(type)])) },
    refs: only(refKinds, refKindOf(job, isProtected)),
    ages: only(ageBands, ageBandOf(job, now)),
    expiries: { ...only(expiryBands, "log"), log, [expiry]: beside },
    rules: forecasts,
    leaks: leaksOf(job, { now, forecasts }),
  };
}

/** Tallies of different jobs of one project as one. */
export function mergeTallies(tallies: readonly Tally[]): Tally {
  const count = (of: (tally: Tally) => number) => tallies.reduce((all, tally) => all + of(tally), 0);
  const bands = <B extends string>(names: readonly B[], of: (tally: Tally) => Readonly<Record<B, Amount>>) =>
    bandsWith(names, (band) => sumOf(tallies.map((tally) => of(tally)[band])));
  const rules = tallies.flatMap((tally) => tally.rules ?? []);
  return {
    jobs: count(({ jobs }) => jobs),
    withArtifacts: count(({ withArtifacts }) => withArtifacts),
    untold: count(({ untold }) => untold),
    clamped: count(({ clamped }) => clamped),
    total: sumOf(tallies.map(({ total }) => total)),
    names: mergeNames(
      tallies.map(({ names }) => names),
      mostNameBytes,
    ),
    types: mergeNames(
      tallies.map(({ types }) => types),
      mostTypeBytes,
    ),
    refs: bands(refKinds, ({ refs }) => refs),
    ages: bands(ageBands, ({ ages }) => ages),
    expiries: bands(expiryBands, ({ expiries }) => expiries),
    ...(rules.length > 0 && { rules: rules.reduce(mergeForecasts) }),
    leaks: mergeLeaks(tallies.map(({ leaks }) => leaks)),
  };
}

function bandsWith<B extends string>(bands: readonly B[], amountIn: (band: B) => Amount): Readonly<Record<B, Amount>> {
  return Object.fromEntries(bands.map((band) => [band, amountIn(band)])) as Record<B, Amount>;
}

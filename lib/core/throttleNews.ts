import { added, brokenBy, judged, type Results, type Verdict } from "./throttleBreaker.ts";
import { tighter, withLeft, withRefusal, withWindow } from "./throttleHeard.ts";
import { type Lane, perLane } from "./throttleSizes.ts";
import type { RateWindow, ThrottleState } from "./throttleState.ts";
import type { Instant } from "./time.ts";

/** What a process heard of GitLab that the others do not know yet. */
export interface News {
  readonly results?: readonly Results[];
  /** GitLab asked for patience until then. */
  readonly patientUntil?: Instant;
  readonly window?: RateWindow;
  readonly verdict?: Verdict;
  readonly unused?: Unused;
}

/** What was taken and not used, by lane: others may have it, who take it before `until`. */
export interface Unused {
  readonly until: Instant;
  readonly lanes: Partial<Readonly<Record<Lane, number>>>;
}

/** The budget once all know it: the same object where nothing changes. */
export function withNews(state: ThrottleState, news: News, now: Instant): ThrottleState {
  const { results = [], patientUntil, window, verdict, unused } = news;
  const given = unused && now < unused.until ? withUnused(state, unused) : state;
  const judged = verdict ? settled(given, verdict, now) : given;
  const counted = withResults(judged, results, now);
  const refused = patientUntil === undefined ? counted : withRefusal(counted, patientUntil, now);
  return window ? withWindow(refused, window, now) : refused;
}

/** What a lane cannot hold is cut off when the budget is filled in next. GitLab has not counted it either. */
function withUnused(state: ThrottleState, { lanes }: Unused): ThrottleState {
  const { left, window } = state;
  const sum = Object.values(lanes).reduce((all, count) => all + count, 0);
  return {
    ...state,
    left: perLane((lane) => left[lane] + (lanes[lane] ?? 0)),
    ...(window && { window: withLeft(window, window.remaining + sum) }),
  };
}

/** The state after more results. While GitLab is not asked only a probe's result counts. */
function withResults(state: ThrottleState, more: readonly Results[], now: Instant): ThrottleState {
  if (state.broken || more.length === 0) return state;
  const { results: before = [], ...others } = state;
  const results = added(before, more, now);
  const broken = brokenBy(results, now);
  return broken ? { ...others, broken } : { ...others, results };
}

/** The state after a probe. */
function settled(state: ThrottleState, verdict: Verdict, now: Instant): ThrottleState {
  const { broken: before, ...others } = state;
  if (!before) return state;
  const broken = judged(before, verdict, now);
  if (broken === before) return state;
  return broken ? { ...others, broken } : others;
}

/** Older and newer news as one. */
export function together(older: News, newer: News, now: Instant): News {
  const results = added(older.results ?? [], newer.results ?? [], now);
  const patientUntil = Math.max(older.patientUntil ?? 0, newer.patientUntil ?? 0);
  const window = newer.window ? tighter(older.window, newer.window, now) : older.window;
  const verdict = newer.verdict ?? older.verdict;
  const unused = summed(inTime(older.unused, now), inTime(newer.unused, now));
  return {
    ...(results.length > 0 && { results }),
    ...(patientUntil > 0 && { patientUntil }),
    ...(window && { window }),
    ...(verdict && { verdict }),
    ...(unused && { unused }),
  };
}

function summed(one: Unused | undefined, other: Unused | undefined): Unused | undefined {
  if (!one || !other) return one ?? other;
  const lanes = perLane((lane) => (one.lanes[lane] ?? 0) + (other.lanes[lane] ?? 0));
  return { until: Math.min(one.until, other.until), lanes };
}

function inTime(unused: Unused | undefined, now: Instant): Unused | undefined {
  return unused && now < unused.until ? unused : undefined;
}

/** Without what must not count twice. */
export function uncounted({ results: _, unused: __, ...news }: News): News {
  return news;
}

import type { Job } from "../job.ts";
import type { Instant } from "../time.ts";
import { amountOf, nothing, takenFrom } from "./amount.ts";
import { addFreed, type Freed, type Newest, noFreed, type RefState } from "./refState.ts";

/** Who knows what a delete rule would free. */
export interface Foreseer {
  /** Its id. */
  readonly rule: string;
  /** Another one for each change of the rule. */
  readonly fingerprint: string;
  /** The files of a job that would go at a moment, by what a list tells; `isOpen`: only a look could tell for certain. */
  wouldGo(
    job: Job,
    at: Instant,
  ): { readonly files: readonly { readonly type: string; readonly sizeBytes: number }[]; readonly isOpen?: boolean };
}

/** What a rule would free at the moment of a count, and within 30 days more, of the jobs that are there. */
interface Forecast extends Freed {
  readonly fingerprint: string;
  /** It may be less: of some only a look can tell. */
  readonly isAtMost?: true;
  /** It was changed, added or removed while the project was counted: what it would free is not known. */
  readonly isChanged?: true;
}

export type Forecasts = ReadonlyMap<string, Forecast>;

const monthMillis = 30 * 86_400_000;

export function forecastsOf(job: Job, foreseers: readonly Foreseer[], now: Instant): Forecasts {
  return new Map(
    foreseers.map((foreseer) => {
      const { rule, fingerprint } = foreseer;
      const soon = foreseer.wouldGo(job, now);
      const found = soon.files.length > 0 ? soon : foreseer.wouldGo(job, now + monthMillis);
      const amount = amountOf(found.files);
      const freed = found === soon ? { now: amount, month: nothing } : { now: nothing, month: amount };
      return [rule, { fingerprint, ...freed, ...(found.isOpen && amount.jobs > 0 && { isAtMost: true }) }];
    }),
  );
}

/** Both together. A rule that only one of them knows was not there all the time. */
export function mergeForecasts(one: Forecasts, other: Forecasts): Forecasts {
  const merged = new Map<string, Forecast>();
  for (const rule of new Set([...one.keys(), ...other.keys()])) {
    const [left, right] = [one.get(rule), other.get(rule)];
    const isSame = left?.fingerprint === right?.fingerprint && !left?.isChanged && !right?.isChanged;
    if (left && right && isSame) merged.set(rule, together(left, right));
    else merged.set(rule, { ...changed, fingerprint: firstPrint(left, right) });
  }
  return merged;
}

const changed = { now: nothing, month: nothing, isChanged: true } as const;

function together(left: Forecast, right: Forecast): Forecast {
  const isAtMost = left.isAtMost || right.isAtMost;
  return { fingerprint: left.fingerprint, ...addFreed(left, right), ...(isAtMost && { isAtMost }) };
}

/** Which of two does not matter, but that it is the same whichever comes first. */
function firstPrint(left: Forecast | undefined, right: Forecast | undefined): string {
  const prints = [left, right].flatMap((one) => (one ? [one.fingerprint] : []));
  return prints.toSorted()[0] ?? "";
}

/** A forecast when all jobs are known. */
export interface Foreseen extends Omit<Forecast, "fingerprint"> {
  readonly rule: string;
  /** What would go beside that, but for being of the newest pipeline of its ref, or of its newest success: it goes where the branch is gone. */
  readonly newest: Freed;
}

/** @param isAll whether all refs are known; of others it is not known what is their newest */
export function foreseen(forecasts: Forecasts, refs: Iterable<RefState>, isAll: boolean): readonly Foreseen[] {
  const spared = new Map<string, Freed>();
  const spare = ({ freed }: Newest) => {
    for (const [rule, more] of freed) spared.set(rule, addFreed(spared.get(rule) ?? noFreed, more));
  };
  for (const { success, newest } of refs) {
    spare(newest);
    if (success.pipeline !== newest.pipeline) spare(success);
  }
  return [...forecasts].map(([rule, forecast]) => {
    const newest = spared.get(rule) ?? noFreed;
    const { fingerprint: _, isAtMost, isChanged } = forecast;
    if (isChanged) return { rule, ...changed, newest: noFreed };
    const [now, month] = [takenFrom(forecast.now, newest.now), takenFrom(forecast.month, newest.month)];
    const isOpen = (isAtMost || !isAll) && isAny({ now, month });
    return { rule, now, month, newest, ...(isOpen && { isAtMost: true }) };
  });
}

/** Whether it would free anything. */
export function isAny({ now, month }: Freed): boolean {
  return now.jobs + month.jobs > 0;
}

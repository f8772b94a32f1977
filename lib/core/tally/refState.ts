import { type Amount, nothing, sum, sumOf } from "./amount.ts";
import { jsonBytes } from "./jsonBytes.ts";

/** What a rule would free, now and within 30 days more. */
export interface Freed {
  readonly now: Amount;
  readonly month: Amount;
}

/** A ref's newest pipeline, all in all or of those that succeeded, and what rules would free of it, by rule. */
export interface Newest {
  /** 0: none was seen. */
  readonly pipeline: number;
  readonly freed: ReadonlyMap<string, Freed>;
}

/** What of a ref's artifacts turns out only when its newest pipelines are known: nothing is deleted of those. */
export interface RefState {
  readonly success: Newest;
  readonly newest: Newest;
  /** What leaked of the newest pipelines that did, newest first. */
  readonly leaks: readonly (readonly [pipeline: number, amount: Amount])[];
  /** What leaked of all pipelines before them, and the newest of those. */
  readonly older?: { readonly newest: number; readonly amount: Amount };
}

/** GitLab keeps the newest success of a ref and what came after it: rarely more pipelines than these. */
const mostPipelines = 4;
export const noFreed: Freed = { now: nothing, month: nothing };

export function mergeRefStates(one: RefState, other: RefState): RefState {
  const success = mergeNewest(one.success, other.success);
  const newest = mergeNewest(one.newest, other.newest);
  const all = new Map(one.leaks);
  for (const [pipeline, amount] of other.leaks) all.set(pipeline, sum(all.get(pipeline) ?? nothing, amount));
  const sorted = [...all].toSorted(([left], [right]) => right - left);
  const [leaks, rest] = [sorted.slice(0, mostPipelines), sorted.slice(mostPipelines)];
  const olderNewest = Math.max(one.older?.newest ?? 0, other.older?.newest ?? 0, rest[0]?.[0] ?? 0);
  if (olderNewest === 0) return { success, newest, leaks };
  const before = [one.older?.amount ?? nothing, other.older?.amount ?? nothing];
  const amount = sumOf([...before, ...rest.map(([, leaked]) => leaked)]);
  return { success, newest, leaks, older: { newest: olderNewest, amount } };
}

/** What is of an older pipeline does not count; its rules stay with nothing, so that a ref never takes less room. */
function mergeNewest(one: Newest, other: Newest): Newest {
  const pipeline = Math.max(one.pipeline, other.pipeline);
  if (one.freed.size + other.freed.size === 0) return { pipeline, freed: one.freed };
  const freed = new Map<string, Freed>();
  for (const newest of [one, other])
    for (const [rule, more] of newest.freed) {
      const known = freed.get(rule) ?? noFreed;
      freed.set(rule, newest.pipeline === pipeline ? addFreed(known, more) : known);
    }
  return { pipeline, freed };
}

export function addFreed(one: Freed, other: Freed): Freed {
  return { now: sum(one.now, other.now), month: sum(one.month, other.month) };
}

/** How much room it takes at most; it never takes less when more of the ref is told. */
export function refBytes(ref: string, { success, newest, leaks, older }: RefState): number {
  return jsonBytes(ref) + 60 + ruleBytes(success) + ruleBytes(newest) + leaks.length * 72 + (older ? 76 : 0);
}

function ruleBytes({ freed }: Newest): number {
  let bytes = 0;
  for (const rule of freed.keys()) bytes += jsonBytes(rule) + 110;
  return bytes;
}

export function leakedIn({ leaks, older }: RefState): Amount {
  return sum(sumOf(leaks.map(([, amount]) => amount)), older?.amount ?? nothing);
}

/** `newest`: of the newest success of its ref, or later; `lag`: before it; `unknown`: cannot be told any more. */
export type RefCause = "newest" | "lag" | "unknown";

/** Why a pipeline of a ref leaked. A ref on which none succeeded has nothing newer: GitLab keeps it all. */
export function causeIn({ success }: RefState, pipeline: number): RefCause {
  return pipeline >= success.pipeline ? "newest" : "lag";
}

/** Why what is older than the pipelines that are known leaked. */
export function olderCause({ success, older }: RefState): RefCause {
  if (success.pipeline === 0) return "newest";
  return success.pipeline > (older?.newest ?? 0) ? "lag" : "unknown";
}

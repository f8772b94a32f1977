import type { Job } from "../job.ts";
import type { Instant } from "../time.ts";
import { type Amount, amountOf, filesOf, nothing, sum } from "./amount.ts";
import { isLeaked, refKindOf } from "./bands.ts";
import { type Forecasts, isAny } from "./forecast.ts";
import { clipped } from "./jsonBytes.ts";
import { type Freed, leakedIn, mergeRefStates, type RefState, refBytes } from "./refState.ts";

/** A job whose artifacts expired more than a day ago, and are there. */
export interface LeakedJob {
  readonly id: number;
  readonly name: string;
  readonly ref?: string;
  readonly pipelineId?: number;
  readonly isTag?: true;
  readonly expiredAt: Instant;
  readonly bytes: number;
}

/** What leaked so far. Why it did turns out when all jobs are known: see `causesOf`. */
export interface Leaks {
  /** Of jobs that ran for tags. */
  readonly tags: Amount;
  /** Of jobs whose ref or pipeline nobody told. */
  readonly nowhere: Amount;
  /** Of all other jobs; a ref without leaks is there for its newest pipelines. */
  readonly refs: ReadonlyMap<string, RefState>;
  /** Of refs that there was no room for: all whose hash is that or more. */
  readonly beyond?: { readonly hash: number; readonly amount: Amount };
  /** The largest, the largest first. */
  readonly largest: readonly LeakedJob[];
}

export const noLeaks: Leaks = { tags: nothing, nowhere: nothing, refs: new Map(), largest: [] };

const mostLargest = 20;
const mostRefsBytes = 140_000;
/** Of one name or ref of the largest. */
const mostTextBytes = 400;

/** What one job tells of leaks, and of what rules would free if its pipeline were not the newest success of its ref. */
export function leaksOf(job: Job, { now, forecasts }: { now: Instant; forecasts: Forecasts }): Leaks {
  const { ref, pipelineId } = job;
  const expireAt = job.artifacts?.expireAt;
  const amount = isLeaked(expireAt, now) ? amountOf(filesOf(job).artifacts) : nothing;
  const largest = amount.jobs > 0 && typeof expireAt === "number" ? [leakedJob(job, expireAt, amount.bytes)] : [];
  if (refKindOf(job) === "tag") return { ...noLeaks, tags: amount, largest };
  if (ref === undefined || pipelineId === undefined) return { ...noLeaks, nowhere: amount, largest };
  const freed = new Map<string, Freed>();
  for (const [rule, { now, month }] of forecasts) if (isAny({ now, month })) freed.set(rule, { now, month });
  const newest = { pipeline: pipelineId, freed };
  const state: RefState = {
    success: job.pipelineStatus === "success" ? newest : { pipeline: 0, freed: new Map() },
    newest,
    leaks: amount.jobs > 0 ? [[pipelineId, amount]] : [],
  };
  return { ...noLeaks, refs: new Map([[ref, state]]), largest };
}

function leakedJob(job: Job, expiredAt: Instant, bytes: number): LeakedJob {
  const { id, name, ref, pipelineId, tag } = job;
  return {
    id,
    name: clipped(name, mostTextBytes),
    ...(ref !== undefined && { ref: clipped(ref, mostTextBytes) }),
    ...(pipelineId !== undefined && { pipelineId }),
    ...(tag === true && { isTag: true }),
    expiredAt,
    bytes,
  };
}

/** All of them together, in bounded room. In whatever order they are put together, the outcome is the same. */
export function mergeLeaks(all: readonly Leaks[]): Leaks {
  let [tags, nowhere, beyond] = [nothing, nothing, nothing];
  const refs = new Map<string, RefState>();
  let end = Number.POSITIVE_INFINITY;
  for (const leaks of all) end = Math.min(end, leaks.beyond?.hash ?? end);
  for (const leaks of all) {
    tags = sum(tags, leaks.tags);
    nowhere = sum(nowhere, leaks.nowhere);
    beyond = sum(beyond, leaks.beyond?.amount ?? nothing);
    for (const [ref, told] of leaks.refs) {
      const known = refs.get(ref);
      if (known) refs.set(ref, mergeRefStates(known, told));
      else if (hashOf(ref) < end) refs.set(ref, told);
      else beyond = sum(beyond, leakedIn(told));
    }
  }
  const shrunk = withinRoom(refs);
  beyond = sum(beyond, shrunk.amount);
  const hash = Math.min(end, shrunk.end);
  return {
    tags,
    nowhere,
    refs,
    ...(hash !== Number.POSITIVE_INFINITY && { beyond: { hash, amount: beyond } }),
    largest: largestOf(all.flatMap(({ largest }) => largest)),
  };
}

/**
 * Takes out the refs from the first on, by their hashes, that there is no room for. What stays at the end was never out:
 * a ref takes no less room when more is told, so no order of telling lets another one in.
 */
function withinRoom(refs: Map<string, RefState>): { readonly end: number; readonly amount: Amount } {
  let [bytes, end, amount] = [0, Number.POSITIVE_INFINITY, nothing];
  for (const [ref, told] of refs) bytes += refBytes(ref, told);
  if (bytes <= mostRefsBytes) return { end, amount };
  const sorted = [...refs].map(([ref, told]) => ({ ref, told, hash: hashOf(ref) }));
  bytes = 0;
  for (const { ref, told, hash } of sorted.toSorted(byHash)) {
    bytes += refBytes(ref, told);
    if (bytes <= mostRefsBytes) continue;
    end = hash;
    break;
  }
  for (const { ref, told, hash } of sorted)
    if (hash >= end) {
      amount = sum(amount, leakedIn(told));
      refs.delete(ref);
    }
  return { end, amount };
}

function byHash(one: { hash: number; ref: string }, other: { hash: number; ref: string }): number {
  return one.hash - other.hash || (one.ref < other.ref ? -1 : 1);
}

/** FNV-1a, 32 bits. Source: RFC 9923 (read 2026-11). */
function hashOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193);
  return hash >>> 0;
}

function largestOf(jobs: readonly LeakedJob[]): readonly LeakedJob[] {
  const sorted = jobs.toSorted((one, other) => other.bytes - one.bytes || other.id - one.id);
  return sorted.slice(0, mostLargest);
}

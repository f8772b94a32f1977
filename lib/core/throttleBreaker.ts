import { skewMillis } from "./throttleSizes.ts";
import type { Instant } from "./time.ts";

/** What became of the requests of a few seconds, from `at` on. */
export interface Results {
  readonly at: Instant;
  /** Answered, with whatever status below 500. */
  readonly ok: number;
  readonly failed: number;
}

/** GitLab does not answer: it is asked nothing before `until`, and then by one probe at a time. */
export interface Broken {
  readonly until: Instant;
  /** How long that is for, this time. */
  readonly forMillis: number;
  /** Why: so many of so many requests failed. */
  readonly failed: number;
  readonly of: number;
  /** Somebody probes, or did not tell what came of it: until then nobody else does. */
  readonly probeUntil?: Instant;
}

/** What came of a probe, which is known by its `probeUntil`; `none`: nothing was asked. */
export interface Verdict {
  readonly probe: Instant;
  readonly came: "good" | "bad" | "none";
}

const slotMillis = 5_000;
const heardMillis = 30_000;
const leastFailed = 5;
const firstMillis = 30_000;
const longestMillis = 300_000;
const mostCounted = 1_000_000;
/** Who waits for a probe of another looks again after this time. */
const lookAgainMillis = 1_000;

/**
 * How long a probe is waited for. Its looks begin within `probingMillis`, so that they are over, after a call's usual 12 s
 * and with clocks that differ by 2 s, before another one is sent.
 */
export const probeMillis = 30_000;
const probingMillis = 15_000;

/** One result more. */
export function result(isFailed: boolean, at: Instant): Results {
  return { at, ok: isFailed ? 0 : 1, failed: isFailed ? 1 : 0 };
}

/** What was heard within the last 30 s, in slots of 5 s. What is older, or of a clock that is far ahead, is left out. */
export function added(known: readonly Results[], more: readonly Results[], now: Instant): readonly Results[] {
  const slots = new Map<Instant, Results>();
  for (const { at, ok, failed } of [...known, ...more]) {
    const slot = at - (at % slotMillis);
    if (slot <= now - heardMillis || slot > now + skewMillis) continue;
    const before = slots.get(slot) ?? { at: slot, ok: 0, failed: 0 };
    slots.set(slot, { at: slot, ok: counted(before.ok + ok), failed: counted(before.failed + failed) });
  }
  return [...slots.values()];
}

/** Whether GitLab counts as silent by what was heard: 5 failures, and more than half of all. */
export function brokenBy(results: readonly Results[], now: Instant): Broken | undefined {
  const failed = results.reduce((sum, one) => sum + one.failed, 0);
  const of = results.reduce((sum, one) => sum + one.ok, failed);
  if (failed < leastFailed || failed * 2 <= of) return undefined;
  return { until: now + firstMillis, forMillis: firstMillis, failed, of };
}

/** When a silent GitLab is asked again; `undefined`: now, by whoever notes it first. Times that nobody can have meant are over. */
export function askedAgainAt({ until, probeUntil = 0 }: Broken, now: Instant): Instant | undefined {
  if (until > now && until <= now + longestMillis + skewMillis) return until;
  const isProbed = probeUntil > now && probeUntil <= now + probeMillis + skewMillis;
  return isProbed ? now + lookAgainMillis : undefined;
}

/** Whether a probe may send another look, by the clock of who has it. */
export function mayProbe(probeUntil: Instant, now: Instant): boolean {
  return now < probeUntil - probeMillis + probingMillis;
}

/** After a probe: over, or silent for twice as long, at most 5 min. Nothing changes once the probe is another one's. */
export function judged(broken: Broken, { probe, came }: Verdict, now: Instant): Broken | undefined {
  const { probeUntil, ...others } = broken;
  if (probeUntil !== probe) return broken;
  if (came === "none") return others;
  if (came === "good") return undefined;
  const forMillis = Math.min(longestMillis, Math.max(firstMillis, 2 * others.forMillis));
  return { until: now + forMillis, forMillis, failed: counted(others.failed + 1), of: counted(others.of + 1) };
}

function counted(count: number): number {
  return Math.min(mostCounted, Math.max(0, Math.floor(count)));
}

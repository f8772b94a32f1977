import type { Job } from "../job.ts";
import type { Instant } from "../time.ts";

// What a job tells of itself in a list, in the words that tallies count by.

export const refKinds = ["protectedBranch", "branch", "tag", "mergeRequest", "unknown"] as const;
export type RefKind = (typeof refKinds)[number];

/**
 * Which kind of ref a job ran for. Source: docs.gitlab.com/api/jobs; merge requests have `refs/merge-requests/7/head` (read 2026-11).
 *
 * @param isProtected whether a branch is; without it none is known to be
 */
export function refKindOf(
  { ref, tag }: Pick<Job, "ref" | "tag">,
  isProtected: (branch: string) => boolean = () => false,
): RefKind {
  if (tag === true) return "tag";
  if (ref?.startsWith("refs/merge-requests/")) return "mergeRequest";
  if (ref === undefined || tag === undefined) return "unknown";
  return isProtected(ref) ? "protectedBranch" : "branch";
}

export const ageBands = ["day", "week", "month", "quarter", "year", "older", "unknown"] as const;
/** Younger than one, 7, 30, 90, 365 days, or older. */
export type AgeBand = (typeof ageBands)[number];

const day = 86_400_000;
const ageLimits: readonly (readonly [AgeBand, days: number])[] = [
  ["day", 1],
  ["week", 7],
  ["month", 30],
  ["quarter", 90],
  ["year", 365],
];

/** How old a job is, since it was created. */
export function ageBandOf({ createdAt }: Pick<Job, "createdAt">, now: Instant): AgeBand {
  if (createdAt === undefined) return "unknown";
  return ageLimits.find(([, days]) => now - createdAt < days * day)?.[0] ?? "older";
}

export const expiryBands = ["expired", "week", "month", "later", "never", "log"] as const;
/** When artifacts expire: did, within 7 days, within 30, later, never; logs never do, and are apart. */
export type ExpiryBand = (typeof expiryBands)[number];

export function expiryBandOf(expireAt: Instant | null | undefined, now: Instant): ExpiryBand {
  if (typeof expireAt !== "number") return "never";
  if (expireAt < now) return "expired";
  const days = (expireAt - now) / day;
  return days < 7 ? "week" : days < 30 ? "month" : "later";
}

/** GitLab's clean-up runs every few minutes; what is there a day after its end is a leak. */
const graceMillis = day;

/** Whether artifacts expired so long ago that they should be gone. */
export function isLeaked(expireAt: Instant | null | undefined, now: Instant): expireAt is Instant {
  return typeof expireAt === "number" && expireAt < now - graceMillis;
}

import { jobText } from "../../actions/action.ts";
import type { Facts } from "../../core/event.ts";
import { isLaterInLife, type Job, type JobStatus, jobStatuses } from "../../core/job.ts";
import type { Outage } from "../../core/outage.ts";
import type { Instant } from "../../core/time.ts";
import { type CompiledRule, forSeconds } from "../../rules/compile.ts";
import { failureOf } from "./failure.ts";

/** What a canary's new job tells: it helped; it failed as before; nothing, so that another one may go; or nothing yet. */
export type Fate = { readonly kind: "helped" | "failed"; readonly why: string } | { readonly kind: "lost" | "open" };

const minute = 60_000;
/** A job that no runner takes for so long tells what a failed one does. */
const longestPending = 30 * minute;
/** What runs for longer is not waited for. */
const longestRun = 120 * minute;

/** @param facts of the new job; missing: it is gone */
export function fateOf(
  outage: Outage,
  facts: Facts | undefined,
  { rule, now }: { readonly rule: CompiledRule; readonly now: Instant },
): Fate {
  if (!facts) return { kind: "lost" };
  const { job } = facts;
  const name = jobText(job);
  if (job.status === "success") return { kind: "helped", why: `${name} succeeded` };
  if (job.status === "failed") {
    const failure = failureOf(rule, facts, now);
    if (failure === outage.failure) return { kind: "failed", why: `${name} failed again, with ${failure}` };
    return { kind: "helped", why: `${name} failed in another way, with ${failure}` };
  }
  const sentAt = outage.canary?.sentAt ?? now;
  if (job.status === "running" || job.status === "other") return running(job, outage, now - sentAt);
  if (!waiting.has(job.status)) return { kind: "lost" };
  const patience = Math.min(
    longestPending,
    isStatus(outage.failure) ? (forSeconds(rule.rule) ?? 1_800) * 1000 : longestPending,
  );
  if (now - sentAt < patience) return { kind: "open" };
  return { kind: "failed", why: `${name} is still ${job.status}` };
}

/** Where no runner took the jobs, one that runs has been helped. */
function running(job: Job, { failure }: Outage, lastedMillis: number): Fate {
  if (isStatus(failure) && isLaterInLife(job.status, failure))
    return { kind: "helped", why: `${jobText(job)} is ${job.status}` };
  return { kind: lastedMillis < longestRun ? "open" : "lost" };
}

const waiting: ReadonlySet<JobStatus> = new Set([
  "created",
  "waiting_for_resource",
  "preparing",
  "waiting_for_callback",
  "pending",
]);

function isStatus(word: string): word is JobStatus {
  return jobStatuses.some((status) => status === word);
}

import { GitLabError } from "../core/errors.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Broken } from "../core/throttleBreaker.ts";
import { type Instant, instantText } from "../core/time.ts";
import type { Closed } from "./throttle.ts";
import { type Item, isOfLists, type Refusal } from "./throttleItem.ts";

/** GitLab wants no requests. */
export function patience(until: Instant): Closed {
  return { closedUntil: until, reason: `GitLab asked for patience until ${instantText(until)}` };
}

/** GitLab does not answer. */
export function silence({ failed, of }: Broken, until: Instant): Closed {
  const why = `GitLab does not answer: ${failed} of ${of} requests failed`;
  return { closedUntil: until, reason: `${why}; it is asked again at ${instantText(until)}` };
}

/** Why an item gave nothing. */
export function closedBy(refusal: Refusal, { source, token }: Pick<Item, "source" | "token">): Closed {
  const { notBefore, why } = refusal;
  if (why === "patience") return patience(notBefore);
  if (why === "silence") return silence(refusal.broken, notBefore);
  const what = why === "budget" ? "is used up" : "cannot be asked for";
  const whose = isOfLists(token) ? `${source} for lists of jobs` : source;
  const reason = `the rate budget of the source ${whose} ${what} until ${instantText(notBefore)}`;
  return { closedUntil: notBefore, reason };
}

/** The same for who is in the middle of looking. */
export function throttled({ closedUntil, reason }: Closed, now: Instant): GitLabError {
  return new GitLabError("throttled", reason, {
    advice: "it is asked again then",
    limit: "instance",
    retryAfterSeconds: Math.ceil((closedUntil - now) / 1000),
  });
}

/** Of a task's reason: whether it waits for GitLab, which has had enough or does not answer, or for our own budget. */
export function waitsFor(reason: string): "limit" | "budget" | undefined {
  if (/^GitLab (asked for patience|does not answer)/.test(reason)) return "limit";
  return reason.startsWith("the rate budget of the source") ? "budget" : undefined;
}

const spreadMillis = 2_000;

/** How a run ends that found no room: nothing was done, and it does not count. */
export function untilRoom({ closedUntil, reason }: Closed, luck: number): Outcome {
  return { kind: "again", at: closedUntil + Math.round(luck * spreadMillis), why: "wait", reason };
}

import { GitLabError } from "../core/errors.ts";
import type { Outcome } from "../core/outcome.ts";
import { type Instant, instantText } from "../core/time.ts";
import type { Closed } from "./throttle.ts";
import type { Drawn } from "./throttleItem.ts";

/** GitLab wants no requests. */
export function patience(until: Instant): Closed {
  return { closedUntil: until, reason: `GitLab asked for patience until ${instantText(until)}` };
}

/** Why an item gave nothing. */
export function closedBy({ notBefore, why }: Extract<Drawn, { notBefore: Instant }>, source: string): Closed {
  if (why === "patience") return patience(notBefore);
  const what = why === "budget" ? "is used up" : "cannot be asked for";
  const reason = `the rate budget of the source ${source} ${what} until ${instantText(notBefore)}`;
  return { closedUntil: notBefore, reason };
}

/** The same for who is in the middle of looking. */
export function throttled(until: Instant, now: Instant): GitLabError {
  return new GitLabError("throttled", patience(until).reason, {
    advice: "it is asked again then",
    limit: "instance",
    retryAfterSeconds: Math.ceil((until - now) / 1000),
  });
}

/** Of a task's reason: whether it waits for GitLab's limit, or for ours. */
export function waitsFor(reason: string): "limit" | "budget" | undefined {
  if (reason.startsWith("GitLab asked for patience")) return "limit";
  return reason.startsWith("the rate budget of the source") ? "budget" : undefined;
}

const spreadMillis = 2_000;

/** How a run ends that found no room: nothing was done, and it does not count. */
export function untilRoom({ closedUntil, reason }: Closed, luck: number): Outcome {
  return { kind: "again", at: closedUntil + Math.round(luck * spreadMillis), why: "wait", reason };
}

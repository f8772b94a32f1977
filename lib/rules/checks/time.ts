import type { Facts } from "../../core/event.ts";
import { isEnded } from "../../core/job.ts";
import type { Instant } from "../../core/time.ts";
import { Spans, spanCheck } from "./amount.ts";
import { condition, type Fact } from "./condition.ts";

function ageSeconds({ job }: Facts, now: Instant): Fact<number> {
  return job.createdAt === undefined ? undefined : (now - job.createdAt) / 1000;
}

/** Of a job that has not ended: until now. */
function ranSeconds({ job }: Facts, now: Instant): Fact<number> {
  const { startedAt, finishedAt, status } = job;
  if (typeof startedAt !== "number") return startedAt;
  if (typeof finishedAt === "number") return (finishedAt - startedAt) / 1000;
  return status === "other" || isEnded(status) ? undefined : (now - startedAt) / 1000;
}

export const timeConditions = {
  /** Since it was created, which is when its pipeline was. */
  age: condition(Spans, (wanted, place) => spanCheck(wanted, place, { read: ageSeconds })),
  /** How long it waited for a runner, or waits. */
  queuedFor: condition(Spans, (wanted, place) => spanCheck(wanted, place, { read: ({ job }) => job.queuedSeconds })),
  ranFor: condition(Spans, (wanted, place) => spanCheck(wanted, place, { read: ranSeconds })),
};

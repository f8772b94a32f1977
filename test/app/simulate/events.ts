import type { Recorded } from "../../../lib/app/simulate/entry.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { RecordedLook } from "../../../lib/core/recorded.ts";

/** A Friday, 09:00 UTC. */
export const start = Date.UTC(2026, 10, 20, 9);
export const minute = 60_000;
export const project = { id: 42, path: "shop/api" };

let serial = 0;

/** What a hook told of a job, so many minutes after the start. */
export function heard(minutes: number, job: Partial<Job>, delivery = `d${++serial}`): Recorded {
  return {
    kind: "event",
    at: start + minutes * minute,
    delivery,
    event: { kind: "job", project, job: jobOf(job, minutes), pipeline: { id: job.pipelineId ?? 9 } },
  };
}

/** What a worker's look saw. */
export function seen(minutes: number, job: Partial<Job>, more: Partial<RecordedLook> = {}): Recorded {
  const at = start + minutes * minute;
  return { kind: "look", at, look: { at, project, job: jobOf(job, minutes), ...more } };
}

function jobOf(job: Partial<Job>, minutes: number): Job {
  return {
    id: 1,
    name: "build",
    status: "failed",
    ref: "main",
    pipelineId: 9,
    since: start + minutes * minute,
    ...job,
  };
}

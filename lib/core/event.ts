import type { Job } from "./job.ts";
import type { Instant } from "./time.ts";

/** A project: GitLab's number is its identity; the path is what rules name, and may be unknown in old hooks. */
export interface Project {
  readonly id: number;
  readonly path?: string;
}

/** What is known about a pipeline; missing is unknown. */
interface Pipeline {
  readonly id: number;
  readonly status?: string;
  /** In a pipeline hook the source branch; on jobs of a merge request pipeline GitLab uses `refs/merge-requests/…`. */
  readonly ref?: string;
  readonly tag?: boolean;
  readonly sha?: string;
  readonly source?: string;
  readonly createdAt?: Instant;
}

interface Heard {
  /** The delivery's own id, or one made from its content where the sender is too old to give one. */
  readonly id: string;
  readonly source: string;
  readonly receivedAt: Instant;
  readonly project: Project;
}

export interface JobEvent extends Heard {
  readonly kind: "job";
  readonly job: Job;
  readonly pipeline?: Pipeline;
}

export interface PipelineEvent extends Heard {
  readonly kind: "pipeline";
  readonly pipeline: Pipeline;
  /** The newest run of each job, without trigger jobs, as GitLab's pipeline hooks list them. */
  readonly jobs: readonly Job[];
}

/** A hook turned into our own value: nothing behind the door sees GitLab's payload. */
export type Event = JobEvent | PipelineEvent;

/** What one job is judged by, from an event or from a live look. */
export interface Facts {
  readonly project: Project;
  readonly job: Job;
  readonly pipeline?: Pipeline;
}

/** Each job that an event tells about, with its pipeline and project. */
export function factsOf(event: Event): Facts[] {
  const pipeline = event.pipeline && { pipeline: event.pipeline };
  const jobs = event.kind === "job" ? [event.job] : event.jobs;
  return jobs.map((job) => ({ project: event.project, job, ...pipeline }));
}

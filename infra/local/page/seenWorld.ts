import type { Instant } from "../../../lib/core/time.ts";
import type { Job, Pipeline } from "../../twin/state/graph.ts";
import { latestJobs } from "../../twin/state/job.ts";
import type { Twin } from "../../twin/twin.ts";

export interface SeenJob {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly url: string;
}

export interface SeenPipeline {
  readonly id: number;
  readonly project: string;
  readonly ref: string;
  readonly by?: string;
  readonly jobs: readonly SeenJob[];
}

/** A job that became something else. */
export interface Change {
  readonly at: Instant;
  readonly job: number;
  readonly name: string;
  readonly from?: string;
  readonly to: string;
}

/** What the page shows of the twin: its newest pipelines, and what happened to their jobs last. Names may be strangers'. */
export interface SeenWorld {
  /** Newest first. */
  readonly pipelines: readonly SeenPipeline[];
  /** Newest first. */
  readonly changes: readonly Change[];
}

const mostPipelines = 6;
const mostChanges = 8;

/** Looks on from now on. @returns what there is to see at the moment */
export function watchWorld({ world, wake }: Pick<Twin, "world" | "wake">): () => SeenWorld {
  const changes: Change[] = [];
  world.listeners.push((news) => {
    if (news.kind !== "job") return;
    const { job, from } = news;
    changes.unshift({ at: world.clock(), job: job.id, name: job.name, to: job.status, ...(from && { from }) });
    changes.length = Math.min(changes.length, mostChanges);
  });
  const jobSeen = ({ id, name, status, pipeline }: Job): SeenJob => ({
    id,
    name,
    status,
    url: `${world.url}/${pipeline.project.path}/-/jobs/${id}`,
  });
  const pipelineSeen = (pipeline: Pipeline): SeenPipeline => ({
    id: pipeline.id,
    project: pipeline.project.path,
    ref: pipeline.ref,
    ...(pipeline.person && { by: pipeline.person.username }),
    jobs: latestJobs(pipeline).map(jobSeen),
  });
  return () => {
    wake();
    const newest = world.projects
      .flatMap(({ pipelines }) => pipelines.slice(-mostPipelines))
      .toSorted((one, other) => other.id - one.id);
    return { pipelines: newest.slice(0, mostPipelines).map(pipelineSeen), changes };
  };
}

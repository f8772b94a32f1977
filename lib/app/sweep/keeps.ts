import type { GitLab } from "../../core/gitlab.ts";
import type { Task } from "../../core/task.ts";
import { reviewPipeline } from "../keeps/pipeline.ts";
import { reviewAll, reviewTag } from "../keeps/review.ts";
import type { Review, Reviewed } from "../keeps/reviewed.ts";
import type { End } from "../look.ts";
import { isWatched } from "../watch.ts";
import type { Worker } from "../worker.ts";

/** Sees whether what is kept still has its tag, its release or its branch, and what releases and child pipelines are to be kept. */
export async function reviewKeeps(held: Task, { reads }: GitLab, worker: Worker): Promise<End> {
  const known = { settled: true, giveBack: false };
  const project = await reads.project(held.project.id);
  // What a token cannot see is not gone.
  const why = !project
    ? `project ${held.project.id} is gone, or the token may not see it: what is kept there stays as it is`
    : isWatched(worker, held.source, project)
      ? undefined
      : `${project.path} is not watched`;
  if (!project || why !== undefined) return { ...known, outcome: { kind: "skipped", reason: why ?? "" } };
  const { reason, tasks, cursor } = await step({ held, project, reads, worker });
  const ran = { ...known, tasks };
  return cursor === undefined
    ? { ...ran, outcome: { kind: "done", reason } }
    : { ...ran, outcome: { kind: "next", cursor, reason } };
}

async function step(review: Review): Promise<Reviewed> {
  const { pipelineId, ref } = review.held.about ?? {};
  if (pipelineId !== undefined) return await reviewPipeline(pipelineId, review);
  return ref === undefined ? await reviewAll(review) : await reviewTag(ref, review);
}

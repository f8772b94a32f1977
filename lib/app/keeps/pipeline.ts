import { actions } from "../../actions/index.ts";
import type { Job } from "../../core/job.ts";
import type { TaskStep } from "../../core/journal.ts";
import { only } from "../activeRules.ts";
import { receiveFinding } from "../receive.ts";
import { causeOf, planReview } from "./planReview.ts";
import { keepForRelease } from "./release.ts";
import type { Review, Reviewed } from "./reviewed.ts";

const jobsAtOnce = 50;

/**
 * Looks at a pipeline of a tag: where the tag has a release, the pipeline is kept from now on; every job is told to the rules
 * that keep, and each child pipeline, of which no list of the parent's jobs tells, is looked at in its turn.
 */
export async function reviewPipeline(pipelineId: number, review: Review): Promise<Reviewed> {
  const { held, project, reads, worker } = review;
  const pipeline = await reads.pipeline(project.id, pipelineId);
  if (pipeline?.tag !== true || pipeline.ref === undefined)
    return { reason: `pipeline ${pipelineId} is none of a tag, or it is gone`, tasks: [] };
  const { ref: tag } = pipeline;
  const isReleased = (await reads.tag(project.id, tag))?.hasRelease === true;
  if (isReleased) await keepForRelease(review, { pipelineId, tag });
  const jobs = (await reads.pipelineJobs(project.id, pipelineId)) ?? [];
  const changed = await tellRules(jobs, review);
  const children = (await reads.childPipelines(project.id, pipelineId)) ?? [];
  const { source } = held;
  const cause = causeOf(held);
  const tasks: TaskStep[] = [];
  // A child is newer than what began it: nothing here goes round for ever.
  for (const child of children)
    if (child.id > pipelineId)
      tasks.push(await planReview(worker, { source, project, cause, about: { pipelineId: child.id } }, worker.clock()));
  const kept = isReleased ? `, kept for the release ${tag}` : "";
  const reason = `pipeline ${pipelineId} of the tag ${tag}${kept}: ${jobs.length} jobs, ${changed} tasks to keep, ${children.length} child pipelines`;
  return { reason, tasks };
}

/** Tells the rules that keep of each job, as the patrol does. @returns how many tasks were changed */
async function tellRules(jobs: readonly Job[], { held, project, worker }: Review): Promise<number> {
  const { source } = held;
  const { clock } = worker;
  const active = only(await worker.rules.live(source), ({ rule }) => rule.do.action === "keep");
  const id = `keeps ${causeOf(held)}`;
  let changed = 0;
  for (let from = 0; from < jobs.length; from += jobsAtOnce) {
    const told = jobs.slice(from, from + jobsAtOnce).map(async (job) => {
      const event = { kind: "job" as const, id, source, receivedAt: clock(), project, job };
      return await receiveFinding(event, active, { ...worker, actions });
    });
    for (const one of await Promise.all(told)) changed += one.changed;
  }
  return changed;
}

import { liveJob } from "../../lib/app/liveFacts.ts";
import { isWatched } from "../../lib/app/watch.ts";
import type { Facts } from "../../lib/core/event.ts";
import type { GitLabReads } from "../../lib/core/gitlab.ts";
import { taskId } from "../../lib/core/task.ts";
import type { ApiWorld } from "../world/api.ts";
import { refuse } from "./refusal.ts";

/**
 * A job as GitLab shows it now. A project that is not watched is not told from one that is not there.
 *
 * @throws GitLabError, StoreError
 */
export async function gateJob(
  { source, project: id, job: jobId }: { readonly source: string; readonly project: number; readonly job: number },
  world: ApiWorld,
  reads: GitLabReads,
): Promise<{ readonly facts: Facts } | { readonly refused: Response }> {
  const known = await world.explainSource?.(source);
  const project = await reads.project(id);
  const cure = "Check the address; the bot must be a member of the project, and the source's projects must name it.";
  if (!known || !project || !isWatched({ sources: [known] }, source, project))
    return { refused: refuse("noJob", { message: `project ${id} is not there, or it is not watched`, cure }) };
  // Of a trigger job only what is known of it already tells where it stands.
  const task = await world.store.task(taskId({ source, project, jobId, verb: "play" }));
  const job = await liveJob({ project, ...(task?.about && { about: task.about }) }, jobId, reads);
  if (!job)
    return { refused: refuse("noJob", { message: `${project.path} has no job ${jobId} that GitLab shows`, cure }) };
  return { facts: { project: { id: project.id, path: project.path }, job } };
}

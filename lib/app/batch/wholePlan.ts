import type { GitLabReads } from "../../core/gitlab.ts";
import { newestKey, readProjectTally } from "../../core/tally/doing.ts";
import type { Task } from "../../core/task.ts";
import { whyNotProjectWide } from "../flights.ts";
import { partOf, planOf } from "../plans/read.ts";
import { isWatched } from "../watch.ts";
import type { Worker } from "../worker.ts";

/** What a person must know who lets all that a project has go with one request. */
export function wholeProjectCost(jobs: number): string {
  return [
    `1 request instead of ${jobs}.`,
    "GitLab sets the expiry of all that it may delete to now, and deletes it itself, minutes or hours later.",
    "It keeps what is the newest of its ref where the project says so, and never deletes logs.",
    "Nothing can be limited by the hour or stopped once it was sent,",
    "and what somebody keeps in GitLab between the plan and that moment is not seen.",
  ].join(" ");
}

/**
 * Why not all that a project has may go with one request: a person must have approved a plan of this project alone that says
 * so, that lists every job with artifacts, and that spares none; nothing may be held, kept, released or protected, and no job
 * may have come since. Any doubt refuses: the project is cleaned job by job then.
 *
 * @throws GitLabError when GitLab cannot be asked; StoreError when the table cannot
 */
export async function whyNotWhole(held: Task, reads: GitLabReads, worker: Worker): Promise<string | undefined> {
  const { source } = held;
  const project = await reads.project(held.project.id);
  if (!project) return "the project is gone, or the token may not see it";
  if (!isWatched(worker, source, project)) return `${project.path} is not watched`;
  if (project.isArchived) return `the project ${project.path} is archived`;
  const plan = await whyNotPlanned(held, worker);
  if ("why" in plan) return plan.why;
  return (
    (await whyNotProjectWide(held, worker.store)) ??
    (await whyProtected(project.id, reads)) ??
    (await whyNewer(project.id, plan.madeAt, reads))
  );
}

async function whyNotPlanned(
  { source, project, wants }: Task,
  { store }: Pick<Worker, "store">,
): Promise<{ readonly why: string } | { readonly madeAt: number }> {
  const id = wants.find((want) => want.plan !== undefined)?.plan;
  const plan = id === undefined ? undefined : (await planOf(store, { source, id }))?.value;
  if (!plan) return { why: "no plan asks for it" };
  const name = `the plan ${plan.id}`;
  if (plan.state !== "approved") return { why: `${name} is not approved: it is ${plan.state}` };
  if (plan.projects !== project.id || plan.wholeProject !== true)
    return { why: `${name} does not say that all of project ${project.id} goes at once` };
  const part = (await partOf(store, plan, project.id))?.value;
  const tally = readProjectTally(await store.note(newestKey(source, project.id)));
  if (!part || Object.keys(part.totals.spared).length > 0) return { why: `${name} spares something of the project` };
  if (!tally || tally.withArtifacts !== part.totals.jobs || tally.untold > 0)
    return { why: `${name} does not list every job with artifacts that the newest inventory counted` };
  return { madeAt: Math.min(plan.madeAt, tally.at) };
}

async function whyProtected(projectId: number, reads: GitLabReads): Promise<string | undefined> {
  const released = await reads.hasReleases(projectId);
  if (released !== false) return "the project has releases or protected tags, or that cannot be learnt";
  const branches = await reads.protectedBranches(projectId);
  return branches?.length === 0 ? undefined : "the project protects branches, or that cannot be learnt";
}

async function whyNewer(projectId: number, madeAt: number, reads: GitLabReads): Promise<string | undefined> {
  const newest = await reads.jobsPage(projectId);
  const isNewer = newest.items.some(({ createdAt }) => (createdAt ?? Number.POSITIVE_INFINITY) > madeAt);
  return isNewer ? "jobs have come since the plan was made" : undefined;
}

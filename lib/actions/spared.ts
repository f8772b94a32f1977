import { isEnded, type Job } from "../core/job.ts";
import type { GitLabReads } from "../core/ports.ts";
import type { Instant } from "../core/time.ts";
import type { Around } from "./action.ts";

// GitLab itself would delete anything at any time, kept or locked, so every guard is ours, and any doubt spares.

/** Why a job's files must not be deleted, by the job alone. */
function whySparedByJob(job: Job, now: Instant): string | undefined {
  const expireAt = job.artifacts?.expireAt;
  if (!isEnded(job.status)) return `the job is ${job.status}`;
  if (typeof expireAt !== "number") return "they have no expiry date: somebody keeps them";
  if (expireAt >= now) return "they have not expired";
  if (typeof job.erasedAt === "number") return "the job is erased already";
  if (job.archived) return "the job is archived";
  return undefined;
}

/** Why the files of a job are spared, or that they may go; `isPlainTag`: if the rule means tags as well. */
export async function whySpared({
  reads,
  task,
  job,
  now,
}: Around): Promise<{ readonly why: string } | { readonly isPlainTag: boolean }> {
  const isTag = job.tag !== false;
  // Whether a rule means tags is asked again once the rules are; without any there is nothing to find out.
  if (isTag && (job.tag !== true || !task.wants.some(({ params }) => params.includeTags === true)))
    return { why: "they belong to a tag, or it is not known that they do not" };
  const why =
    whySparedByJob(job, now) ??
    (await whySparedByPipeline(reads, task.project.id, job)) ??
    (await whySparedByRef(reads, task.project.id, { ref: job.ref ?? "", isTag }));
  return why === undefined ? { isPlainTag: isTag } : { why };
}

/**
 * Spares the newest successful pipeline of a ref, which GitLab keeps on purpose, with its children. No list holds children:
 * one that succeeded and is newer than all that is listed may be one of them.
 */
async function whySparedByPipeline(reads: GitLabReads, projectId: number, job: Job): Promise<string | undefined> {
  if (job.ref === undefined || job.pipelineId === undefined) return "its ref or its pipeline is not known";
  const newest = await reads.newestSuccess(projectId, job.ref);
  if (newest?.id === job.pipelineId) return `they are of the newest successful pipeline of ${job.ref}`;
  const mayBeChild =
    newest !== undefined && job.pipelineId > newest.id && (job.pipelineStatus ?? "success") === "success";
  return mayBeChild ? `they may be of a child of the newest successful pipeline of ${job.ref}` : undefined;
}

/** Spares protected branches and tags, and tags with a release; a tag of which that cannot be learnt is spared too. */
async function whySparedByRef(
  reads: GitLabReads,
  projectId: number,
  { ref, isTag }: { ref: string; isTag: boolean },
): Promise<string | undefined> {
  if (!isTag) return (await reads.branchIsProtected(projectId, ref)) ? `the branch ${ref} is protected` : undefined;
  const { isProtected, hasRelease } = (await reads.tag(projectId, ref)) ?? {};
  if (isProtected) return `the tag ${ref} is protected`;
  if (hasRelease) return `the tag ${ref} has a release`;
  if (isProtected === false && hasRelease === false) return undefined;
  return `it cannot be learnt whether the tag ${ref} is protected or has a release`;
}

/** Why a rule wants nothing of a plain tag's files. */
export function whyNotTag(params: Readonly<Record<string, unknown>>, isPlainTag: boolean): string | undefined {
  return isPlainTag && params.includeTags !== true
    ? "the job is a tag's, and the rule does not say includeTags"
    : undefined;
}

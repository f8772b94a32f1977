import type { Job } from "../core/job.ts";
import type { OwnPipeline, RefAsk, RefFacts } from "./refFacts.ts";

/** What the facts about a job's ref say: its files are spared, or may go, or one more fact must be found out first. */
export type RefAnswer = { readonly why: string } | { readonly ask: RefAsk } | "mayGo";

/** A merge request's own ref is no branch that could be gone: it is there as long as the merge request. */
const mergeRequestRef = /^refs\/merge-requests\/\d+\/(head|merge|train)$/;

/**
 * Whether a job's files are spared by what is known of its ref. Asks for one fact at a time, the cheapest first, so that
 * what spares early costs nothing more. Spared are protected branches and tags, tags with a release, and of each branch
 * or tag that is there the newest pipeline and the newest successful one, with their children; any doubt spares.
 *
 * @param job with `ref`, `tag` and `pipelineId`: see `whySparedByJob`
 */
export function whySparedByRef(job: Job, facts: RefFacts & OwnPipeline): RefAnswer {
  const { ref = "", pipelineId } = job;
  if (pipelineId === undefined || ref === "") return { why: "the job names no ref or no pipeline" };
  const seen = { ref, pipelineId, isTag: job.tag !== false, hasSucceeded: succeeded(job), facts };
  if (seen.isTag) return byTag(seen) ?? byNewestSuccess(seen);
  if (mergeRequestRef.test(ref)) return byNewestSuccess(seen);
  return byBranch(seen) ?? byNewestSuccess(seen);
}

interface Seen {
  readonly ref: string;
  readonly pipelineId: number;
  readonly isTag: boolean;
  /** Its pipeline did, or that is not known. */
  readonly hasSucceeded: boolean;
  readonly facts: RefFacts & OwnPipeline;
}

function succeeded({ pipelineStatus = "success" }: Job): boolean {
  return pipelineStatus === "success";
}

/** A tag that is gone may have been protected or released, or come back: of it nothing can be learnt. */
function byTag({ ref, facts: { tag } }: Seen): RefAnswer | undefined {
  if (tag === undefined) return { ask: "tag" };
  const { isProtected, hasRelease } = tag === "unknown" ? {} : (tag ?? {});
  if (isProtected) return { why: `the tag ${ref} is protected` };
  if (hasRelease) return { why: `the tag ${ref} has a release` };
  if (isProtected === false && hasRelease === false) return undefined;
  return { why: `it cannot be learnt whether the tag ${ref} is protected or has a release` };
}

/** Of a branch that is gone nothing is the newest any more, unless a tag bears its name: who asks for the ref gets that. */
function byBranch({ ref, facts: { branch, tag } }: Seen): RefAnswer | undefined {
  if (branch === undefined) return { ask: "branch" };
  if (branch === "unknown") return { why: `it cannot be learnt whether the branch ${ref} is protected` };
  if (branch) return branch.isProtected ? { why: `the branch ${ref} is protected` } : undefined;
  if (tag === undefined) return { ask: "tag" };
  return tag === null ? "mayGo" : undefined;
}

function byNewestSuccess(seen: Seen): RefAnswer {
  const { ref, pipelineId, isTag, facts } = seen;
  const { newestSuccess } = facts;
  if (newestSuccess === undefined) return { ask: "newestSuccess" };
  if (newestSuccess === "unknown") return { why: `it cannot be learnt which pipeline of ${ref} succeeded last` };
  if (newestSuccess?.id === pipelineId) return { why: `they are of the newest successful pipeline of ${ref}` };
  // A child is begun after its parent, so nothing that is older than a newest pipeline is of it.
  if (newestSuccess && pipelineId < newestSuccess.id)
    return isOfKind(newestSuccess, { ref, isTag, what: "newest successful", ask: "newestSuccessKind" });
  return byNewest(seen);
}

/** What is newer than the newest success that is listed: one that did not succeed, or a child, which no list holds. */
function byNewest(seen: Seen): RefAnswer {
  const { ref, pipelineId, isTag, hasSucceeded, facts } = seen;
  const { newest, newestSuccess, isChild } = facts;
  if (newest === undefined) return { ask: "newest" };
  if (newest === "unknown" || newest === null)
    return { why: `it cannot be learnt which pipeline of ${ref} is the newest` };
  if (newest.id === pipelineId) return { why: `they are of the newest pipeline of ${ref}` };
  if (newest.id < pipelineId) return { why: `they may be of a child of the newest pipeline of ${ref}` };
  const other = isOfKind(newest, { ref, isTag, what: "newest", ask: "newestKind" });
  if (other !== "mayGo" || newestSuccess === null) return other;
  if (isChild === undefined && !hasSucceeded) return { ask: "isChild" };
  if (isChild !== false || hasSucceeded)
    return { why: `they may be of a child of the newest successful pipeline of ${ref}` };
  return "mayGo";
}

/** A newest pipeline of a tag says nothing of the branch of that name, nor the other way round. */
function isOfKind(
  { isTag: listedIsTag }: { readonly isTag?: boolean | "unknown" },
  { ref, isTag, what, ask }: { ref: string; isTag: boolean; what: string; ask: RefAsk },
): RefAnswer {
  if (listedIsTag === undefined) return { ask };
  if (listedIsTag === isTag) return "mayGo";
  const kind = isTag ? "tag" : "branch";
  return {
    why: `it cannot be told which is the ${what} pipeline of the ${kind} ${ref}: a branch and a tag bear that name`,
  };
}

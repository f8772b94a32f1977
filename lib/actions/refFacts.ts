import type { GitLabReads } from "../core/ports.ts";

/** A fact that was asked for and could not be learnt: it spares. */
type Unknown = "unknown";

/** A pipeline that the lists of a ref hold, which hold no children. */
interface ListedPipeline {
  readonly id: number;
  /** Whether it ran for a tag: lists mix those of a branch and of a tag of one name. Missing: not asked yet. */
  readonly isTag?: boolean | Unknown;
}

/**
 * What spares, or frees, all jobs of one ref alike: shared by as many as are judged within seconds of the reading. A field
 * that is missing was not asked for; `null` is *not there*, by GitLab's own word.
 */
export interface RefFacts {
  /** The branch of that name. */
  readonly branch?: { readonly isProtected: boolean } | null | Unknown;
  /** The tag of that name; what is missing of it could not be learnt. */
  readonly tag?: { readonly isProtected?: boolean; readonly hasRelease?: boolean } | null | Unknown;
  /** The newest pipeline of that name, branch or tag, that succeeded. */
  readonly newestSuccess?: ListedPipeline | null | Unknown;
  /** The newest pipeline of that name, whatever became of it. */
  readonly newest?: ListedPipeline | null | Unknown;
}

/** What is asked of one job's own pipeline: whether another began it as its child, so that no list of the ref holds it. */
export interface OwnPipeline {
  readonly isChild?: boolean | Unknown;
}

/** A fact to find out next. */
export type RefAsk = keyof RefFacts | "newestSuccessKind" | "newestKind" | "isChild";

/** Which ref, and which pipeline of it. */
export interface RefPlace {
  readonly projectId: number;
  /** As GitLab has it on the job. */
  readonly ref: string;
  readonly pipelineId: number;
}

/**
 * Finds out one fact. Through `remembered` of lib/app each is asked of GitLab once, for however many jobs.
 *
 * @returns the facts with the one that was asked for
 * @throws GitLabError when GitLab cannot be asked
 */
export async function readRefFact(
  ask: RefAsk,
  place: RefPlace,
  { reads, facts }: { readonly reads: GitLabReads; readonly facts: RefFacts & OwnPipeline },
): Promise<RefFacts & OwnPipeline> {
  const { projectId, ref, pipelineId } = place;
  switch (ask) {
    case "branch": {
      const isProtected = await reads.branchIsProtected(projectId, ref);
      return { ...facts, branch: isProtected === undefined ? null : { isProtected } };
    }
    case "tag":
      return { ...facts, tag: (await reads.tag(projectId, ref)) ?? null };
    case "newestSuccess":
      return { ...facts, newestSuccess: (await reads.newestSuccess(projectId, ref)) ?? null };
    case "newest":
      return { ...facts, newest: (await reads.newestPipeline(projectId, ref)) ?? null };
    case "newestSuccessKind":
      return { ...facts, newestSuccess: await withKind(facts.newestSuccess, { reads, projectId }) };
    case "newestKind":
      return { ...facts, newest: await withKind(facts.newest, { reads, projectId }) };
    case "isChild": {
      const { source } = (await reads.pipeline(projectId, pipelineId)) ?? {};
      return { ...facts, isChild: source === undefined ? "unknown" : source === "parent_pipeline" };
    }
    default:
      return ask satisfies never;
  }
}

async function withKind(
  listed: RefFacts["newest"],
  { reads, projectId }: { reads: GitLabReads; projectId: number },
): Promise<NonNullable<RefFacts["newest"]>> {
  if (!listed || listed === "unknown") return "unknown";
  const pipeline = await reads.pipeline(projectId, listed.id);
  return { id: listed.id, isTag: pipeline?.tag ?? "unknown" };
}

import { GitLabError } from "../../core/errors.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { NotedKeep } from "../../core/keep.ts";

/** What a keep was made for. */
export interface KeptRef {
  readonly ref: string;
  readonly tag: boolean;
}

/** Whether a ref is there, and for a tag whether it has a release; missing: it cannot be learnt. */
export interface RefSeen {
  readonly isThere?: boolean;
  readonly hasRelease?: boolean;
}

/** The ref that a keep was made for; `undefined` where it has none that could go away, or none that is known. */
export function refOf({ ref, tag }: Pick<NotedKeep, "ref" | "tag">): KeptRef | undefined {
  if (ref === undefined || tag === undefined || ref.startsWith("refs/")) return undefined;
  return { ref, tag };
}

/** Looks whether a ref is there. @throws GitLabError where GitLab cannot be asked at all */
export async function lookAtRef({ ref, tag }: KeptRef, reads: GitLabReads, projectId: number): Promise<RefSeen> {
  try {
    if (!tag) return { isThere: (await reads.branchIsProtected(projectId, ref)) !== undefined };
    const found = await reads.tag(projectId, ref);
    if (!found) return { isThere: false, hasRelease: false };
    return { isThere: true, ...(found.hasRelease !== undefined && { hasRelease: found.hasRelease }) };
  } catch (error) {
    if (error instanceof GitLabError && (error.code === "forbidden" || error.code === "oddAnswer")) return {};
    throw error;
  }
}

/** What a keep was made for and is gone now, in words; `"there"`; `undefined`: it cannot be learnt. */
export function goneOf(keep: NotedKeep, seen: RefSeen): "there" | { readonly gone: string } | undefined {
  const { ref, tag, release } = keep;
  if (seen.isThere === undefined) return undefined;
  if (!seen.isThere) return { gone: `the ${tag ? "tag" : "branch"} ${ref} is gone` };
  if (release === undefined || seen.hasRelease === true) return "there";
  if (seen.hasRelease === undefined) return undefined;
  return { gone: `the release of the tag ${release} is gone` };
}

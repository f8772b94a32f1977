import type { Facts } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Looked } from "../../core/looked.ts";

/** Whether its branch or tag is protected; of a ref that is gone, and of a merge request's, it is not known. */
export async function lookAtProtection({ project, job }: Facts, reads: GitLabReads): Promise<Looked> {
  const { ref, tag } = job;
  if (ref === undefined || tag === undefined || ref.startsWith("refs/")) return {};
  const isProtected = tag
    ? await reads.tagIsProtected(project.id, ref)
    : await reads.branchIsProtected(project.id, ref);
  return isProtected === undefined ? {} : { isProtected };
}

import type { ProtectedRefs } from "../../core/doctorLooks.ts";
import type { Http } from "../http/http.ts";
import { createProtections } from "../protections.ts";

/** Protected branches and tags of the first pages; GitLab before 11.3 tells no tags. Throws GitLabError. */
export async function protectedRefs(http: Http, projectId: number): Promise<ProtectedRefs | undefined> {
  const { branchesPage, tagsPage } = createProtections(http);
  const branches = await branchesPage(projectId);
  const tags = await tagsPage(projectId);
  if (!branches || !tags) return undefined;
  return {
    branches: branches.items.map(({ name, push = [], merge = [] }) => ({ name, grants: [...push, ...merge] })),
    tags: "lacking" in tags ? [] : tags.items.map(({ name, create = [] }) => ({ name, grants: create })),
  };
}

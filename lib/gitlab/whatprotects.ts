import type { FurtherReads } from "../core/gitlab.ts";
import type { Page } from "../core/ports.ts";
import { unlessForbidden } from "./forbidden.ts";
import type { Http } from "./http/http.ts";
import type { Lacking } from "./lacking.ts";
import type { ProjectRef } from "./place.ts";
import { createProtections } from "./protections.ts";
import { createReleases } from "./releases.ts";

/** GitLab lists no more than so many, and does not say that there are more. Source: gitlabhq app/finders/protected_branches_finder.rb (read 2026-11). */
const mostListed = 100;

/** What of a project GitLab protects, asked for as a whole; see `FurtherReads`. */
export function createWhatProtects(http: Http): Pick<FurtherReads, "protectedBranches" | "hasReleases"> {
  const protections = createProtections(http);
  const releases = createReleases(http);

  const listed = async (projectId: number) => {
    const page = await unlessForbidden(() => protections.branchesPage(projectId));
    return !page || page.next !== undefined || page.items.length >= mostListed ? undefined : page.items;
  };

  return {
    protectedBranches: async (projectId) => (await listed(projectId))?.map(({ name }) => name),

    async hasReleases(projectId) {
      const lists: ((project: ProjectRef) => Promise<Page<unknown> | Lacking | undefined>)[] = [
        (project) => releases.page(project),
        (project) => protections.tagsPage(project),
      ];
      for (const list of lists) {
        const page = await unlessForbidden(() => list(projectId));
        if (!page || "lacking" in page) return undefined;
        if (page.items.length > 0) return true;
      }
      return false;
    },
  };
}

import type { Page } from "../core/ports.ts";
import { type Release, ReleaseAnswer } from "./answers/release.ts";
import { askOne, askPage, reader, refuse } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { pagePath } from "./http/pages.ts";
import { type Lacking, lackText, unlessLacking } from "./lacking.ts";
import { type ProjectRef, projectPath } from "./place.ts";
import { isRefName } from "./refname.ts";

/** Looks at releases. Each throws GitLabError; `lacking` before GitLab 11.7; what is not there (or hidden) is `undefined`. */
export interface Releases {
  /** The newest first, by `releasedAt`; 100 a page. */
  page(project: ProjectRef, cursor?: string): Promise<Page<Release> | Lacking | undefined>;
  /** The release of a tag. */
  get(project: ProjectRef, tag: string): Promise<Release | Lacking | undefined>;
}

const lacking = lackText({ what: "list of releases", since: "11.7" });

/** Source: docs.gitlab.com/api/releases, gitlabhq lib/api/releases.rb (read 2026-11). */
export function createReleases(http: Http): Releases {
  const list = (project: ProjectRef) => `${projectPath(project)}/releases`;
  const page = (path: string) => unlessLacking(lacking, () => askPage(http, path, reader(ReleaseAnswer)));

  return {
    page: async (project, cursor) => page(pagePath(`${list(project)}?per_page=100`, cursor)),

    get: async (project, tag) => {
      if (!isRefName(tag)) return undefined;
      const path = `${list(project)}/${encodeURIComponent(tag)}`;
      const found = await unlessLacking(lacking, async () => {
        const release = await askOne(http, path, reader(ReleaseAnswer));
        return (release.tag ?? tag) === tag ? release : refuse(path, "the answer is about another tag");
      });
      if (!found || !("lacking" in found)) return found;
      // a tag without a release is the same 404 as an unknown endpoint; the list tells them apart
      const any = await page(`${list(project)}?per_page=1`);
      return any && "lacking" in any ? any : undefined;
    },
  };
}

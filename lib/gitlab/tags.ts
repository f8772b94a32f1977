import type { Page } from "../core/ports.ts";
import { type Tag, TagAnswer } from "./answers/tag.ts";
import { askOne, askPage, reader, refuse, unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { pagePath } from "./http/pages.ts";
import { known } from "./known.ts";
import { type ProjectRef, projectPath } from "./place.ts";
import { isRefName } from "./refname.ts";

interface TagsAsked {
  /** Part of a name; `^v` and `-rc$` for its beginning and end. */
  readonly search?: string;
  /** Default: `updated`, the newest first; `version` since GitLab 15.4. */
  readonly orderBy?: "name" | "updated" | "version";
  /** Where the page before said to go on. */
  readonly cursor?: string;
}

/** Looks at a repository's tags. Each throws GitLabError; what is not there (or hidden) is `undefined`. */
export interface Tags {
  /** 100 a page. */
  page(project: ProjectRef, asked?: TagsAsked): Promise<Page<Tag> | undefined>;
  get(project: ProjectRef, name: string): Promise<Tag | undefined>;
}

/** Source: docs.gitlab.com/api/tags (read 2026-11). */
export function createTags(http: Http): Tags {
  return {
    page: async (project, { search, orderBy, cursor } = {}) => {
      const query = new URLSearchParams(known({ search: search?.toWellFormed(), order_by: orderBy, per_page: "100" }));
      const first = `${projectPath(project)}/repository/tags?${query}`;
      return unlessGone(() => askPage(http, pagePath(first, cursor), reader(TagAnswer)));
    },

    get: async (project, name) => {
      if (!isRefName(name)) return undefined;
      const path = `${projectPath(project)}/repository/tags/${encodeURIComponent(name)}`;
      return unlessGone(async () => {
        const tag = await askOne(http, path, reader(TagAnswer));
        return tag.name === name ? tag : refuse(path, "the answer is about another tag");
      });
    },
  };
}

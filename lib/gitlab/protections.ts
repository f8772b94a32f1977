import type { Page } from "../core/ports.ts";
import {
  type ProtectedBranch,
  ProtectedBranchAnswer,
  type ProtectedEnvironment,
  ProtectedEnvironmentAnswer,
  type ProtectedTag,
  ProtectedTagAnswer,
} from "./answers/protection.ts";
import { askPage, reader, unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { pagePath } from "./http/pages.ts";
import { type Lacking, lackText, unlessLacking } from "./lacking.ts";
import { type ProjectRef, projectPath } from "./place.ts";

/**
 * What a project protects, 100 a page. `undefined`: the project is gone or hidden. Each throws GitLabError, `forbidden`
 * where the token's user may not read them: be Maintainer.
 */
export interface Protections {
  branchesPage(project: ProjectRef, cursor?: string): Promise<Page<ProtectedBranch> | undefined>;
  /** `lacking` before GitLab 11.3, which protects tags but does not tell. */
  tagsPage(project: ProjectRef, cursor?: string): Promise<Page<ProtectedTag> | Lacking | undefined>;
  /** `lacking` where GitLab is Free: no environment can be protected there, and none is. */
  environmentsPage(project: ProjectRef, cursor?: string): Promise<Page<ProtectedEnvironment> | Lacking | undefined>;
}

export function createProtections(http: Http): Protections {
  const path = (project: ProjectRef, list: string, cursor: string | undefined) =>
    pagePath(`${projectPath(project)}/${list}?per_page=100`, cursor);

  return {
    branchesPage: (project, cursor) =>
      unlessGone(() => askPage(http, path(project, "protected_branches", cursor), reader(ProtectedBranchAnswer))),

    tagsPage: (project, cursor) =>
      unlessLacking(lackText({ what: "list of protected tags", since: "11.3" }), () =>
        askPage(http, path(project, "protected_tags", cursor), reader(ProtectedTagAnswer)),
      ),

    environmentsPage: (project, cursor) =>
      unlessLacking("this GitLab has no protected environments: they need Premium (and 12.8)", () =>
        askPage(http, path(project, "protected_environments", cursor), reader(ProtectedEnvironmentAnswer)),
      ),
  };
}

/**
 * The protections that apply to a branch or tag by name: all that match it, not only the closest. GitLab allows what any of
 * them grants. Ask with the branches' protections for a branch and the tags' for a tag: one name may be both.
 */
export function applying<T extends { readonly name: string }>(protections: readonly T[], ref: string): T[] {
  return protections.filter(({ name }) => matchesRef(name, ref));
}

/**
 * `*` stands for any text, slashes and nothing included; all else is itself, upper and lower case too.
 * Source: gitlabhq app/models/ref_matcher.rb (read 2026-11).
 */
function matchesRef(pattern: string, ref: string): boolean {
  const [start = "", ...rest] = pattern.split("*");
  const end = rest.pop();
  if (end === undefined) return pattern !== "" && pattern === ref;
  if (!ref.startsWith(start)) return false;
  let at = start.length;
  for (const part of rest) {
    const found = ref.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return ref.length - end.length >= at && ref.endsWith(end);
}

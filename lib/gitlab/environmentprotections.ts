import type { Page } from "../core/ports.ts";
import type { EnvironmentProtections, Protection } from "../core/rights.ts";
import { type ProtectedEnvironment, ProtectedEnvironmentAnswer } from "./answers/protection.ts";
import { unlessForbidden } from "./forbidden.ts";
import { askPage, reader, refuse } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { pagePath } from "./http/pages.ts";
import { type Lacking, unlessLacking } from "./lacking.ts";
import { groupPath, projectPath } from "./place.ts";

const mostPages = 10;

/**
 * The protected environments of a project, which a Maintainer may read, or of a group (GitLab 14.3), which a Maintainer of
 * it may: all pages, with who may deploy. `undefined` where the token may not read them, or the place is hidden.
 * Source: docs.gitlab.com/api/protected_environments and /group_protected_environments (read 2026-11).
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function environmentProtections(
  http: Http,
  of: { readonly project: number } | { readonly group: string },
): Promise<EnvironmentProtections | undefined> {
  const place = "project" in of ? projectPath(of.project) : groupPath(of.group);
  const list: Protection[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await pageOf(http, pagePath(`${place}/protected_environments?per_page=100`, cursor));
    if (!page) return undefined;
    if ("lacking" in page) return { canProtect: false, list };
    list.push(...page.items.map(({ name, deploy = [] }) => ({ name, grants: deploy })));
    cursor = page.next;
    if (cursor === undefined) return { canProtect: true, list };
  }
  return refuse(place, `the list of protected environments has more than ${mostPages} pages`);
}

function pageOf(http: Http, path: string): Promise<Page<ProtectedEnvironment> | Lacking | undefined> {
  return unlessForbidden(() =>
    unlessLacking("this GitLab has no protected environments: they need Premium", () =>
      askPage(http, path, reader(ProtectedEnvironmentAnswer)),
    ),
  );
}

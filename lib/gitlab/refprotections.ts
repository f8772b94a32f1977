import type { Page } from "../core/ports.ts";
import type { Protection } from "../core/rights.ts";
import { BranchAnswer } from "./answers/job.ts";
import type { ProtectedBranch, ProtectedTag } from "./answers/protection.ts";
import { unlessForbidden } from "./forbidden.ts";
import { askOne, reader, unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { projectPath } from "./place.ts";
import { applying, createProtections } from "./protections.ts";
import { isRefName } from "./refname.ts";
import { createTags } from "./tags.ts";

/** GitLab lists no more branches' protections than so many. Source: gitlabhq app/finders/protected_branches_finder.rb (read 2026-11). */
const mostBranches = 100;
const mostPages = 10;

/**
 * What protects a branch or a tag: all that match it. Of a branch whoever may push or merge is let through, of a tag whoever
 * may create it. None where GitLab says that it is not protected, which a Reporter may read too; `undefined` where it is,
 * or is gone, and the list cannot be read as a whole.
 * Source: gitlabhq app/policies/ci/build_policy.rb, lib/gitlab/user_access.rb (read 2026-11).
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function refProtections(
  http: Http,
  projectId: number,
  { name, tag }: { readonly name: string; readonly tag: boolean },
): Promise<readonly Protection[] | undefined> {
  const listed = tag ? await tagProtections(http, projectId) : await branchProtections(http, projectId);
  if (listed) return applying(listed, name);
  const isProtected = tag
    ? (await createTags(http).get(projectId, name))?.isProtected
    : await branchIsProtected(http, projectId, name);
  return isProtected === false ? [] : undefined;
}

async function branchProtections(http: Http, projectId: number): Promise<readonly Protection[] | undefined> {
  const { branchesPage } = createProtections(http);
  const branches = await allPages((cursor) => branchesPage(projectId, cursor));
  return branches && branches.length < mostBranches ? branches.map(whoMayUpdate) : undefined;
}

async function tagProtections(http: Http, projectId: number): Promise<readonly Protection[] | undefined> {
  const { tagsPage } = createProtections(http);
  const tags = await allPages(async (cursor) => {
    const page = await tagsPage(projectId, cursor);
    return page && "lacking" in page ? undefined : page;
  });
  return tags?.map(({ name, create }: ProtectedTag) => ({ name, grants: create ?? [] }));
}

function whoMayUpdate({ name, push = [], merge = [] }: ProtectedBranch): Protection {
  return { name, grants: [...push, ...merge] };
}

/** `undefined`: hidden, forbidden, or more pages than are read. */
async function allPages<T>(
  pageAt: (cursor?: string) => Promise<Page<T> | undefined>,
): Promise<readonly T[] | undefined> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < mostPages; pages++) {
    const at = cursor;
    const page = await unlessForbidden(() => pageAt(at));
    if (!page) return undefined;
    items.push(...page.items);
    cursor = page.next;
    if (cursor === undefined) return items;
  }
  return undefined;
}

async function branchIsProtected(http: Http, projectId: number, name: string): Promise<boolean | undefined> {
  if (!isRefName(name)) return undefined;
  const path = `${projectPath(projectId)}/repository/branches/${encodeURIComponent(name)}`;
  const branch = await unlessGone(() => askOne(http, path, reader(BranchAnswer)));
  return branch?.name === name ? branch.protected : undefined;
}

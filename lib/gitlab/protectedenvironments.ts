import { GitLabError } from "../core/errors.ts";
import type { ProtectedEnvironments } from "../core/ports.ts";
import { refuse } from "./http/ask.ts";
import { projectPath } from "./place.ts";
import type { Protections } from "./protections.ts";

const mostPages = 10;

/**
 * A project's own protected environments, all pages. `undefined` where they cannot be known: the token may not read them,
 * or the project is hidden.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function protectedEnvironments(
  protections: Pick<Protections, "environmentsPage">,
  projectId: number,
): Promise<ProtectedEnvironments | undefined> {
  const names: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await pageOf(protections, projectId, cursor);
    if (!page) return undefined;
    if ("lacking" in page) return { names, canProtect: false };
    names.push(...page.items.map(({ name }) => name));
    cursor = page.next;
    if (cursor === undefined) return { names, canProtect: true };
  }
  return refuse(projectPath(projectId), `the list of protected environments has more than ${mostPages} pages`);
}

async function pageOf(protections: Pick<Protections, "environmentsPage">, projectId: number, cursor?: string) {
  try {
    return await protections.environmentsPage(projectId, cursor);
  } catch (error) {
    if (error instanceof GitLabError && error.code === "forbidden") return undefined;
    throw error;
  }
}

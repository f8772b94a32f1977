import type { FurtherReads } from "../core/gitlab.ts";
import { BranchAnswer } from "./answers/job.ts";
import { askPage, reader } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { projectPath } from "./place.ts";
import { isRefName } from "./refname.ts";
import { createTags } from "./tags.ts";

/** Of the query of one request: a line of 8,000 is what proxies take. */
const mostCharacters = 5_000;
const mostNames = 100;

/** Many branches or tags of one project in one request each; see `FurtherReads`. */
export function createManyRefs(http: Http): Pick<FurtherReads, "branches" | "tags"> {
  const allTags = createTags(http);
  return {
    async branches(projectId, names) {
      const asked = fitting([...new Set(names)].filter(isRefName));
      if (asked.length === 0) return new Map();
      const list = `${projectPath(projectId)}/repository/branches?per_page=100&regex=${patternOf(asked)}`;
      const page = await askPage(http, list, reader(BranchAnswer));
      const found = new Map(page.items.map((branch) => [branch.name, branch.protected]));
      // A GitLab that is too old for the pattern ignores it; then only a list that ends here is whole.
      return toldOf(asked, found, page.next === undefined);
    },

    async tags(projectId, names) {
      const page = await allTags.page(projectId);
      if (!page) return new Map();
      const found = new Map(page.items.map((tag) => [tag.name, tag]));
      return toldOf(names.filter(isRefName), found, page.next === undefined);
    },
  };
}

/** Of each name what was found, `null` where a list that is whole has it not. */
function toldOf<T>(names: readonly string[], found: ReadonlyMap<string, T>, isWhole: boolean): Map<string, T | null> {
  const told = new Map<string, T | null>();
  for (const name of names) {
    const one = found.get(name);
    if (one !== undefined) told.set(name, one);
    else if (isWhole) told.set(name, null);
  }
  return told;
}

/** Whole names, as GitLab's RE2 reads them. Source: docs.gitlab.com/api/branches, `regex` (read 2026-11). */
function patternOf(names: readonly string[]): string {
  const plain = names.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return encodeURIComponent(`^(${plain.join("|")})$`);
}

/** As many as one request can name. */
function fitting(names: readonly string[]): readonly string[] {
  let length = 0;
  const past = names.findIndex((name) => {
    length += patternOf([name]).length;
    return length > mostCharacters;
  });
  return names.slice(0, Math.min(mostNames, past < 0 ? mostNames : past));
}

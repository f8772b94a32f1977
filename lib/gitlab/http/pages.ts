import type { Answer } from "./answerbody.ts";
import type { Base } from "./base.ts";
import { failure } from "./errors.ts";

/**
 * Where a list goes on: the path and query of `Link: …; rel="next"`, else the page that `x-next-page` names.
 *
 * @param current the path and query that were asked for
 * @returns `undefined` on the last page
 * @throws GitLabError `oddAnswer` when the link leads to another host or another list, or back to the same page
 */
export function nextPage(base: Base, current: string, { headers }: Answer): string | undefined {
  const [list = "", query] = current.split("?");
  const link = /<([^<>]*)>\s*;[^,<]*\brel="?next\b/.exec(headers.link ?? "")?.[1];
  const next = link === undefined ? byNumber(list, query, headers["x-next-page"]) : byLink(base, list, link);
  if (next === current) throw odd(list, "the next page is the same page");
  return next;
}

/** A list's page, from its first page and a cursor that `nextPage` gave: never another path. */
export function pagePath(firstPage: string, cursor: string | undefined): string {
  const [list = ""] = firstPage.split("?");
  if (cursor !== undefined && !cursor.startsWith(`${list}?`)) throw odd(list, "the cursor belongs to another list");
  return cursor ?? firstPage;
}

function byLink({ origin, apiPath }: Base, list: string, link: string): string {
  const url = URL.parse(link, origin);
  if (url?.origin !== origin) throw odd(list, "the next page is on another host");
  if (url.pathname !== apiPath + list) throw odd(list, "the next page is of another list");
  return list + url.search;
}

/** GitLab sends the header empty on the last page. */
function byNumber(list: string, query: string | undefined, page: string | undefined): string | undefined {
  if (!page || !/^[1-9]\d{0,6}$/.test(page)) return undefined;
  const parameters = new URLSearchParams(query);
  parameters.set("page", page);
  return `${list}?${parameters}`;
}

function odd(list: string, what: string) {
  return failure({ code: "oddAnswer", where: `GET ${list}`, what });
}

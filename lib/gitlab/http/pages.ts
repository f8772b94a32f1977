import type { Answer } from "./answerbody.ts";
import type { Base } from "./base.ts";
import { failure } from "./errors.ts";
import { isTokenName } from "./token.ts";

/**
 * Where a list goes on: the path and query of `Link: …; rel="next"`, else the page that `x-next-page` names.
 *
 * @param current the path and query that were asked for
 * @returns `undefined` on the last page
 * @throws GitLabError `oddAnswer` when the link leads to another list, or back to the same page
 */
export function nextPage(base: Base, current: string, { headers }: Answer): string | undefined {
  const [list = "", query] = current.split("?");
  const link = /<([^<>]*)>\s*;[^,<]*\brel="?next\b/.exec(headers.link ?? "")?.[1];
  const next = link === undefined ? byNumber(list, query, headers["x-next-page"]) : byLink(base, list, link);
  if (next === current) throw odd(list, "the next page is the same page");
  return next;
}

/**
 * A list's page, from its first page and a cursor that `nextPage` gave: never another path.
 *
 * @throws GitLabError `badRequest` on a cursor that is none of this list
 */
export function pagePath(firstPage: string, cursor: string | undefined): string {
  const [list = ""] = firstPage.split("?");
  if (cursor !== undefined && !cursor.startsWith(`${list}?`))
    throw noCursor(list, "the cursor belongs to another list");
  if (cursor !== undefined && !/^[!"$-~]+$/.test(cursor)) throw noCursor(list, "the cursor is malformed");
  return cursor ?? firstPage;
}

/** GitLab writes the address that it is configured with, which need not be the one that it is asked at: that one is kept. */
function byLink({ origin }: Base, list: string, link: string): string {
  const url = URL.parse(link, origin);
  if (!url?.pathname.endsWith(`/api/v4${list}`)) throw odd(list, "the next page is of another list");
  return list + withoutTokens(url.search);
}

/** GitLab repeats the whole query in its links, a token in it too; a cursor is stored and shown. */
function withoutTokens(search: string): string {
  const parts = search.replace(/^\?/, "").split("&");
  const kept = parts.filter((part) => part !== "" && ![...new URLSearchParams(part).keys()].some(isTokenName));
  return kept.length > 0 ? `?${kept.join("&")}` : "";
}

/** GitLab sends the header empty on the last page. */
function byNumber(list: string, query: string | undefined, page: string | undefined): string | undefined {
  if (!page || !/^[1-9]\d{0,6}$/.test(page)) return undefined;
  const parameters = new URLSearchParams(query);
  parameters.set("page", page);
  return `${list}?${parameters}`;
}

/** What is asked for so that it may be smaller: a page of a fifth, then of one thing, that begins where this page begins. */
export function smallerPage(path: string): string | undefined {
  const [list, text] = path.split("?");
  const query = new URLSearchParams(text);
  const perPage = Number(query.get("per_page") ?? usualPerPage);
  if (!(perPage > 1)) return undefined;
  const fewer = perPage > usualPerPage && perPage % 5 === 0 ? perPage / 5 : 1;
  const page = query.get("page");
  if (page !== null || query.get("pagination") !== "keyset")
    query.set("page", String((Number(page ?? 1) - 1) * (perPage / fewer) + 1));
  query.set("per_page", String(fewer));
  return `${list}?${query}`;
}

/** Source: docs.gitlab.com/api/rest, "Pagination" (read 2026-11). */
const usualPerPage = 20;

function noCursor(list: string, what: string) {
  const advice = "nothing was asked: go on with the cursor that this list's last page gave, or begin anew without one";
  return failure({ code: "badRequest", where: `GET ${list}`, what, advice });
}

function odd(list: string, what: string) {
  return failure({ code: "oddAnswer", where: `GET ${list}`, what });
}

import { type Answer, json, parameterError } from "./answer.ts";
import type { Call } from "./call.ts";

const defaultPerPage = 20;
const mostPerPage = 100;
const mostCounted = 10_000;

interface Sheet {
  readonly page: number;
  readonly perPage: number;
}

/** How the rows of one list are shown and told apart. */
export interface Listing<T, R = readonly T[]> {
  /** All of them, in the order of the list. */
  readonly rows: R;
  readonly show: (row: T) => unknown;
}

/** Rows that are made while they are read. */
export interface Stream<T> {
  readonly from: (skip: number) => Iterable<T>;
  /** Missing: GitLab does not count them, as it never does a project's jobs. */
  readonly count?: number;
}

/**
 * One page by number, with GitLab's headers.
 * Source: docs.gitlab.com/api/rest/#offset-based-pagination (read 2026-11).
 * The total is not told above 10,000 rows.
 */
export function offsetPage<T>(call: Call, { rows, show }: Listing<T, readonly T[] | Stream<T>>): Answer {
  const sheet = readSheet(call.query);
  if ("status" in sheet) return sheet;
  const { page, perPage } = sheet;
  const { from, count = Number.POSITIVE_INFINITY } = "from" in rows ? rows : streamOf(rows);
  const { shown, hasNext } = firstOf(from((page - 1) * perPage), perPage);
  const isCounted = count <= mostCounted;
  const pages = Math.max(1, Math.ceil(count / perPage));
  const link = (to: number, rel: string) => linkTo(call, { page: String(to), per_page: String(perPage) }, rel);
  const links = [
    ...(page > 1 ? [link(page - 1, "prev")] : []),
    ...(hasNext ? [link(page + 1, "next")] : []),
    link(1, "first"),
    ...(isCounted ? [link(pages, "last")] : []),
  ];
  return json(200, shown.map(show), {
    Link: links.join(", "),
    "X-Next-Page": hasNext ? String(page + 1) : "",
    "X-Page": String(page),
    "X-Per-Page": String(perPage),
    "X-Prev-Page": page > 1 ? String(page - 1) : "",
    ...(isCounted && { "X-Total": String(count), "X-Total-Pages": String(pages) }),
  });
}

/**
 * The next rows after a place in the list, with a `next` link that tells the following place.
 *
 * @param place how the link names the last row that was shown
 */
export function keysetPage<T>(
  call: Call,
  { rows, show }: Listing<T, Iterable<T>>,
  place: (row: T) => Record<string, string>,
): Answer {
  const sheet = readSheet(call.query);
  if ("status" in sheet) return sheet;
  const { shown, hasNext } = firstOf(rows, sheet.perPage);
  const last = shown.at(-1);
  const headers = hasNext && last !== undefined ? { Link: linkTo(call, place(last), "next") } : undefined;
  return json(200, shown.map(show), headers);
}

function streamOf<T>(rows: readonly T[]): Stream<T> {
  return { from: (skip) => rows.slice(skip), count: rows.length };
}

/** The first rows, and whether there are more. */
function firstOf<T>(rows: Iterable<T>, howMany: number): { shown: T[]; hasNext: boolean } {
  const shown: T[] = [];
  for (const row of rows) {
    if (shown.length === howMany) return { shown, hasNext: true };
    shown.push(row);
  }
  return { shown, hasNext: false };
}

/** Link with the query of this request and what is different on that page. */
function linkTo({ address, query }: Call, changes: Record<string, string>, rel: string): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) next.set(name, value);
  return `<${address}?${next}>; rel="${rel}"`;
}

function readSheet(query: URLSearchParams): Sheet | Answer {
  const page = wholeNumber(query.get("page") ?? "1");
  const perPage = wholeNumber(query.get("per_page") ?? String(defaultPerPage));
  if (page === undefined) return parameterError("page is invalid");
  if (perPage === undefined) return parameterError("per_page is invalid");
  if (perPage === 0) return parameterError("per_page has a value not allowed");
  return { page: Math.max(1, page), perPage: Math.min(mostPerPage, perPage) };
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

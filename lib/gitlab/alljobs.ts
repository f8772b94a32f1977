import type { Page } from "../core/page.ts";
import type { Clock } from "../core/time.ts";
import { refuse, whereOf } from "./http/ask.ts";
import { failure } from "./http/errors.ts";

const mostPages = 50;
const mostPagingMillis = 30_000;

/**
 * All pages. A job that starts meanwhile moves the others on, so a job may come twice; a page with nothing new is a fault.
 *
 * @param page asks for one page
 * @throws GitLabError `oddAnswer` after 50 pages, `timeout` after 30 s
 */
export async function allJobs<T extends { readonly id: number }>(
  first: string,
  page: (path: string) => Promise<Page<T>>,
  clock: Clock,
): Promise<T[]> {
  const jobs = new Map<number, T>();
  const begun = clock();
  let next: string | undefined = first;
  for (let pages = 0; next !== undefined; pages++) {
    if (pages === mostPages) return refuse(first, `the list has more than ${mostPages} pages`);
    if (clock() - begun > mostPagingMillis)
      throw failure({ code: "timeout", where: whereOf(first), what: "the pages took more than 30 s" });
    const current: Page<T> = await page(next);
    const before = jobs.size;
    for (const job of current.items) if (!jobs.has(job.id)) jobs.set(job.id, job);
    if (current.items.length > 0 && jobs.size === before) return refuse(first, "a page holds nothing new");
    next = current.next;
  }
  return [...jobs.values()];
}

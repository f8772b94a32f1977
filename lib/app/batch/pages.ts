import { GitLabError } from "../../core/errors.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Job } from "../../core/job.ts";
import type { Page } from "../../core/page.ts";
import { jobIdOf, type Task } from "../../core/task.ts";

/** A page that new jobs have moved on, or that came smaller, is followed so far. */
const mostPages = 3;

/**
 * The jobs of tasks, from the pages that they were found on, where several stand on one page. What is on it no more is not
 * in the answer.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function jobsOnPages(tasks: readonly Task[], reads: GitLabReads): Promise<ReadonlyMap<number, Job>> {
  const byPage = new Map<string, Task[]>();
  for (const task of tasks) {
    const page = task.about?.page;
    if (page !== undefined) byPage.set(page, [...(byPage.get(page) ?? []), task]);
  }
  const shared = [...byPage].filter(([, found]) => found.length > 1);
  const jobs = await Promise.all(shared.map(([cursor, found]) => jobsFrom(cursor, found, reads)));
  return new Map(jobs.flat().map((job) => [job.id, job]));
}

async function jobsFrom(first: string, tasks: readonly Task[], reads: GitLabReads): Promise<readonly Job[]> {
  const wanted = new Set(tasks.map((task) => jobIdOf(task) ?? 0));
  const projectId = tasks[0]?.project.id ?? 0;
  const found: Job[] = [];
  let cursor: string | undefined = first;
  for (let pages = 0; pages < mostPages && cursor !== undefined; pages++) {
    const page: Page<Job> | undefined = await pageOf(projectId, cursor, reads);
    if (!page) break;
    for (const job of page.items) if (wanted.delete(job.id)) found.push(job);
    const last = page.items.at(-1)?.id ?? 0;
    // Only what is older than the page's last job can stand on the next.
    cursor = [...wanted].filter((id) => id < last).length > 1 ? page.next : undefined;
  }
  return found;
}

/** What makes no sense as a page, or is none any more, is looked at job by job. */
async function pageOf(projectId: number, cursor: string, reads: GitLabReads): Promise<Page<Job> | undefined> {
  try {
    return await reads.jobsPage(projectId, cursor === "" ? undefined : cursor);
  } catch (error) {
    if (error instanceof GitLabError && pageless.has(error.code)) return undefined;
    throw error;
  }
}

const pageless: ReadonlySet<string> = new Set(["badRequest", "oddAnswer", "notFound", "tooLarge"]);

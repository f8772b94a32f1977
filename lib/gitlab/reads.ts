import type { Job } from "../core/job.ts";
import type { GitLabReads, Page } from "../core/ports.ts";
import type { Clock } from "../core/time.ts";
import { BranchAnswer, PipelineAnswer, ProjectAnswer, toJob, UserAnswer } from "./answers/job.ts";
import { askOne, askPage, type Read, reader, refuse, unlessGone, whereOf } from "./http/ask.ts";
import { failure } from "./http/errors.ts";
import type { Http } from "./http/http.ts";
import { pagePath } from "./http/pages.ts";

const mostPages = 50;
const mostPagingMillis = 30_000;

/** Looks at GitLab with one token; see `GitLabReads`. */
export function createReads(http: Http, clock: Clock): GitLabReads {
  let me: { id: number; username: string } | undefined;

  const one = <T>(path: string, read: Read<T>) => askOne(http, path, read);
  const page = <T>(path: string, read: Read<T>) => askPage(http, path, read);
  const readJob = (value: unknown) => toJob(value, clock());

  return {
    job: (projectId, jobId) =>
      unlessGone(async () => {
        const path = `/projects/${projectId}/jobs/${jobId}`;
        const job = await one(path, readJob);
        return job.id === jobId ? job : refuse(path, "the answer is about another job");
      }),

    pipelineJobs: (projectId, pipelineId) =>
      unlessGone(async () => {
        const path = `/projects/${projectId}/pipelines/${pipelineId}/jobs?include_retried=true&per_page=100`;
        const jobs = await allJobs(path, (next) => page(next, readJob), clock);
        const stranger = jobs.some((job) => job.pipelineId !== undefined && job.pipelineId !== pipelineId);
        return stranger ? refuse(path, "the answer holds a job of another pipeline") : jobs;
      }),

    jobsPage: async (projectId, cursor, statuses = []) => {
      const scopes = statuses.map((status) => `&scope%5B%5D=${status}`).join("");
      const first = `/projects/${projectId}/jobs?pagination=keyset&order_by=id&sort=desc&per_page=100${scopes}`;
      const jobs = await page(pagePath(first, cursor), readJob);
      return isNewestFirst(jobs.items) ? jobs : refuse(first, "the list is not ordered as asked");
    },

    project: (projectId) => unlessGone(() => one(`/projects/${projectId}`, reader(ProjectAnswer))),

    projectsPage: async (cursor) => page(pagePath(projectsFirstPage, cursor), reader(ProjectAnswer)),

    newestSuccess: async (projectId, ref) => {
      const query = new URLSearchParams({ ref, status: "success", per_page: "1", order_by: "id", sort: "desc" });
      return (await page(`/projects/${projectId}/pipelines?${query}`, reader(PipelineAnswer))).items[0];
    },

    branchIsProtected: async (projectId, branch) => {
      // no branch can be called so (git check-ref-format), and in a path they lead elsewhere
      if (/^\.{0,2}$/.test(branch)) return undefined;
      const path = `/projects/${projectId}/repository/branches/${encodeURIComponent(branch.toWellFormed())}`;
      return (await unlessGone(() => one(path, reader(BranchAnswer))))?.protected;
    },

    me: async () => {
      me ??= await one("/user", reader(UserAnswer));
      return me;
    },
  };
}

const projectsFirstPage =
  "/projects?membership=true&simple=true&archived=false&order_by=id&sort=asc&pagination=keyset&per_page=100";

/**
 * All pages. A job that starts meanwhile moves the others on, so a job may come twice; a page with nothing new is a fault.
 *
 * @throws GitLabError `oddAnswer` after 50 pages, `timeout` after 30 s
 */
async function allJobs(first: string, page: (path: string) => Promise<Page<Job>>, clock: Clock): Promise<Job[]> {
  const jobs = new Map<number, Job>();
  const begun = clock();
  let next: string | undefined = first;
  for (let pages = 0; next !== undefined; pages++) {
    if (pages === mostPages) return refuse(first, `the list has more than ${mostPages} pages`);
    if (clock() - begun > mostPagingMillis)
      throw failure({ code: "timeout", where: whereOf(first), what: "the pages took more than 30 s" });
    const current: Page<Job> = await page(next);
    const before = jobs.size;
    for (const job of current.items) if (!jobs.has(job.id)) jobs.set(job.id, job);
    if (current.items.length > 0 && jobs.size === before) return refuse(first, "a page holds nothing new");
    next = current.next;
  }
  return [...jobs.values()];
}

function isNewestFirst(jobs: readonly Job[]): boolean {
  return jobs.every((job, at) => job.id < (jobs[at - 1]?.id ?? Infinity));
}

import type { Job } from "../core/job.ts";
import type { GitLabReads, Page } from "../core/ports.ts";
import type { Clock } from "../core/time.ts";
import { BranchAnswer, ProjectAnswer, toJob, UserAnswer } from "./answers/job.ts";
import { askOne, askPage, type Read, reader, refuse, unlessGone, whereOf } from "./http/ask.ts";
import { failure } from "./http/errors.ts";
import type { Http } from "./http/http.ts";
import { pagePath } from "./http/pages.ts";
import { pipelineJobsPath, refuseStrangers } from "./joblists.ts";
import { known } from "./known.ts";
import { newestFirst } from "./newestfirst.ts";
import { createPipelines, newestSuccess } from "./pipelines.ts";
import { jobPath, projectPath } from "./place.ts";
import { protectedEnvironments } from "./protectedenvironments.ts";
import { createProtections } from "./protections.ts";
import { isRefName } from "./refname.ts";

const mostPages = 50;
const mostPagingMillis = 30_000;

/** Looks at GitLab with one token; see `GitLabReads`. */
export function createReads(http: Http, clock: Clock): GitLabReads {
  let me: { id: number; username: string } | undefined;
  const pipelines = createPipelines(http);
  const protections = createProtections(http);

  const one = <T>(path: string, read: Read<T>) => askOne(http, path, read);
  const page = <T>(path: string, read: Read<T>) => askPage(http, path, read);
  const readJob = (value: unknown) => toJob(value, clock());
  const newest = newestFirst((path) => page(path, readJob));

  return {
    job: (projectId, jobId) =>
      unlessGone(async () => {
        const path = jobPath(projectId, jobId);
        const job = await one(path, readJob);
        return job.id === jobId ? job : refuse(path, "the answer is about another job");
      }),

    pipelineJobs: (projectId, pipelineId) =>
      unlessGone(async () => {
        const path = pipelineJobsPath(projectId, pipelineId, { includeRetried: true });
        const jobs = await allJobs(path, (next) => page(next, readJob), clock);
        refuseStrangers(path, jobs, { pipelineId });
        return jobs;
      }),

    jobsPage: (projectId, cursor, statuses) => newest(known({ project: projectId, cursor, statuses })),

    project: (projectId) =>
      unlessGone(async () => {
        const path = projectPath(projectId);
        const project = await one(path, reader(ProjectAnswer));
        return project.id === projectId ? project : refuse(path, "the answer is about another project");
      }),

    projectsPage: async (cursor) => page(pagePath(projectsFirstPage, cursor), reader(ProjectAnswer)),

    newestSuccess: async (projectId, ref) => {
      const pipeline = await newestSuccess(http, projectId, ref);
      return pipeline && { id: pipeline.id };
    },

    branchIsProtected: async (projectId, branch) => {
      if (!isRefName(branch)) return undefined;
      const path = `${projectPath(projectId)}/repository/branches/${encodeURIComponent(branch)}`;
      const found = await unlessGone(() => one(path, reader(BranchAnswer)));
      if (found && found.name !== branch) return refuse(path, "the answer is about another branch");
      return found?.protected;
    },

    pipeline: (projectId, pipelineId) => pipelines.get(projectId, pipelineId),

    protectedEnvironments: (projectId) => protectedEnvironments(protections, projectId),

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

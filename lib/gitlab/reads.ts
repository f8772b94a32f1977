import type { GitLabReads } from "../core/gitlab.ts";
import type { Clock } from "../core/time.ts";
import { allJobs } from "./alljobs.ts";
import { BranchAnswer, OneProjectAnswer, ProjectAnswer, toJob, UserAnswer } from "./answers/job.ts";
import { createFurtherReads } from "./furtherreads.ts";
import { askOne, askPage, type Read, reader, refuse, unlessGone } from "./http/ask.ts";
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
    ...createFurtherReads(http, clock),

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
        const project = await one(path, reader(OneProjectAnswer));
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

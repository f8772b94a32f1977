import type { JobStatus } from "../core/job.ts";
import type { Page } from "../core/ports.ts";
import type { Clock } from "../core/time.ts";
import { type AllowedAgents, toAllowedAgents } from "./answers/agents.ts";
import { type Bridge, type JobDetail, toBridge, toJobDetail } from "./answers/detail.ts";
import { askOne, askPage, type Read, refuse, unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { pagePath } from "./http/pages.ts";
import { bridgesPath, pipelineJobsPath, refuseStrangers } from "./joblists.ts";
import { type NewestAsked, newestFirst } from "./newestfirst.ts";
import { createPipelines } from "./pipelines.ts";
import { jobPath, type ProjectRef } from "./place.ts";
import { inStatuses } from "./statuses.ts";
import { unlessGoneOrTooOld } from "./tooold.ts";

interface JobsAsked {
  /** Several may be wanted; none means all. */
  readonly statuses?: readonly JobStatus[];
  /** Where the page before said to go on: with the statuses, ref and size of that page, whatever is asked beside it. */
  readonly cursor?: string;
  /** 1 to 100; default 100. */
  readonly perPage?: number;
}

/**
 * Jobs as people read them. Each throws GitLabError; what is not there (or hidden) is `undefined`.
 * Source: docs.gitlab.com/api/jobs and its history, gitlabhq changelogs/archive-13.md (read 2026-11).
 */
export interface Jobs {
  /**
   * Newest first. Keyset pages; pages by number where the GitLab is too old for them (before 15.9), where a job that begins
   * meanwhile moves the others on, so that one may come on two pages. GitLab before 18.10 gives the jobs of every ref: the
   * others are left out here, so a page may be short or empty and still have a next one.
   */
  listPage(project: ProjectRef, asked?: JobsAsked & { readonly ref?: string }): Promise<Page<JobDetail> | undefined>;
  /**
   * Pages by number; without the trigger jobs. Without `includeRetried` only the newest job of a name. GitLab before 13.5
   * gives the retried ones always, and the oldest first; from there to 13.8 it never gives them.
   */
  inPipelinePage(
    project: ProjectRef,
    pipelineId: number,
    asked?: JobsAsked & { readonly includeRetried?: boolean },
  ): Promise<Page<JobDetail> | undefined>;
  /** @throws GitLabError `notFound` when the pipeline is there, but the GitLab is older than such lists (before 13.1) */
  bridgesPage(project: ProjectRef, pipelineId: number, asked?: JobsAsked): Promise<Page<Bridge> | undefined>;
  get(project: ProjectRef, jobId: number): Promise<JobDetail | undefined>;
  /**
   * The job whose CI job token the client has; `undefined` for any other token.
   *
   * @throws GitLabError `notFound` when the GitLab is too old to tell (before 13.10)
   */
  ofToken(): Promise<JobDetail | undefined>;
  /**
   * The Kubernetes agents that the job of a job token may use; `undefined` for any other token.
   *
   * @throws GitLabError `notFound` when the GitLab is too old to tell (before 13.11)
   */
  allowedAgents(): Promise<AllowedAgents | undefined>;
}

export function createJobs(http: Http, clock: Clock): Jobs {
  const readJob = (value: unknown) => toJobDetail(value, clock());
  const readBridge = (value: unknown) => toBridge(value, clock());
  const page = async <T extends JobDetail>(path: string, read: Read<T>, asked: ListOf) => {
    const found = await inStatuses(asked.statuses, () => askPage(http, path, read));
    refuseStrangers(path, found.items, asked);
    return found;
  };
  const { get: getPipeline } = createPipelines(http);
  const newest = newestFirst((path, asked) => page(path, readJob, asked));

  return {
    listPage: (project, asked = {}) =>
      unlessGone(async () => {
        const found = await newest({ ...asked, project });
        const { ref } = asked;
        return ref === undefined ? found : { ...found, items: found.items.filter((job) => job.ref === ref) };
      }),

    inPipelinePage: (project, pipelineId, asked = {}) =>
      unlessGone(() => {
        const first = pipelineJobsPath(project, pipelineId, asked);
        return page(pagePath(first, asked.cursor), readJob, { ...asked, project, pipelineId });
      }),

    bridgesPage: async (project, pipelineId, asked = {}) => {
      const path = bridgesPath(project, pipelineId, asked);
      const isThere = async () => (await getPipeline(project, pipelineId)) !== undefined;
      return unlessGoneOrTooOld({ path, what: "list of trigger jobs", since: "13.1", isThere }, async () =>
        page(pagePath(path, asked.cursor), readBridge, { ...asked, project, pipelineId }),
      );
    },

    get: (project, jobId) =>
      unlessGone(async () => {
        const path = jobPath(project, jobId);
        const job = await askOne(http, path, readJob);
        refuseStrangers(path, [job], { project });
        return job.id === jobId ? job : refuse(path, "the answer is about another job");
      }),

    ofToken: () => unlessGoneOrTooOld(tokensJob, () => askOne(http, tokensJob.path, readJob)),

    allowedAgents: () => unlessGoneOrTooOld(tokensAgents, () => askOne(http, tokensAgents.path, toAllowedAgents)),
  };
}

const tokensJob = { path: "/job", what: "answer to a job token", since: "13.10" };
const tokensAgents = { path: "/job/allowed_agents", what: "list of a job's agents", since: "13.11" };

/** What the jobs of a page must belong to. */
interface ListOf extends Pick<NewestAsked, "project" | "statuses"> {
  readonly pipelineId?: number;
}

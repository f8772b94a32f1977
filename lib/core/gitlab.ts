import type { SeenDeployment } from "./deployment.ts";
import type { GitLabLimit } from "./errors.ts";
import type { Inputs } from "./inputs.ts";
import type { Job, JobStatus } from "./job.ts";
import type { LogAsk, LookedPipeline } from "./looked.ts";
import type { Page } from "./page.ts";
import type { RightsReads } from "./rights.ts";
import type { Instant } from "./time.ts";

/** What GitLab's own logs call a request that it answered: `correlation_id`. */
interface Named {
  readonly requestId?: string;
}

/** How one request to change something ended. Nothing here was ever sent twice. */
export type Reply =
  /** GitLab answered 2xx; `job` where the answer holds one. */
  | ({ readonly kind: "accepted"; readonly status: number; readonly job?: Job } & Named)
  /** GitLab said no (4xx), or pointed somewhere else (3xx): it certainly did nothing. */
  | ({
      readonly kind: "rejected";
      readonly status: number;
      readonly message: string;
      readonly retryAfterSeconds?: number;
      /** Which limit is reached, of a 429. */
      readonly limit?: GitLabLimit;
    } & Named)
  /** Nothing was sent: no connection. */
  | { readonly kind: "notSent"; readonly message: string }
  /** It may have been done: a time-out, a reset, a 5xx, or an answer that makes no sense. */
  | ({ readonly kind: "unknown"; readonly message: string } & Named);

export interface ProtectedEnvironments {
  readonly names: readonly string[];
  /** Free GitLabs protect none. */
  readonly canProtect: boolean;
}

/** A pipeline as rules judge it. `ref` is as GitLab has it on the jobs: `refs/merge-requests/7/head`. */
export interface SeenPipeline extends Omit<LookedPipeline, "mergeRequest"> {
  readonly id: number;
  readonly ref?: string;
  /** Whether it ran for a tag: a branch and a tag may share their name. */
  readonly tag?: boolean;
}

/** Looks. Each throws GitLabError when GitLab cannot be asked; a thing that is not there is `undefined`. */
export interface GitLabReads extends FurtherReads {
  job(projectId: number, jobId: number): Promise<Job | undefined>;
  /** Every run in a pipeline, the retried ones included, all pages. `undefined`: no such pipeline. */
  pipelineJobs(projectId: number, pipelineId: number): Promise<Job[] | undefined>;
  /** One page of a project's jobs, newest first: of all, or of those in some statuses. A cursor goes on with its own list. */
  jobsPage(projectId: number, cursor?: string, statuses?: readonly JobStatus[]): Promise<Page<Job>>;
  project(projectId: number): Promise<{ id: number; path: string; isArchived?: boolean } | undefined>;
  /** One page of the projects that the token is a member of. */
  projectsPage(cursor?: string): Promise<Page<{ id: number; path: string }>>;
  /** The newest successful pipeline of a ref, or `undefined`. */
  newestSuccess(projectId: number, ref: string): Promise<NewestPipeline | undefined>;
  /** Whether a branch is protected; `undefined` when there is no such branch. */
  branchIsProtected(projectId: number, branch: string): Promise<boolean | undefined>;
  pipeline(projectId: number, pipelineId: number): Promise<SeenPipeline | undefined>;
  /**
   * The names of the environments that a project itself protects, and whether this GitLab can protect any, which its groups
   * may do as well; `undefined` where the token may not read them.
   */
  protectedEnvironments(projectId: number): Promise<ProtectedEnvironments | undefined>;
  /** Who the token is. */
  me(): Promise<{ id: number; username: string }>;
}

/**
 * Looks that only some rules ask for. Each throws GitLabError when GitLab cannot be asked; what is not there, or is not to be
 * learnt of this GitLab, is `undefined`.
 */
export interface FurtherReads extends RightsReads {
  /** A project by its full path, which GitLab takes in upper and lower case alike. */
  projectNamed(path: string): Promise<{ id: number; path: string } | undefined>;
  mergeRequest(projectId: number, iid: number): Promise<NonNullable<LookedPipeline["mergeRequest"]> | undefined>;
  /**
   * The pipeline that a merge request shows, by the project that it runs in, which may be a fork; `null`: it shows none;
   * `undefined`: the merge request is not there, or this GitLab does not tell.
   */
  headPipeline(projectId: number, iid: number): Promise<HeadPipeline | null | undefined>;
  tagIsProtected(projectId: number, tag: string): Promise<boolean | undefined>;
  tag(projectId: number, tag: string): Promise<SeenTag | undefined>;
  /** Remembered, since nobody becomes a bot: GitLab lets a token ask for few users. */
  userIsBot(userId: number): Promise<boolean | undefined>;
  /** The newest pipeline of a ref, children left out. A project that is gone is not one without pipelines: it throws. */
  newestPipeline(projectId: number, ref: string): Promise<NewestPipeline | undefined>;
  /** The trigger jobs of a pipeline, without retried ones, all pages. */
  bridges(projectId: number, pipelineId: number): Promise<Job[] | undefined>;
  /** The pipelines in the same project that a pipeline's trigger jobs began, those of retried ones left out. */
  childPipelines(projectId: number, pipelineId: number): Promise<readonly { readonly id: number }[] | undefined>;
  /** The newest pipelines of a tag as it is now, at most 100, without their children. */
  tagPipelines(projectId: number, tag: string): Promise<readonly { readonly id: number }[] | undefined>;
  /** One page of a project's successful jobs, newest first, of a ref; GitLab before 18.10 gives those of every ref. */
  successesPage(projectId: number, ref: string, cursor?: string): Promise<Page<Job>>;
  /**
   * The newest 100 pipelines, or `most`, that anything happened to since then, the last changed first: children left out, or
   * only those, which GitLab before 17 shows none of.
   */
  changedPipelines(
    projectId: number,
    since: Instant,
    how?: { readonly children?: true; readonly most?: number },
  ): Promise<readonly { readonly id: number }[]>;
  /** Where a job deploys to, variables filled in; GitLab tells no difference between nowhere and unknown. */
  environmentName(projectPath: string, jobId: number): Promise<string | undefined>;
  /**
   * A project, and the newest pipeline of each of at most 25 of its refs, or the newest that succeeded (`null`: there is
   * none), in one request. `undefined`: this GitLab, or this project by this path, cannot be asked for many at once.
   */
  newestOfRefs(
    projectPath: string,
    refs: readonly string[],
    which: "any" | "success",
  ): Promise<RefPipelines | undefined>;
  /** Whether each of many branches is protected, `null` where it is gone, in one request. What is not in the answer must be asked singly. */
  branches(projectId: number, names: readonly string[]): Promise<ReadonlyMap<string, boolean | null>>;
  /** As `tag` of each of many tags, `null` where it is gone, in one request. What is not in the answer must be asked singly. */
  tags(projectId: number, names: readonly string[]): Promise<ReadonlyMap<string, SeenTag | null>>;
  /**
   * The names of all protected branches, the groups' included, with `*` for any letters; `undefined` where they cannot all
   * be learnt. A name may be that of a branch that is gone.
   */
  protectedBranches(projectId: number): Promise<readonly string[] | undefined>;
  /** Whether a project has any release, or protects any tag; `undefined` where that cannot be learnt. */
  hasReleases(projectId: number): Promise<boolean | undefined>;
  /** The deployment of a job; of one among many others of its environment, that no hook told of, nothing is learnt. */
  deploymentOf(
    projectId: number,
    job: { readonly id: number; readonly deploymentId?: number; readonly environment?: string },
  ): Promise<SeenDeployment | undefined>;
  /** The job of the newest deployment to an environment that succeeded, by the environment's name. */
  lastDeployed(projectId: number, environment: string): Promise<number | undefined>;
  /** `null`: there is no log. */
  logTail(projectId: number, jobId: number, ask: LogAsk): Promise<string | null | undefined>;
  /** What the runner said that the script ended with; `null`: it did not end with a code. */
  exitCode(projectId: number, jobId: number): Promise<number | null | undefined>;
}

/** The newest pipeline of a ref, children left out; `isTag`: whether it ran for a tag, missing where that was not asked for. */
export interface NewestPipeline {
  readonly id: number;
  readonly isTag?: boolean;
}

/** The pipeline of a merge request's newest commit. */
export interface HeadPipeline {
  readonly projectId: number;
  readonly id: number;
}

/** The newest pipelines of several refs of one project, by ref. */
export interface RefPipelines {
  readonly project: { readonly id: number; readonly path: string; readonly isArchived?: boolean };
  readonly newest: ReadonlyMap<string, NewestPipeline | null>;
}

/** What is missing could not be learnt. */
export interface SeenTag {
  readonly isProtected?: boolean;
  readonly hasRelease?: boolean;
}

/** Effects. Each sends one request, once, and never throws: what happened is a value. */
export interface GitLabWrites {
  retry(projectId: number, jobId: number, inputs?: Inputs): Promise<Reply>;
  cancel(projectId: number, jobId: number): Promise<Reply>;
  play(projectId: number, jobId: number, variables: Readonly<Record<string, string>>, inputs?: Inputs): Promise<Reply>;
  keep(projectId: number, jobId: number): Promise<Reply>;
  deleteArtifacts(projectId: number, jobId: number): Promise<Reply>;
  /** The artifacts of how many jobs may be deleted in one request: 100, or 1 while this GitLab is known to lack it. */
  readonly deletesAtOnce: number;
  /**
   * The artifacts of up to `deletesAtOnce` jobs, as `deleteArtifacts` of each, in one request; each job's reply is its own.
   * Lacking: this GitLab cannot; nothing was done.
   */
  deleteArtifactsOf(jobIds: readonly number[]): Promise<ReadonlyMap<number, Reply> | { readonly lacking: string }>;
  /** Lets all artifacts of a project expire now that GitLab does not keep as the newest of their ref. */
  deleteProjectArtifacts(projectId: number): Promise<Reply>;
  /** The artifacts and the log. */
  erase(projectId: number, jobId: number): Promise<Reply>;
}

export interface GitLab {
  readonly reads: GitLabReads;
  readonly writes: GitLabWrites;
}

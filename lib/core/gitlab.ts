import type { GitLabLimit } from "./errors.ts";
import type { Inputs } from "./inputs.ts";
import type { Job, JobStatus } from "./job.ts";
import type { LogAsk, LookedPipeline } from "./looked.ts";
import type { Page } from "./page.ts";
import type { Instant } from "./time.ts";

/** How one request to change something ended. Nothing here was ever sent twice. */
export type Reply =
  /** GitLab answered 2xx; `job` where the answer holds one. */
  | { readonly kind: "accepted"; readonly status: number; readonly job?: Job }
  /** GitLab said no (4xx), or pointed somewhere else (3xx): it certainly did nothing. */
  | {
      readonly kind: "rejected";
      readonly status: number;
      readonly message: string;
      readonly retryAfterSeconds?: number;
      /** Which limit is reached, of a 429. */
      readonly limit?: GitLabLimit;
    }
  /** Nothing was sent: no connection. */
  | { readonly kind: "notSent"; readonly message: string }
  /** It may have been done: a time-out, a reset, a 5xx, or an answer that makes no sense. */
  | { readonly kind: "unknown"; readonly message: string };

export interface ProtectedEnvironments {
  readonly names: readonly string[];
  /** Free GitLabs protect none. */
  readonly canProtect: boolean;
}

/** A pipeline as rules judge it. `ref` is as GitLab has it on the jobs: `refs/merge-requests/7/head`. */
export interface SeenPipeline extends Omit<LookedPipeline, "mergeRequest"> {
  readonly id: number;
  readonly ref?: string;
}

/** Looks. Each throws GitLabError when GitLab cannot be asked; a thing that is not there is `undefined`. */
export interface GitLabReads extends FurtherReads {
  job(projectId: number, jobId: number): Promise<Job | undefined>;
  /** Every run in a pipeline, the retried ones included, all pages. `undefined`: no such pipeline. */
  pipelineJobs(projectId: number, pipelineId: number): Promise<Job[] | undefined>;
  /** One page of a project's jobs, newest first: of all, or of those in some statuses. A cursor goes on with its own list. */
  jobsPage(projectId: number, cursor?: string, statuses?: readonly JobStatus[]): Promise<Page<Job>>;
  project(projectId: number): Promise<{ id: number; path: string } | undefined>;
  /** One page of the projects that the token is a member of. */
  projectsPage(cursor?: string): Promise<Page<{ id: number; path: string }>>;
  /** The newest successful pipeline of a ref, or `undefined`. */
  newestSuccess(projectId: number, ref: string): Promise<{ id: number } | undefined>;
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
export interface FurtherReads {
  /** A project by its full path, which GitLab takes in upper and lower case alike. */
  projectNamed(path: string): Promise<{ id: number; path: string } | undefined>;
  mergeRequest(projectId: number, iid: number): Promise<NonNullable<LookedPipeline["mergeRequest"]> | undefined>;
  tagIsProtected(projectId: number, tag: string): Promise<boolean | undefined>;
  tag(
    projectId: number,
    tag: string,
  ): Promise<{ readonly isProtected?: boolean; readonly hasRelease?: boolean } | undefined>;
  /** What somebody may in a project now, by GitLab's number, memberships by groups included; 0: is no member. */
  memberLevel(projectId: number, userId: number): Promise<number | undefined>;
  /** Remembered, since nobody becomes a bot: GitLab lets a token ask for few users. */
  userIsBot(userId: number): Promise<boolean | undefined>;
  /** The newest pipeline of a ref, children left out. A project that is gone is not one without pipelines: it throws. */
  newestPipeline(projectId: number, ref: string): Promise<{ id: number } | undefined>;
  /** The trigger jobs of a pipeline, without retried ones, all pages. */
  bridges(projectId: number, pipelineId: number): Promise<Job[] | undefined>;
  /** One page of a project's successful jobs, newest first, of a ref; GitLab before 18.10 gives those of every ref. */
  successesPage(projectId: number, ref: string, cursor?: string): Promise<Page<Job>>;
  /** The newest 100 pipelines, children left out, that anything happened to since then, the last changed first. */
  changedPipelines(projectId: number, since: Instant): Promise<readonly { readonly id: number }[]>;
  /** Where a job deploys to, variables filled in; GitLab tells no difference between nowhere and unknown. */
  environmentName(projectPath: string, jobId: number): Promise<string | undefined>;
  /** `null`: there is no log. */
  logTail(projectId: number, jobId: number, ask: LogAsk): Promise<string | null | undefined>;
  /** What the runner said that the script ended with; `null`: it did not end with a code. */
  exitCode(projectId: number, jobId: number): Promise<number | null | undefined>;
}

/** Effects. Each sends one request, once, and never throws: what happened is a value. */
export interface GitLabWrites {
  retry(projectId: number, jobId: number, inputs?: Inputs): Promise<Reply>;
  cancel(projectId: number, jobId: number): Promise<Reply>;
  play(projectId: number, jobId: number, variables: Readonly<Record<string, string>>, inputs?: Inputs): Promise<Reply>;
  keep(projectId: number, jobId: number): Promise<Reply>;
  deleteArtifacts(projectId: number, jobId: number): Promise<Reply>;
  /** The artifacts and the log. */
  erase(projectId: number, jobId: number): Promise<Reply>;
}

export interface GitLab {
  readonly reads: GitLabReads;
  readonly writes: GitLabWrites;
}

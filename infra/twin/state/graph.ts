import type { Instant } from "../../../lib/core/time.ts";
import type { Approval, DeploymentStatus, Environment } from "./environment.ts";
import type { Group } from "./group.ts";
import type { AutoCancel, JobDefinition, JobFile, JobStatus, Runner, When } from "./jobParts.ts";
import type { Past } from "./past.ts";
import type { Person, Role } from "./person.ts";
import type { ProtectedEnvironment, ProtectedRef } from "./protection.ts";

export type { Grants, ProtectedEnvironment, ProtectedRef } from "./protection.ts";

// Projects, pipelines and jobs know each other, so their shapes stand together.

export interface ProjectSettings {
  visibility: "private" | "public";
  /** Who may give variables to a job; `no_one_allowed` binds everybody. */
  pipelineVariables: "developer" | "maintainer" | "owner" | "no_one_allowed";
  /** Whether whoever sees the project sees its pipelines and jobs too, not only reporters. Default: where it is public. */
  hasPublicPipelines: boolean;
  /** A deployment that is older than the last good one is not begun any more. Default: yes. */
  forwardDeployment: boolean;
  /** With `forwardDeployment`: deployments that have ended may all the same be run again. Default: yes. */
  allowsRollback: boolean;
  /** A new commit's pipeline cancels the older ones of its ref. Default: no (GitLab's own: yes). */
  cancelsRedundant: boolean;
  /** While GitLab counts the storage anew, deletes are answered with 409. */
  isRefreshingStats: boolean;
  /** Nothing can be written in it any more; the twin only tells. Default: no. */
  isArchived: boolean;
  /** Whether CI is switched on; the twin only tells. Default: yes. */
  hasJobs: boolean;
  /** Whether the artifacts of each ref's newest good pipeline are locked. */
  keepsLatestArtifacts: boolean;
  /** The paths of other projects whose jobs' tokens are let in. */
  jobTokensFrom: readonly string[];
}

export interface Release {
  readonly tag: string;
  readonly name: string;
  readonly description: string;
  readonly person: Person | null;
  readonly createdAt: Instant;
  readonly releasedAt: Instant;
}

export interface ResourceGroup {
  readonly id: number;
  readonly key: string;
  readonly createdAt: Instant;
  /** Who of those that wait comes first. */
  processMode: "unordered" | "oldest_first" | "newest_first" | "newest_ready_first";
}

/** How a ref's pipelines went so far, as notifications tell it. */
export type RefStatus = "unknown" | "success" | "failed" | "fixed" | "broken" | "still_failing";

export interface Project {
  readonly id: number;
  readonly path: string;
  /** Those that it had before; GitLab sends readers on from there. */
  readonly formerPaths: readonly string[];
  readonly name: string;
  /** The group as people read it. */
  readonly namespace: string;
  readonly defaultBranch: string;
  readonly createdAt: Instant;
  readonly members: Map<Person, Role>;
  /** Those of groups above it, beside `group`. */
  readonly inheritedMembers: Map<Person, Role>;
  /** The group that it is in. */
  readonly group: Group | null;
  /** Groups that were invited to it, and the most that their members may. */
  readonly invited: Map<Group, Role>;
  /** The day, such as `2026-12-24`, on which a membership ends. */
  readonly memberExpiries: Map<Person, string>;
  readonly branches: Set<string>;
  readonly tags: Map<string, Commit>;
  readonly releases: Release[];
  readonly resourceGroups: Map<string, ResourceGroup>;
  /** By their names. */
  readonly environments: Map<string, Environment>;
  /** Oldest first. */
  readonly deployments: Deployment[];
  readonly protectedBranches: ProtectedRef[];
  readonly protectedTags: ProtectedRef[];
  readonly protectedEnvironments: ProtectedEnvironment[];
  readonly settings: ProjectSettings;
  /** Oldest first. Where it has a `past`, see `pipelinesOf`. */
  readonly pipelines: Pipeline[];
  past?: Past<Pipeline>;
  readonly refStatuses: Map<string, RefStatus>;
}

export interface MergeRequest {
  readonly id: number;
  readonly iid: number;
  readonly title: string;
  readonly sourceBranch: string;
  readonly targetBranch: string;
  /** Another one than the pipeline's: it is from a fork; `null`: from one that is gone. */
  readonly sourceProjectId: number | null;
  /** Who opened it; missing: the pipeline's own person. */
  readonly author?: Person;
}

export interface Commit {
  readonly sha: string;
  readonly message: string;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly at: Instant;
}

export interface Pipeline {
  readonly id: number;
  readonly iid: number;
  readonly project: Project;
  /** As jobs have it: `refs/merge-requests/7/head` in a merge request pipeline. */
  readonly ref: string;
  readonly tag: boolean;
  readonly commit: Commit;
  readonly source: string;
  readonly person: Person | null;
  readonly mergeRequest: MergeRequest | null;
  readonly stages: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly createdAt: Instant;
  /** Every run, the retried ones included, oldest first; without bridges. */
  readonly jobs: Job[];
  /** As `jobs`, of what no runner takes. */
  readonly bridges: Job[];
  /** The bridge that began it. */
  readonly triggeredBy: Job | null;
  readonly autoCancel: AutoCancel;
  status: JobStatus;
  updatedAt: Instant;
  startedAt: Instant | null;
  /** The last time that it ended: GitLab keeps it when the pipeline goes on. */
  finishedAt: Instant | null;
  durationSeconds: number | null;
  isArchived: boolean;
}

export interface Job extends JobDefinition {
  readonly id: number;
  readonly pipeline: Pipeline;
  readonly createdAt: Instant;
  /** A job that waits for approvals becomes a manual one. */
  when: When;
  /** From the moment that its turn has come, where it deploys something. */
  deployment: Deployment | null;
  status: JobStatus;
  isRetried: boolean;
  /** A manual job that does not wait for a play: it is a re-run of one that was played. */
  startsAtOnce: boolean;
  person: Person | null;
  variables: Readonly<Record<string, string>>;
  /** The values that were given to `inputs`; those left out are the defaults. */
  inputValues: Readonly<Record<string, unknown>>;
  /** When a delayed one starts; only while it is `scheduled`. */
  scheduledAt: Instant | null;
  /** What a bridge began. */
  downstream: Pipeline | null;
  queuedAt: Instant | null;
  startedAt: Instant | null;
  finishedAt: Instant | null;
  erasedAt: Instant | null;
  /** Only of a failed job. */
  failureReason: string | null;
  /** What its script ended with, where the runner told. */
  exitCode: number | null;
  /** Since when its runner has said nothing more; `null`: it is heard. */
  silentSince: Instant | null;
  runner: Runner | null;
  files: JobFile[];
  artifactsExpireAt: Instant | null;
  log: string;
}

/** What a job did, does or will do to an environment. */
export interface Deployment {
  readonly id: number;
  readonly iid: number;
  readonly environment: Environment;
  readonly job: Job;
  /** Who began it; the job may be somebody else's by now. */
  readonly person: Person | null;
  readonly createdAt: Instant;
  /** How many approvals it needs before its job can be played. */
  readonly requiredApprovals: number;
  readonly approvals: Approval[];
  status: DeploymentStatus;
  updatedAt: Instant;
  finishedAt: Instant | null;
}

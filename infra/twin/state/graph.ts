import type { Instant } from "../../../lib/core/time.ts";
import type { JobDefinition, JobFile, JobStatus, Runner } from "./jobParts.ts";
import type { Person, Role } from "./person.ts";

// Projects, pipelines and jobs know each other, so their shapes stand together.

/** A protected branch or tag. */
export interface ProtectedRef {
  /** A name, or a pattern in which `*` stands for anything. */
  readonly name: string;
  /** Who may push to it or create it; `none`: nobody but `usernames`. Default: maintainer. */
  readonly role?: Role | "none";
  readonly usernames?: readonly string[];
}

export interface ProjectSettings {
  visibility: "private" | "public";
  /** Who may give variables to a job; `no_one_allowed` binds everybody. */
  pipelineVariables: "developer" | "maintainer" | "owner" | "no_one_allowed";
  /** While GitLab counts the storage anew, deletes are answered with 409. */
  isRefreshingStats: boolean;
}

/** How a ref's pipelines went so far, as notifications tell it. */
export type RefStatus = "unknown" | "success" | "failed" | "fixed" | "broken" | "still_failing";

export interface Project {
  readonly id: number;
  readonly path: string;
  readonly name: string;
  /** The group as people read it. */
  readonly namespace: string;
  readonly defaultBranch: string;
  readonly createdAt: Instant;
  readonly members: Map<Person, Role>;
  readonly branches: Set<string>;
  readonly protectedBranches: ProtectedRef[];
  readonly protectedTags: ProtectedRef[];
  readonly settings: ProjectSettings;
  readonly pipelines: Pipeline[];
  readonly refStatuses: Map<string, RefStatus>;
}

export interface MergeRequest {
  readonly id: number;
  readonly iid: number;
  readonly title: string;
  readonly sourceBranch: string;
  readonly targetBranch: string;
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
  /** Every run, the retried ones included, oldest first. */
  readonly jobs: Job[];
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
  status: JobStatus;
  isRetried: boolean;
  /** A manual job that does not wait for a play: it is a re-run of one that was played. */
  startsAtOnce: boolean;
  person: Person | null;
  variables: Readonly<Record<string, string>>;
  queuedAt: Instant | null;
  startedAt: Instant | null;
  finishedAt: Instant | null;
  erasedAt: Instant | null;
  /** Only of a failed job. */
  failureReason: string | null;
  runner: Runner | null;
  files: JobFile[];
  artifactsExpireAt: Instant | null;
  log: string;
}

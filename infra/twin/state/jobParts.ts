import type { Instant } from "../../../lib/core/time.ts";
import type { Archive } from "./zip.ts";

/** Jobs and pipelines share these words. Source: docs.gitlab.com/api/jobs, `scope` (read 2026-11). */
export const jobStatuses = [
  "created",
  "waiting_for_resource",
  "preparing",
  "waiting_for_callback",
  "pending",
  "running",
  "success",
  "failed",
  "canceling",
  "canceled",
  "skipped",
  "manual",
  "scheduled",
] as const;

export type JobStatus = (typeof jobStatuses)[number];

/** Those of a job that has not come to its end, and that nobody stops or holds back. */
export const unfinished: readonly JobStatus[] = [
  "created",
  "waiting_for_resource",
  "preparing",
  "waiting_for_callback",
  "pending",
  "running",
];

export type When = "on_success" | "on_failure" | "always" | "manual" | "delayed";

export interface JobFile {
  /** Given when somebody first asks, where it is missing. */
  readonly id?: number;
  /** `archive`, `metadata`, `trace`, `junit` and so on. */
  readonly type: string;
  readonly sizeBytes: number;
  readonly filename: string;
  readonly format: "raw" | "zip" | "gzip";
  expireAt: Instant | null;
  /** What an archive holds. */
  readonly archive?: Archive;
  /** Default: `all`. */
  readonly access?: ArtifactAccess;
}

/** Of those who see the job, who may download its artifacts. Source: docs.gitlab.com/ci/yaml#artifactsaccess (read 2026-11). */
export type ArtifactAccess = "all" | "developer" | "maintainer" | "none";

export interface Runner {
  readonly id: number;
  readonly description: string;
  readonly tags: readonly string[];
  /** The projects that it works for; empty: all of them, an instance runner. */
  readonly projectIds: readonly number[];
  /** Whether it takes jobs without tags. */
  readonly runsUntagged: boolean;
  readonly createdAt: Instant;
  isOnline: boolean;
  isPaused: boolean;
}

interface Environment {
  readonly name: string;
  readonly action: string;
  readonly tier: string;
}

/** A job that another one waits for, wherever it stands. */
interface Need {
  readonly job: string;
  /** Where the pipeline has no such job, that is no error. */
  readonly optional?: boolean;
}

/** When GitLab itself runs a failed job again. Source: docs.gitlab.com/ci/yaml#retry (read 2026-11). */
export interface Retry {
  /** 0, 1 or 2. */
  readonly max: number;
  /** Failure reasons, or `always`, the default without `exitCodes`. */
  readonly when?: readonly string[];
  readonly exitCodes?: readonly number[];
}

/** Source: docs.gitlab.com/ci/yaml#workflowauto_cancelon_new_commit (read 2026-11). */
export interface AutoCancel {
  /** What a newer commit's pipeline does to it: `conservative` spares one in which something began that is not interruptible. */
  readonly onNewCommit: "conservative" | "interruptible" | "none";
  /** Whether a job that fails for good cancels the rest. */
  readonly onJobFailure: "all" | "none";
}

/** What a job is from its birth, and what a retry copies. */
export interface JobDefinition {
  readonly name: string;
  readonly stage: string;
  readonly when: When;
  readonly allowFailure: boolean;
  readonly tags: readonly string[];
  readonly environment: Environment | null;
  /** Its runner runs `after_script` on cancel, so that it is `canceling` for a while. */
  readonly cancelsSlowly: boolean;
  /** With `when: "delayed"`: from the moment that it could start. */
  readonly delaySeconds: number;
  /** Only one job of a group runs at a time, in the whole project. */
  readonly resourceGroup: string | null;
  readonly inputs: Readonly<Record<string, JobInput>>;
  /** What it begins where no runner takes it: it is a bridge. */
  readonly trigger: Trigger | null;
  /** It starts as soon as these are done; `null`: when the stages before its own are. */
  readonly needs: readonly Need[] | null;
  readonly retry: Retry | null;
  /** A newer pipeline may cancel it although it has begun. */
  readonly interruptible: boolean;
  readonly timeoutSeconds: number;
  /** Its environment is made ready first, such as a namespace of Kubernetes: it is `preparing` for a while. */
  readonly isPrepared: boolean;
}

/** An input that a job declares. Source: docs.gitlab.com/ci/inputs (read 2026-11). */
export interface JobInput {
  readonly type: "string" | "number" | "boolean" | "array";
  readonly default?: unknown;
  /** With texts and numbers. */
  readonly options?: readonly (string | number)[];
}

/** What a bridge begins: a child pipeline, or one of another project. */
export interface Trigger {
  /** The other project's path; missing: a child of the same project. */
  readonly project?: string;
  /** Of the other project; default: its default branch. */
  readonly branch?: string;
  /** The bridge takes the status of what it began: `depend` its ends, `mirror` its gates too. Default: it succeeds at once. */
  readonly strategy?: "depend" | "mirror";
  readonly stages?: readonly string[];
  readonly jobs: readonly NewJob[];
}

export interface NewJob {
  readonly name: string;
  /** Default: `test`. */
  readonly stage?: string;
  /** Default: `on_success`. */
  readonly when?: When;
  /** With `when: "delayed"`. Default: 60. */
  readonly delaySeconds?: number;
  /** With `when: "manual"` it makes the job optional. Default: no (GitLab's YAML makes plain manual jobs optional). */
  readonly allowFailure?: boolean;
  readonly tags?: readonly string[];
  readonly environment?: Environment;
  /** Its runner runs `after_script` on cancel, so that it is `canceling` for a while. Default: no. */
  readonly cancelsSlowly?: boolean;
  readonly resourceGroup?: string;
  readonly inputs?: Readonly<Record<string, JobInput>>;
  /** Makes it a bridge. */
  readonly trigger?: Trigger;
  /** Names, or more about them; an empty list: it starts at once. Default: it waits for the stages before its own. */
  readonly needs?: readonly (string | Need)[];
  /** A number is the most, for all reasons. Default: never, save where GitLab's scheduler failed. */
  readonly retry?: number | Retry;
  /** Default: no. */
  readonly interruptible?: boolean;
  /** Default: 3600. */
  readonly timeoutSeconds?: number;
  /** It is `preparing` until the hand `prepare`. Default: no. */
  readonly isPrepared?: boolean;
}

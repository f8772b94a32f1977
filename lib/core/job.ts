import type { Instant } from "./time.ts";

/** Source: docs.gitlab.com/api/jobs, `scope` (read 2026-11). */
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

/** A job's status; a word that this version does not know is kept as `other` and never acted on. */
export type JobStatus = (typeof jobStatuses)[number] | "other";

/** What a job left behind. `files` holds every file that GitLab lists, the log (`trace`) included. */
export interface Artifacts {
  readonly files: readonly { readonly type: string; readonly sizeBytes: number }[];
  /** `null`: they stay until somebody deletes them. */
  readonly expireAt: Instant | null;
}

/** Where a job deploys to. */
export interface Environment {
  readonly name: string;
  /** GitLab's own word: `production`, `staging`, `testing`, `development`, `other` (GitLab 14). */
  readonly tier?: string;
}

/**
 * What is known about a job, from a hook or from the API. A field that is missing is *unknown* (nobody told us yet);
 * `null` is *absent* (GitLab says that there is none).
 */
export interface Job {
  readonly id: number;
  readonly name: string;
  readonly status: JobStatus;
  readonly stage?: string;
  /** As GitLab has it on the job: `refs/merge-requests/7/head` for merge request pipelines. */
  readonly ref?: string;
  readonly tag?: boolean;
  readonly sha?: string;
  readonly pipelineId?: number;
  readonly pipelineStatus?: string;
  /** Only for a failed job; hooks of other jobs carry a meaningless `unknown_failure`, which the door drops. */
  readonly failureReason?: string | null;
  /** When the present status began. */
  readonly since?: Instant;
  readonly createdAt?: Instant;
  readonly startedAt?: Instant | null;
  readonly finishedAt?: Instant | null;
  readonly erasedAt?: Instant | null;
  readonly archived?: boolean;
  readonly artifacts?: Artifacts | null;
  /** Who runs it: after a retry or a play, the person or bot that asked. */
  readonly userId?: number | null;
  readonly userName?: string | null;
  /** Whether GitLab calls that user a bot, e.g. one of an access token or a service account; only the API tells it. */
  readonly userIsBot?: boolean;
  /** Earlier runs of that name in that pipeline. A hint only: GitLab reports it wrong on failed jobs (issue 439479). */
  readonly retriesCount?: number;
  readonly webUrl?: string;
  /** Only hooks tell it. */
  readonly environment?: Environment | null;
  /** Its deployment; only hooks of deployments tell it. */
  readonly deploymentId?: number;
  readonly allowFailure?: boolean;
  /** GitLab's own word: `on_success`, `manual`, `delayed`. Only pipeline hooks tell it. */
  readonly when?: string;
  /** Seconds that it waited, or has waited until now, for a runner. */
  readonly queuedSeconds?: number | null;
  readonly runner?: { readonly id: number; readonly description?: string; readonly type?: string } | null;
  /** The job's own `tags:`; the API tells them, hooks do not. */
  readonly runnerTags?: readonly string[];
  /** A trigger job: it begins another pipeline, and no runner takes it. */
  readonly isBridge?: true;
  /** Only its id was heard, of a deployment: its name, which is empty, and its status, `other`, say nothing. */
  readonly isIdOnly?: true;
}

/** A job's name; `undefined`: nobody told it yet. */
export function nameOf({ name, isIdOnly }: Pick<Job, "name" | "isIdOnly">): string | undefined {
  return isIdOnly ? undefined : name;
}

const lifeRanks: Readonly<Record<Exclude<JobStatus, "other">, number>> = {
  created: 0,
  manual: 1,
  scheduled: 1,
  waiting_for_resource: 2,
  preparing: 2,
  waiting_for_callback: 2,
  pending: 3,
  running: 4,
  canceling: 5,
  success: 6,
  failed: 6,
  canceled: 6,
  skipped: 6,
};

/** Whether `status` comes later in a job's life than `awaited`; an unknown word never does. */
export function isLaterInLife(status: JobStatus, awaited: JobStatus): boolean {
  if (status === "other" || awaited === "other") return false;
  return lifeRanks[status] > lifeRanks[awaited];
}

/** Whether the job has come to its end: success, failed, canceled or skipped. */
export function isEnded(status: JobStatus): boolean {
  return status !== "other" && lifeRanks[status] === 6;
}

/** What a job left behind beside its log, or `undefined` when nobody told us. */
export function erasableFiles(job: Job): readonly { readonly type: string; readonly sizeBytes: number }[] | undefined {
  if (job.artifacts === undefined) return undefined;
  return (job.artifacts?.files ?? []).filter(({ type }) => type !== "trace");
}

/**
 * GitLab's own aliases: since 19.0 new jobs carry only the finer words, and a rule that lists an old word must still match.
 * Source: gitlabhq app/models/concerns/enums/ci/commit_status.rb, failure_reason_aliases (read 2026-11).
 */
const failureReasonAliases: Readonly<Record<string, readonly string[]>> = {
  stuck_or_timeout_failure: [
    "stuck_pending_with_matching_runners",
    "stuck_pending_no_matching_runners",
    "no_updates_running",
    "no_updates_canceling",
  ],
  job_execution_timeout: ["server_timeout_running", "server_timeout_canceling"],
};

/** The failure reasons that a rule's word stands for: the word itself and its aliases. */
export function failureReasonsOf(word: string): readonly string[] {
  const aliases = Object.hasOwn(failureReasonAliases, word) ? failureReasonAliases[word] : undefined;
  return [word, ...(aliases ?? [])];
}

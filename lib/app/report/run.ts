import { erasableFiles, isEnded, isLaterInLife, type Job, type JobStatus } from "../../core/job.ts";
import type { Instant } from "../../core/time.ts";

/** What was heard of one run of a job. Whatever the order and however often it is heard, it comes to the same. */
export interface Run {
  readonly id: number;
  name?: string;
  status?: JobStatus;
  createdAt?: Instant;
  startedAt?: Instant;
  finishedAt?: Instant;
  /** When its end was first heard of. */
  endHeardAt?: Instant;
  /** When it was first heard that it waits for a person. */
  manualAt?: Instant;
  /** When it began to wait for a runner, or for what else it needs. */
  queuedAt?: Instant;
  /** What it left behind, the log left out. */
  sizeBytes?: number;
  failureReason?: string;
  /** See `Classes.rankOf`. */
  classRank?: number;
  /** What we did to it, by the task's id. */
  readonly deeds: Map<string, Deed>;
}

/** A task of ours that was done. */
export interface Deed {
  readonly verb: string;
  /** A cancel that its retry follows. */
  isRestart: boolean;
  at: Instant;
  readonly rules: Set<string>;
}

export function newRun(id: number): Run {
  return { id, deeds: new Map() };
}

const waiting: readonly JobStatus[] = ["waiting_for_resource", "preparing", "waiting_for_callback", "pending"];

/** Takes what was told of a run at a moment. */
export function hear(run: Run, job: Job, at: Instant): void {
  const { status, startedAt, finishedAt, createdAt, failureReason } = job;
  run.name = job.name;
  if (run.status === undefined || isFurther(status, run.status)) run.status = status;
  setLatest(run, "createdAt", createdAt);
  setLatest(run, "startedAt", startedAt);
  if (isEnded(status)) {
    setLatest(run, "finishedAt", finishedAt ?? job.since);
    setEarliest(run, "endHeardAt", at);
  }
  if (status === "manual") setEarliest(run, "manualAt", at);
  setEarliest(run, "queuedAt", queuedAt(job, at));
  if (typeof failureReason === "string" && failureReason > (run.failureReason ?? "")) run.failureReason = failureReason;
  const files = job.artifacts === undefined ? undefined : erasableFiles(job);
  if (files?.length) run.sizeBytes = Math.max(run.sizeBytes ?? 0, sizeOf(files));
}

function sizeOf(files: readonly { readonly sizeBytes: number }[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function isFurther(status: JobStatus, known: JobStatus): boolean {
  if (isLaterInLife(status, known)) return true;
  return !isLaterInLife(known, status) && status > known;
}

function queuedAt({ status, since, startedAt, queuedSeconds }: Job, at: Instant): Instant | undefined {
  if (waiting.includes(status)) return since ?? at;
  if (typeof startedAt !== "number") return undefined;
  return typeof queuedSeconds === "number" ? startedAt - Math.round(queuedSeconds * 1000) : startedAt;
}

type Times = "createdAt" | "startedAt" | "finishedAt" | "endHeardAt" | "manualAt" | "queuedAt";

function setLatest(run: Run, name: Times, at: Instant | null | undefined): void {
  if (typeof at === "number") run[name] = Math.max(run[name] ?? at, at);
}

function setEarliest(run: Run, name: Times, at: Instant | undefined): void {
  if (at !== undefined) run[name] = Math.min(run[name] ?? at, at);
}

/** When it came to its end: as GitLab says, else when that was heard. */
export function endOf({ finishedAt, endHeardAt }: Run): Instant | undefined {
  return finishedAt ?? endHeardAt;
}

/** How long it ran on a runner; `undefined` where that is not known. */
export function ranSeconds({ startedAt, finishedAt }: Run): number | undefined {
  if (startedAt === undefined || finishedAt === undefined) return undefined;
  return Math.max(0, (finishedAt - startedAt) / 1000);
}

/** From one moment to another, in seconds. */
export function secondsBetween(from: Instant | undefined, to: Instant | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, (to - from) / 1000);
}

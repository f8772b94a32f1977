import type { Gate } from "../../core/gate.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Job, JobStatus } from "../../core/job.ts";
import type { Store } from "../../core/ports.ts";
import { isOpen } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import { unlessHidden } from "../further/hidden.ts";

/** So many newer gates are asked about at most, the newest first. */
const mostAsked = 5;

interface StaleDesk {
  /** All of the source. */
  readonly gates: readonly Gate[];
  readonly store: Pick<Store, "task">;
  readonly reads: GitLabReads;
}

/**
 * Why a gate is overtaken: a newer pipeline's job for the same environment was played, by whomever. A newer pipeline that
 * has only succeeded says nothing: GitLab calls one a success whose manual job was never played, where that may fail.
 *
 * @param since plays before that do not count: they were known when the gate was opened, which a person may have done anew
 * @throws GitLabError when GitLab cannot be asked; StoreError
 */
export async function whyOvertaken(
  gate: Gate,
  { gates, store, reads }: StaleDesk,
  since: Instant,
): Promise<string | undefined> {
  for (const newer of newerOf(gate, gates).slice(0, mostAsked)) {
    const job = await reads.job(newer.project, newer.job);
    // GitLab shows no single trigger job.
    const isOurs = !job && (newer.playedAt ?? 0) >= since && (await store.task(newer.task))?.state === "done";
    if (isOurs || (job && wasPlayed(job, since)))
      return `${JSON.stringify(newer.name)} of pipeline ${newer.pipelineId} was played ${whereText(gate)} and is newer`;
  }
  return await whyDeployed(gate, reads, since);
}

/** A newer pipeline's job may have deployed there without a gate of ours. */
async function whyDeployed(
  { project, job: id, pipelineId, environment, sha }: Gate,
  reads: GitLabReads,
  since: Instant,
): Promise<string | undefined> {
  const found =
    environment === undefined ? undefined : await unlessHidden(() => reads.lastDeployed(project, environment));
  const job = found === undefined || found === id ? undefined : await reads.job(project, found);
  if (!job || pipelineId === undefined || (job.pipelineId ?? 0) <= pipelineId || job.sha === sha) return undefined;
  if (!wasPlayed(job, since)) return undefined;
  return `${JSON.stringify(job.name)} of pipeline ${job.pipelineId} was deployed ${whereText({ environment })} and is newer`;
}

/** Why a parked gate is not the newest of those that wait for the same opening and the same environment. @throws StoreError */
export async function whyNotNewest(
  gate: Gate,
  { gates, store }: Pick<StaleDesk, "gates" | "store">,
): Promise<string | undefined> {
  const waiting = newerOf(gate, gates).filter((one) => one.parkedUntil === gate.parkedUntil && !one.closed);
  for (const newer of waiting.slice(0, mostAsked)) {
    const task = await store.task(newer.task);
    if (task && isOpen(task)) return `pipeline ${newer.pipelineId} waits ${whereText(gate)} and is newer`;
  }
  return undefined;
}

function whereText({ environment }: { readonly environment?: string | undefined }): string {
  return environment === undefined ? "at a job of the same name" : "for the same environment";
}

/** The gates of newer pipelines for the same environment, or of the same name where none is known; the newest first. */
function newerOf(gate: Gate, gates: readonly Gate[]): readonly Gate[] {
  const mine = gate.pipelineId;
  if (mine === undefined) return [];
  return gates
    .filter((one) => one.project === gate.project && isSamePlace(one, gate) && (one.pipelineId ?? 0) > mine)
    .toSorted((one, other) => (other.pipelineId ?? 0) - (one.pipelineId ?? 0));
}

function isSamePlace(one: Gate, other: Gate): boolean {
  const isKnown = one.environment !== undefined && other.environment !== undefined;
  return isKnown ? one.environment === other.environment : one.name === other.name;
}

const underWay: ReadonlySet<JobStatus> = new Set([
  "pending",
  "waiting_for_resource",
  "preparing",
  "waiting_for_callback",
  "running",
  "canceling",
]);

/** One that failed was played too; what was canceled before it began was not. */
function wasPlayed({ status, startedAt }: Job, since: Instant): boolean {
  if (underWay.has(status)) return true;
  return startedAt !== undefined && startedAt !== null && startedAt >= since;
}

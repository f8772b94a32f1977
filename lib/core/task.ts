import type { Command } from "./command.ts";
import type { Project } from "./event.ts";
import type { Environment } from "./job.ts";
import { joinKey, type LedgerKey } from "./key.ts";
import type { Instant } from "./time.ts";

/** What a task does to its object. A restart is a `cancel` whose record plans the `retry`. */
export type TaskVerb = "retry" | "cancel" | "play" | "keep" | "deleteArtifacts" | "erase" | "notify" | "sweep";

export const taskStates = [
  "waiting",
  "claimed",
  "calling",
  "done",
  "skipped",
  "refused",
  "reported",
  "attention",
] as const;
export type TaskState = (typeof taskStates)[number];

/** A rule that wants the effect: `rule@version` with its parameters, the event that it wanted it for, and since when. */
export interface Want {
  readonly rule: string;
  /** The action's name in the rule, e.g. `restart`. */
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly event: string;
  /** When the state that the rule waits for began, where the event told it; of a delete when it was marked. */
  readonly since?: Instant;
  /** What a person said that caused it: the worker acts later, and decides on it once more. */
  readonly given?: Command;
  /** The approved plan that lists the job: of a delete that somebody has seen and agreed to. */
  readonly plan?: string;
  /** What that plan says of the job; one that has other files by now is spared. */
  readonly listed?: { readonly sizeBytes: number; readonly expireAt: Instant };
}

/** A limit that was taken, and how much of it. */
export interface Spent extends LedgerKey {
  /** Missing: 1. */
  readonly by?: number;
}

/**
 * One intended effect on one GitLab object: the unit of work, of exactly-once and of audit.
 * Its id is the effect, not the event, so that a thousand duplicates plan one task.
 */
export interface Task {
  readonly id: string;
  readonly source: string;
  readonly project: Project;
  /** `job:ID` or `project`. */
  readonly object: string;
  readonly verb: TaskVerb;
  /** What follows once it is done: a restart's cancel plans the retry. */
  readonly andThen?: "retry";
  readonly state: TaskState;
  /** When somebody must look at this open task again, whatever its state; ended tasks have none. */
  readonly due?: Instant;
  /** The stream hands a task with this mark to a worker at once. */
  readonly hint?: "now";
  /** Counts the writes of this item; every write names the one that it follows. */
  readonly version: number;
  /** The fence: + 1 at every claim, revive and redrive. */
  readonly rev: number;
  readonly owner?: string;
  /** Runs that marked, or that looked and stayed undecided. */
  readonly runs: number;
  readonly calls: number;
  readonly wants: readonly Want[];
  /** What the event told about the job, for people who read the list. */
  readonly about?: About;
  /** The limits that were taken for it. */
  readonly spent?: readonly Spent[];
  /** Its limit was taken by the task before it. */
  readonly paid?: true;
  /** A call's outcome is open. */
  readonly unsure?: true;
  /** Until then GitLab may still carry out the call whose outcome is open. */
  readonly settleAt?: Instant;
  /** Counted as in flight: a delete, or a keep, which no delete may overtake. */
  readonly inflight?: true;
  /** Where it is counted so, e.g. `job:1001`, `project`, `pipeline:9`. Missing while it is: its object and `project`. */
  readonly flights?: readonly string[];
  /** Waits because something went wrong, and must not be hurried. */
  readonly backingOff?: true;
  /** The outage that it waits for, see `outageId`: it is not looked at while that is open, nor counted once it is over. */
  readonly parked?: string;
  /** A person redrove it: no outage holds it back until it ends. */
  readonly unheld?: true;
  /** How often it was put off in a row because something went wrong. */
  readonly setbacks?: number;
  /** + 1 whenever something new was heard while a worker had it. */
  readonly poke: number;
  /**
   * When the deciding look began (our clock), and a hash of the facts and the rulebook version that it used; `byRules`: no rule
   * that was asked acts, while nothing else spoke against it.
   */
  readonly saw?: { readonly at: Instant; readonly hash: string; readonly byRules?: true };
  /** What the worker saw right before it called. */
  readonly snapshot?: Readonly<Record<string, string | number | boolean | null>>;
  /** How far a long work has come. */
  readonly cursor?: string;
  /** How many jobs with artifacts a sweep has counted up to its cursor. */
  readonly counted?: number;
  readonly reason?: string;
  /** What a person should do about a task that is in `attention`. */
  readonly remedy?: string;
  /** What the effect made: the id of the new job. */
  readonly result?: { readonly jobId?: number };
  readonly createdAt: Instant;
  readonly endedAt?: Instant;
  /** When the table may forget it; an `attention` task stays until somebody dismisses it. */
  readonly forgetAt?: Instant;
}

/** What an event told about a job. */
interface About {
  readonly name?: string;
  readonly pipelineId?: number;
  readonly ref?: string;
  /** Where the job deploys to; `null`: nowhere. Missing is unknown: the API of jobs does not tell. */
  readonly environment?: Environment | null;
  /** Its deployment in GitLab, where a hook told of it. */
  readonly deploymentId?: number;
  /** It is a trigger job. */
  readonly isBridge?: true;
  /** The cursor of the page of its project's jobs that it was found on; `""`: the first. A hint: pages may shift. */
  readonly page?: string;
}

/** What a task is about. */
export interface Effect {
  readonly source: string;
  readonly project: Project;
  /** The job; missing for work on a whole project. */
  readonly jobId?: number;
  readonly verb: TaskVerb;
  readonly andThen?: "retry";
  /** Tells one delete or one sweep from the next: the time of marking, or `RULE@CYCLE`; of a notice its rule. */
  readonly mark?: string | number;
}

/** The effect's id: `source/project/object/verb[/mark]`, each part escaped. */
export function taskId({ source, project, jobId, verb, mark }: Effect): string {
  return joinKey(source, project.id, objectOf(jobId), verb, ...(mark === undefined ? [] : [mark]));
}

export function objectOf(jobId: number | undefined): string {
  return jobId === undefined ? "project" : `job:${jobId}`;
}

/** The job that a task is about, or `undefined` for work on a whole project. */
export function jobIdOf(task: Pick<Task, "object">): number | undefined {
  return task.object.startsWith("job:") ? Number(task.object.slice(4)) : undefined;
}

export function isOpen(task: Pick<Task, "state">): boolean {
  return task.state === "waiting" || task.state === "claimed" || task.state === "calling";
}

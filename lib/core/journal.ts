import type { TaskState } from "./task.ts";
import type { Instant } from "./time.ts";
import type { Answer } from "./verdict.ts";

interface EntryHead {
  /** Time-ordered and unique: see `entryId`. */
  readonly id: string;
  readonly at: Instant;
  readonly source: string;
  /** Missing where the delivery named none. */
  readonly projectId?: number;
  readonly projectPath?: string;
}

/** One authentic delivery: what it told, what each rule that cares said, what was planned. */
export interface DeliveryEntry extends EntryHead {
  readonly kind: "delivery";
  readonly delivery: string;
  /** In a few words: `job 1001 "build" failed`. */
  readonly about: string;
  /** Why nothing was decided; then `verdicts` is empty. */
  readonly ignored?: string;
  readonly verdicts: readonly {
    readonly rule: string;
    readonly answer: Answer;
    readonly because: string;
    readonly job: string;
  }[];
  /** What became of the tasks that the rules wanted. */
  readonly tasks: readonly {
    readonly id: string;
    readonly step: "planned" | "merged" | "poked" | "revived" | "closed" | "left";
  }[];
}

/** One run of a task: what was seen, what was called, how it ended. */
export interface TaskEntry extends EntryHead {
  readonly kind: "task";
  readonly task: string;
  /** `job:1001`: the sparse index by job holds task entries only. */
  readonly job?: string;
  readonly rules: readonly string[];
  readonly verb: string;
  /** The one request, and how GitLab answered it; missing when nothing was called. */
  readonly call?: string;
  /** How the run ended: the state that the task is in now, and why. */
  readonly state: TaskState;
  readonly reason: string;
  /** When somebody looks again, for a task that is still open. */
  readonly due?: Instant;
}

/** A person moved the switch: what was stopped or may go on, who did it, and why. */
export interface SwitchEntry extends EntryHead {
  readonly kind: "switch";
  readonly step: "stop" | "resume";
  /** `everything`, `project:ID`, `verb:NAME` or `rule:ID`. */
  readonly what: string;
  /** The ARN of an IAM principal; `local` on one machine. */
  readonly who: string;
  readonly reason: string;
  /** All that is stopped from now on. */
  readonly stops: readonly string[];
}

export type Entry = DeliveryEntry | TaskEntry | SwitchEntry;

/** An entry's id: sorts by time, then by `tail`, a text that nobody else has. */
export function entryId(at: Instant, tail: string): string {
  return `${String(at).padStart(13, "0")}-${tail}`;
}

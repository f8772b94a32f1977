import type { EntryHead } from "./entryHead.ts";
import type { Person } from "./gate.ts";
import type { TaskState } from "./task.ts";
import type { Instant } from "./time.ts";
import type { Answer } from "./verdict.ts";
import type { Voice } from "./voice.ts";

export { entryId, idBound, instantOfId } from "./entryId.ts";

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
  readonly tasks: readonly TaskStep[];
  /** No delivery: the patrol found it. Only what changes a task is written down. */
  readonly finding?: true;
  /** Deliveries that no rule wanted are not written down here. */
  readonly recorded?: "wanted";
  /** What it told that rules judge by: see `recordEvent`. Missing where it told nothing of that kind, or too much. */
  readonly facts?: string;
}

/** What was done to a task beside its runs. */
export interface TaskStep {
  readonly id: string;
  readonly step: "planned" | "merged" | "poked" | "revived" | "confirmed" | "closed" | "left";
}

/** One run of a task: what was seen, what was called, how it ended. */
export interface TaskEntry extends EntryHead {
  readonly kind: "task";
  readonly task: string;
  /** `job:1001`: the sparse index by job holds what tasks and people did about it. */
  readonly job?: string;
  readonly rules: readonly string[];
  readonly verb: string;
  /** Of a delete that a person agreed to: the plan that lists it, whose own entries tell who approved it. */
  readonly plan?: string;
  /** The one request, and how GitLab answered it; missing when nothing was called. */
  readonly call?: string;
  /** How the run ended: the state that the task is in now, and why. */
  readonly state: TaskState;
  readonly reason: string;
  /** When somebody looks again, for a task that is still open. */
  readonly due?: Instant;
  /** What rules tell people about it, in their own words. */
  readonly texts?: readonly string[];
  /** The channel in which each of `texts` is told beside this, by its name in the settings; empty: none. Missing: none of them. */
  readonly channels?: readonly string[];
  /** What it did to other tasks: those that a sweep planned, the retry that follows a restart's cancel. */
  readonly tasks?: readonly TaskStep[];
  /** What it saw of the job before it decided: see `recordLook`. Missing where it decided nothing, or saw too much. */
  readonly facts?: string;
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

/**
 * What a person does to a task, to a hold, to a sweep or its plan (`sweep` begins one, `approve` and `reject` decide on a
 * plan or a gate), to a keep (`letGo`), to a gate (`arm`, `disarm`, `override`), and to what links their chat to their user
 * in GitLab (`link`, `unlink`).
 */
export const handSteps = [
  "redrive",
  "dismiss",
  "hold",
  "unhold",
  "sweep",
  "approve",
  "reject",
  "letGo",
  "arm",
  "disarm",
  "override",
  "link",
  "unlink",
] as const;

/** A person took a step: which, who did it, and why. */
export interface ByHandEntry extends EntryHead {
  readonly kind: "byHand";
  readonly step: (typeof handSteps)[number];
  /** The id of the task, also of a gate; of a hold or a keep what it stands on: `job:ID`, `pipeline:ID` or `project`; of a plan `plan:ID`; of a link `user:ID`. */
  readonly what: string;
  /** `job:1001`, where it is about a job. */
  readonly job?: string;
  /** The ARN of an IAM principal; `local` on one machine. */
  readonly who: string;
  /** Of a word on a gate, and of a link: the person in GitLab, and where they spoke. */
  readonly person?: Person;
  readonly from?: Voice;
  /** Of a word on a gate: what it was a word on, see `gateDigest`. Of a redrive: the gate was opened anew, empty. */
  readonly digest?: string;
  readonly reason: string;
  /** Nothing came of it: why. */
  readonly refused?: string;
}

/** How rules come to be the active ones, or not. */
export const rulesSteps = ["apply", "propose", "approve", "reject", "rollback"] as const;
export type RulesStep = (typeof rulesSteps)[number];

/** A person made rules the active ones, or took a step on the way there. */
export interface RulesEntry extends EntryHead {
  readonly kind: "rules";
  /** Missing in entries of older programs: `apply`. */
  readonly step?: RulesStep;
  /** The version that it made; of rules that are only proposed, rejected or refused, the one that they would have been. */
  readonly version: number;
  /** SHA-256 of the rules' stored text, hex. */
  readonly hash: string;
  /** How many rules that version has. */
  readonly rules: number;
  /** The ARN of an IAM principal; `local` on one machine. */
  readonly who: string;
  readonly reason?: string;
  /** Of a rollback: the version whose text it is. */
  readonly of?: number;
  /** The proposal's number, and who proposed what is approved or rejected. */
  readonly proposal?: number;
  readonly by?: string;
  /** Of a proposal: what needs a second person. */
  readonly needs?: readonly string[];
  /** Nothing came of it: why. */
  readonly refused?: string;
}

/** What was written in a stretch of time cannot be changed any more without being seen: a link of the source's chain. */
export interface SealEntry extends EntryHead {
  readonly kind: "seal";
  /** 1, 2, 3, … */
  readonly number: number;
  /** It covers the source's entries with ids behind `from`, up to and including `to`; the first begins with the journal. */
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** SHA-256, hex, of what it covers; `hash` of the seal before (none: empty), and of this one: see `lib/core/seal.ts`. */
  readonly content: string;
  readonly previous: string;
  readonly hash: string;
  /** From when on the first entry that it covers may be forgotten; missing where it covers none. */
  readonly forgetAt?: Instant;
}

/** A rule's breaker opened or closed: too many retries for one kind of failure, or a canary that went well. */
export interface OutageEntry extends EntryHead {
  readonly kind: "outage";
  readonly step: "opened" | "closed";
  /** See `Outage`. */
  readonly outage: string;
  /** The rule's id, without its version. */
  readonly rule: string;
  readonly failure: string;
  /** How many tasks are parked, or were. */
  readonly parked: number;
  /** What happened, and what follows; for people. */
  readonly reason: string;
  /** Who closed it by hand. */
  readonly who?: string;
}

export type Entry = DeliveryEntry | TaskEntry | SwitchEntry | RulesEntry | ByHandEntry | OutageEntry | SealEntry;

export const entryKinds = [
  "delivery",
  "task",
  "switch",
  "rules",
  "byHand",
  "outage",
  "seal",
] as const satisfies readonly Entry["kind"][];

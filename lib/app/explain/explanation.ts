import type { Job } from "../../core/job.ts";
import type { Limit } from "../../core/limit.ts";
import type { Instant } from "../../core/time.ts";
import type { Answer, Clause } from "../../core/verdict.ts";

/**
 * What stands between a rule's yes and the call, in the order in which a worker asks: what causes the rule; the task that is
 * there already; room in the rate budget; whether the project is watched; the job's state; what the verb's own look says
 * (`superseded` where somebody did it already); `for` and the delay; the mode; what the call would carry; what other rules
 * want of the same job; invariants; calendars; the gate and its people; the switch; an outage; limits; holds; and what GitLab itself will allow.
 */
export const guardNames = [
  "trigger",
  "task",
  "throttle",
  "watched",
  "state",
  "look",
  "superseded",
  "time",
  "mode",
  "content",
  "others",
  "invariant",
  "calendar",
  "gate",
  "switch",
  "outage",
  "limit",
  "hold",
  "rights",
] as const;
type GuardName = (typeof guardNames)[number];

/** One guard: whether it stops the rule from acting now. `unknown`: it could not be asked, and `text` says why. */
export interface Guard {
  readonly guard: GuardName;
  readonly stops: boolean | "unknown";
  /** In words, also where it does not stop. */
  readonly text: string;
  /** When it opens by itself. */
  readonly until?: Instant;
  /** It waits for people, who may open it. */
  readonly waits?: true;
  /** What people said there and what is going on, a line each. */
  readonly more?: readonly string[];
  readonly counters?: readonly Counter[];
}

/** A limit as it stands, read without taking any of it. */
export interface Counter {
  readonly limit: keyof Limit;
  /** What it counts, e.g. `runs of "build" in pipeline 501`. */
  readonly of: string;
  readonly used: number;
  /** The bound that holds: of another rule where that is stricter. */
  readonly most: number;
  /** What this would take. */
  readonly by: number;
  readonly stops: boolean;
  readonly opensAt?: Instant;
}

/**
 * What comes of a rule: `act` now; `plan`, as far as a hook tells: a worker looks at the job, and then acts if that is still
 * so; `wait` for what opens by itself, or for people; `report` only; `no`; or `unknown`: it could not be known.
 */
export type Would = "act" | "plan" | "wait" | "report" | "no" | "unknown";

/** Something that could not be known, and what a look would ask, or why none would help. */
export interface Lack {
  readonly path: string;
  readonly text: string;
}

export interface RuleExplained {
  /** `id@version`. */
  readonly rule: string;
  readonly description?: string;
  /** As the rule writes it, e.g. `enforce 10%`, and whether it acts in this project. */
  readonly mode: string;
  readonly acts: boolean;
  /** What causes it: `job`, `pipeline`, `every 1d at 03:00 UTC`, `the command play`. */
  readonly on: readonly string[];
  readonly answer: Answer;
  /** The clause that decided. */
  readonly because: { readonly path: string; readonly text: string };
  /** Every condition with what was seen. */
  readonly clauses: readonly Clause[];
  readonly lacks: readonly Lack[];
  /** The kind of failure that was found, and by what. */
  readonly failureClass?: { readonly name: string; readonly because: string };
  readonly does: {
    readonly action: string;
    readonly params: Readonly<Record<string, unknown>>;
    /** What the call would carry, its variables filled in; nothing that a person gave with a command. */
    readonly content?: Readonly<Record<string, unknown>>;
  };
  /** When its state will have lasted long enough. */
  readonly ripeAt?: Instant;
  /** Empty where the rule says no: nothing had to stop it. */
  readonly guards: readonly Guard[];
  readonly would: Would;
  /** The one line that sums it up. */
  readonly text: string;
  /** The task that does it, or would. */
  readonly task?: string;
}

export interface JobExplained {
  readonly project: { readonly id: number; readonly path?: string };
  readonly job: Pick<Job, "id" | "name" | "status" | "stage" | "ref" | "failureReason" | "pipelineId">;
  /** Those that concern the project, what acts first, what says no last. */
  readonly rules: readonly RuleExplained[];
  /** Rules that were asked and left out, so that the answer does not grow too large; all of them say no or come last. */
  readonly left?: number;
  /** Rules that are for other projects. */
  readonly others: number;
  readonly would: Would;
  readonly summary: string;
}

/** `live`: GitLab was asked, as a worker would; `door`: only what an event told; `look`: what a worker saw then. */
export type View = "live" | "door" | "look";

export interface Explanation {
  readonly view: View;
  /** What it is about, in a few words. */
  readonly about: string;
  /** The moment that conditions about time were asked for. */
  readonly at: Instant;
  /** Of the rules; 0: rules that are not applied. */
  readonly version: number;
  readonly jobs: readonly JobExplained[];
  /** Jobs of the same event that are left out. */
  readonly left?: number;
  /** What could not be asked, and what came of it then. */
  readonly notes: readonly string[];
}

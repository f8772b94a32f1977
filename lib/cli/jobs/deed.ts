import type { Instant } from "../../core/time.ts";
import type { JobDetail } from "../../gitlab/answers/detail.ts";
import { jobText, statusText } from "./text.ts";

export const verbs = ["retry", "restart", "play", "cancel", "erase", "keep", "delete-artifacts"] as const;
export type Verb = (typeof verbs)[number];

/** What a person said beside the verb. */
export interface How {
  /** `cancel`: also a job that is canceling. */
  readonly force?: boolean;
  /** `play`: a delayed job now. */
  readonly now?: boolean;
  /** `play`: a job that ended runs again. */
  readonly rerun?: boolean;
  /** The names of the variables and inputs that it gives. */
  readonly gives?: readonly string[];
  /** Whether there are variables among them. */
  readonly setsVariables?: boolean;
  /** Whether there are inputs among them. */
  readonly setsInputs?: boolean;
}

/** What a verb would do to a job as it is now, by GitLab's own conditions. Rights are GitLab's to judge. */
export type Deed =
  | {
      readonly kind: "act";
      /** What it will do, to stand behind "will": `retry job 7 "a": …`. */
      readonly what: string;
      /** What a person should know first. */
      readonly warnings: readonly string[];
      /** Whether nobody can bring back what it takes. */
      readonly isFinal: boolean;
    }
  /** The job is already as wanted. */
  | { readonly kind: "nothing"; readonly why: string; readonly cure?: string }
  | { readonly kind: "refused"; readonly why: string; readonly cure: string };

/** Beside the job, what a judgement depends on. */
export interface Asked {
  readonly how: How;
  readonly now: Instant;
}

/** It can be done. */
export function act(what: string, more: { warnings?: readonly string[]; isFinal?: boolean } = {}): Deed {
  return { kind: "act", what, warnings: more.warnings ?? [], isFinal: more.isFinal ?? false };
}

/** GitLab would not do it, or it would not be what is meant. */
export function refused(why: string, cure: string): Deed {
  return { kind: "refused", why, cure };
}

/** E.g. `job 7 "a" is failed (script_failure)`. */
export function isNow(job: JobDetail): string {
  return `${jobText(job)} is ${statusText(job)}`;
}

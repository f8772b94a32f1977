import type { GitLabReads } from "../../core/gitlab.ts";
import type { TaskStep } from "../../core/journal.ts";
import type { Task } from "../../core/task.ts";
import type { Worker } from "../worker.ts";

/** A review of what a project keeps, under way. */
export interface Review {
  readonly held: Task;
  /** As GitLab has it now. */
  readonly project: { readonly id: number; readonly path: string };
  readonly reads: GitLabReads;
  readonly worker: Worker;
}

/** What a step of a review did. */
export interface Reviewed {
  readonly reason: string;
  /** What it did to other tasks. */
  readonly tasks: readonly TaskStep[];
  /** Where to go on; missing: it came to its end. */
  readonly cursor?: string;
}

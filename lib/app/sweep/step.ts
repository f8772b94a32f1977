import type { GitLab } from "../../core/gitlab.ts";
import type { Task } from "../../core/task.ts";
import type { End } from "../look.ts";
import type { Worker } from "../worker.ts";

/** One step of a sweep: it does a bounded piece of the work, and comes due again with its cursor until all is done. */
export type SweepStep = (held: Task, gitlab: GitLab, worker: Worker) => Promise<End>;

import type { GitLab } from "../../core/gitlab.ts";
import type { Task } from "../../core/task.ts";
import type { End } from "../look.ts";
import type { Room } from "../throttle.ts";
import type { Worker } from "../worker.ts";

/**
 * One step of a sweep: it does a bounded piece of the work, and comes due again with its cursor until all is done. What it has
 * room for lasts for its first requests; one that takes more room for each of the others settles that.
 */
export type SweepStep = (held: Task, gitlab: GitLab, worker: Worker, room: Pick<Room, "settle">) => Promise<End>;

import { isOpen, type Task } from "./task.ts";
import { dueNow, type Instant } from "./time.ts";
import { next, rememberDays } from "./transitions.ts";

// Steps that a person takes on a task that has ended. As all transitions they are pure, and the store writes the answer
// only if the task has not changed since.

/**
 * A task that has ended, or is parked, and that somebody shall look at again, at once: no outage holds it back. Its limits are taken again, and what counts towards
 * `attention` begins anew. It acts only if the live facts and the rules say so. A call whose outcome is open is settled
 * first, and so is one that was done: it stays done as long as GitLab shows it.
 *
 * @param why stands as the task's reason until the next look
 * @returns `undefined` for another task that is open: it comes due by itself
 */
export function redriven(task: Task, why: string, now: Instant): Task | undefined {
  if (isOpen(task) && !isParked(task)) return undefined;
  return next(task, {
    state: "waiting",
    due: dueNow(now),
    hint: "now",
    rev: task.rev + 1,
    runs: 0,
    calls: 0,
    reason: why,
    ...(task.state === "done" && { unsure: true, cursor: undefined }),
    // What an open call took is given back once it is known that it did nothing.
    ...(!task.unsure && { spent: undefined }),
    backingOff: undefined,
    setbacks: undefined,
    parked: undefined,
    unheld: true,
    remedy: undefined,
    endedAt: undefined,
    forgetAt: undefined,
  });
}

function isParked({ state, parked, unsure }: Task): boolean {
  return state === "waiting" && parked !== undefined && !unsure;
}

/**
 * An ended task that nobody needs to look at any more: it is forgotten 90 days later. The same task when that is so
 * already; `undefined` for a task that is open.
 */
export function dismissed(task: Task, now: Instant): Task | undefined {
  if (isOpen(task)) return undefined;
  return task.forgetAt === undefined ? next(task, { forgetAt: now + rememberDays * 86_400_000 }) : task;
}

/** Whether a person must look at a task, and nobody has said yet that it is settled. */
export function isPending(task: Pick<Task, "state" | "forgetAt">): boolean {
  return task.state === "attention" && task.forgetAt === undefined;
}

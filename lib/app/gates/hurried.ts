import type { Task } from "../../core/task.ts";
import { dueNow, type Instant } from "../../core/time.ts";
import { next } from "../../core/transitions.ts";

/**
 * A task that waits at its gate after calls which are all settled: unlike a hook, a word there hurries it as one that never
 * called, since nobody else would look before the gate expires. `undefined` while a call is open or it backs off.
 */
export function hurried(task: Task, now: Instant): Task | undefined {
  const { state, calls, unsure, backingOff, due = now } = task;
  if (state !== "waiting" || calls === 0 || unsure || backingOff || due <= now) return undefined;
  return next(task, { due: dueNow(now), hint: "now" });
}

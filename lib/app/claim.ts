import { StoreError } from "../core/errors.ts";
import type { Store } from "../core/ports.ts";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { claimed } from "../core/transitions.ts";

/**
 * Takes a task for `owner` until `leaseEnd`: the fence that makes one worker act.
 *
 * @param seen the task as an index or the stream showed it; where it is stale, it is read again once
 * @returns the task as held, or `undefined` when it is not due, has ended, or somebody else has it
 */
export async function claim(
  store: Store,
  seen: Task,
  { owner, leaseEnd, now }: { owner: string; leaseEnd: Instant; now: Instant },
): Promise<Task | undefined> {
  let task: Task | undefined = seen;
  for (let tries = 0; tries < 3 && task; tries++) {
    const held = claimed(task, owner, leaseEnd, now);
    if (!held) return undefined;
    try {
      const committed = await store.commit([{ put: held, seen: task.version }]);
      if (committed === "written") return held;
      task = committed.found ?? (await store.task(held.id));
    } catch (error) {
      if (!(error instanceof StoreError) || error.code === "unavailable") throw error;
      task = await store.task(held.id);
    }
    // A lost condition or an error may hide our own write: owner and rev tell.
    if (task?.owner === owner && task.rev === held.rev && task.state === "claimed") return task;
  }
  return undefined;
}

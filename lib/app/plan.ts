import { StoreError } from "../core/errors.ts";
import type { Store, Write } from "../core/ports.ts";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { closed, type Intent, merged, planned, poked, revived } from "../core/transitions.ts";

/** What became of an intent: `left` when the task is done already or nothing changes. */
export type Step = "planned" | "merged" | "poked" | "revived" | "left";

const mostTries = 6;

/**
 * Makes sure that a task for the intent's effect is there: plans it, or tells the one that is there.
 *
 * @param heardAt when what caused it was received, by our clock
 * @throws StoreError when the table cannot be written
 */
export async function plan(
  store: Store,
  intent: Intent,
  { heardAt, now }: { heardAt: Instant; now: Instant },
): Promise<{ task: Task; step: Step }> {
  const fresh = planned(intent, now);
  let found: Task | undefined;
  for (let tries = 0; tries < mostTries; tries++) {
    const { task, step } = found ? told(found, intent, heardAt, now) : { task: fresh, step: "planned" as const };
    if (task === found) return { task, step };
    const committed = await commitOne(store, { put: task, seen: found?.version ?? "absent" });
    if (committed === "written") return { task, step };
    found = committed.found ?? (await store.task(fresh.id));
  }
  throw new StoreError("conflict", `the task ${fresh.id} changed ${mostTries} times while it was being planned`);
}

/** How a task that is there takes one more intent; the task itself when it leaves it as it is. */
export function told(task: Task, intent: Intent, heardAt: Instant, now: Instant): { task: Task; step: Step } {
  const withMerge = merged(task, intent, now);
  if (withMerge) return { task: withMerge, step: withMerge === task ? "left" : "merged" };
  const withPoke = poked(task, intent.want);
  if (withPoke) return { task: withPoke, step: "poked" };
  const again = revived(task, intent, heardAt, now);
  return again ? { task: again, step: "revived" } : { task, step: "left" };
}

/**
 * Closes a waiting task whose job has left the state that was waited for.
 *
 * @param isWanted whether some rule of this task still wants it
 */
export async function close(
  store: Store,
  id: string,
  { reason, isWanted, now }: { reason: string; isWanted: (task: Task) => boolean; now: Instant },
): Promise<boolean> {
  for (let tries = 0; tries < mostTries; tries++) {
    const task = await store.task(id);
    if (!task || isWanted(task)) return false;
    const end = closed(task, reason, now);
    if (!end) return false;
    if ((await commitOne(store, { put: end, seen: task.version })) === "written") return true;
  }
  return false;
}

/** One write; a transaction that happened to touch the same item is given way to a few times. */
async function commitOne(store: Store, write: Write) {
  for (let tries = 1; ; tries++) {
    try {
      return await store.commit([write]);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== "conflict" || tries >= mostTries) throw error;
    }
  }
}

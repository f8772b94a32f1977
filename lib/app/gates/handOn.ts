import { StoreError } from "../../core/errors.ts";
import type { Store } from "../../core/ports.ts";
import type { Clock } from "../../core/time.ts";
import { woken } from "../../core/transitions.ts";
import type { GateChange } from "./stand.ts";

/**
 * Wakes the task of the gate that is next behind one that has passed or was closed. Where that cannot be written nothing is
 * lost: it comes due with the next minute by itself.
 */
export async function handOn(
  change: GateChange | undefined,
  { store, clock }: { readonly store: Pick<Store, "task" | "commit">; readonly clock: Clock },
): Promise<void> {
  if (change?.next === undefined) return;
  try {
    const task = await store.task(change.next);
    const awake = task && woken(task, clock());
    if (task && awake) await store.commit([{ put: awake, seen: task.version }]);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}

import { StoreError } from "../core/errors.ts";
import type { Store, Write } from "../core/ports.ts";

/** What the store is about to be asked. */
export type Operation =
  | { readonly kind: "commit"; readonly writes: readonly Write[] }
  | { readonly kind: Exclude<keyof Store, "commit"> }
  /** The journal's mark that an entry must not be without. */
  | { readonly kind: "mark" };

/**
 * How an operation shall go wrong. `ambiguousApplied` does it and `ambiguousLost` does not, and both say `ambiguous`
 * (a read is `unavailable`); `stale` lets `dueTasks` answer from an index that has not caught up.
 */
export type Fault = "throttled" | "conflict" | "ambiguousApplied" | "ambiguousLost" | "unavailable" | "stale";

/** Asked before each operation; no fault is `undefined`. */
export type Faults = (operation: Operation) => Fault | undefined;

/** A read that a fault may hinder. */
export async function hinderedRead<T>(fault: Fault | undefined, read: () => T): Promise<T> {
  if (fault === undefined || fault === "stale") return read();
  throw new StoreError(fault === "throttled" ? "throttled" : "unavailable", `emulated: ${fault}`);
}

/** A write that a fault may hinder, or only seem to. */
export async function hinderedWrite<T>(fault: Fault | undefined, write: () => Promise<T>): Promise<T> {
  if (fault === "ambiguousLost") throw new StoreError("ambiguous", "emulated: not written");
  if (fault === "throttled" || fault === "conflict" || fault === "unavailable")
    throw new StoreError(fault, `emulated: ${fault}`);
  const result = await write();
  if (fault === "ambiguousApplied") throw new StoreError("ambiguous", "emulated: the answer was lost");
  return result;
}

import type { TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";
import { StoreError } from "../../lib/core/errors.ts";
import type { LedgerKey } from "../../lib/core/key.ts";
import type { Store, Write } from "../../lib/core/ports.ts";
import type { Item } from "../../lib/store/items.ts";
import type { TableName } from "../../lib/store/tables.ts";
import { noon } from "./samples.ts";

/** A store with empty tables of its own, and a way behind its back. */
export interface Stage {
  readonly store: Store;
  /** The keys that `onCorrupt` was told. */
  readonly corrupt: string[];
  /** An item as the table holds it. */
  peek(table: TableName, key: Readonly<Record<string, string>>): Promise<Item | undefined>;
  /** Writes an item past the store. */
  plant(table: TableName, item: Item): Promise<void>;
}

export type MakeStage = (t: TestContext) => Promise<Stage>;

/** A count of 1 on a counter that one test has to itself. */
export function countOf(name: string, by: number, most?: number): Extract<Write, { count: unknown }> {
  return { count: counter(name), by, ...(most !== undefined && { most }), forgetAt: noon };
}

export function counter(name: string): LedgerKey {
  return { scope: `limit#gitlab/7/${name}`, key: "n" };
}

/** Commits again while another transaction is under way on the same item, as every caller does. */
export async function commitThrough(store: Store, writes: readonly Write[]) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await store.commit(writes);
    } catch (error) {
      const isConflict = error instanceof StoreError && error.code === "conflict";
      if (!isConflict || attempt === 1000) throw error;
      await setImmediate();
    }
  }
}

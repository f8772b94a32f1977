import type * as z from "zod";
import { StoreError } from "../core/errors.ts";
import type { Instant } from "../core/time.ts";

/** A table's item: what DynamoDB holds, as plain values. */
export type Item = Readonly<Record<string, unknown>>;

/** Told of an item that a list left out because it is not what this version wrote. */
export type OnCorrupt = (key: string, reason: string) => void;

/** The moment after which a table may forget an item, as DynamoDB wants it: epoch seconds, never early. */
export function expirySeconds(at: Instant): number {
  return Math.ceil(at / 1000);
}

/**
 * An item checked against its schema.
 *
 * @throws StoreError `corrupt`
 */
export function checked<T>(schema: z.ZodType<T>, item: unknown, key: string): T {
  const result = schema.safeParse(item);
  if (result.success) return result.data;
  const reason = result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
  throw new StoreError("corrupt", `${key}: ${reason}`);
}

/** Every item that can be read; the others are told to `onCorrupt` and left out, so that one cannot hide its neighbours. */
export function readable<T>(items: readonly Item[], read: (item: Item) => T, onCorrupt: OnCorrupt): T[] {
  return items.flatMap((item) => {
    try {
      return [read(item)];
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      onCorrupt(String(item.id), error.message);
      return [];
    }
  });
}

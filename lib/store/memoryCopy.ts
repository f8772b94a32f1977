import { StoreError } from "../core/errors.ts";
import type { Item } from "./items.ts";

/**
 * A deep copy as the document client makes one: what is `undefined` is left out, bytes stay bytes. Nobody can change it,
 * so it may be handed to every reader.
 *
 * @throws RangeError for a number that DynamoDB cannot hold
 */
export function frozen<T>(value: T): T;
export function frozen(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`DynamoDB cannot hold ${value}`);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return Object.freeze(value.filter((part) => part !== undefined).map(frozen));
  return Object.freeze(copyOf(value));
}

/** Spread, not built up by names: V8 makes a hash table of what gets more than 16 properties that way, 2 KB for a task. */
function copyOf(value: object): object {
  const copy: Record<string, unknown> = { ...value };
  let hasGaps = false;
  for (const name of Object.keys(copy)) {
    const part = copy[name];
    if (part === undefined) hasGaps = true;
    const kept = frozen(part);
    if (kept !== part) copy[name] = kept;
  }
  return hasGaps ? Object.fromEntries(Object.entries(copy).filter(([, part]) => part !== undefined)) : copy;
}

/** DynamoDB's bound for one item. */
const mostItemBytes = 400 * 1024;

/** Whether it is worth counting an item's bytes: a bound that reads no text. */
export function mayBeLarge(item: object): boolean {
  return mostBytes(item) > mostItemBytes - 100;
}

/** What a value takes at the very most. By entries: V8 takes five times as long for the names of what came from another thread. */
function mostBytes(value: unknown): number {
  if (typeof value === "string") return value.length * 3;
  if (typeof value !== "object" || value === null) return 16;
  if (value instanceof Uint8Array) return value.length;
  let bytes = 3;
  if (Array.isArray(value)) for (const part of value) bytes += 1 + mostBytes(part);
  else for (const [name, part] of Object.entries(value)) bytes += 1 + name.length * 3 + mostBytes(part);
  return bytes;
}

/**
 * Refuses what DynamoDB would refuse.
 *
 * @throws StoreError `tooLarge` over 400 KB
 */
export function refuseLarge(item: Item): void {
  const bytes = membersBytes(item);
  if (bytes > mostItemBytes) throw new StoreError("tooLarge", `an item of ${bytes} bytes: 400 KB is the most`);
}

/** Source: Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats" (read 2026-11); numbers roughly. */
function valueBytes(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number") return 1 + Math.ceil(String(value).length / 2);
  if (typeof value !== "object" || value === null) return 1;
  if (value instanceof Uint8Array) return value.length;
  const parts = Object.keys(value).length;
  if (Array.isArray(value)) return 3 + parts + value.reduce<number>((sum, part) => sum + valueBytes(part), 0);
  return 3 + parts + membersBytes(value);
}

function membersBytes(item: object): number {
  return Object.entries(item)
    .filter(([, value]) => value !== undefined)
    .reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

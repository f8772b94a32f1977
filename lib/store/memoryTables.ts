import { StoreError } from "../core/errors.ts";
import { joinKey } from "../core/key.ts";
import type { Item } from "./items.ts";
import { type TableName, tableNames, tables } from "./tables.ts";

/** The four tables in memory, and what is under way in them. */
export interface MemoryTables {
  /** An item by its key's values, as its table orders them; a copy. */
  get(table: TableName, ...key: string[]): Item | undefined;
  /** Every item of a table; copies. */
  all(table: TableName): Item[];
  /** Writes an item as it is, without any condition. */
  put(table: TableName, item: Item): void;
}

/** DynamoDB's bound for one item. */
const mostItemBytes = 400 * 1024;

export function createMemoryTables(): MemoryTables {
  const maps = new Map(tableNames.map((name) => [name, new Map<string, Item>()]));
  const mapOf = (table: TableName): Map<string, Item> => maps.get(table) ?? new Map();
  return {
    get(table, ...key) {
      const item = mapOf(table).get(joinKey(...key));
      return item && copy(item);
    },
    all: (table) => [...mapOf(table).values()].map(copy),
    put(table, item) {
      const key = tables[table].keys.map((name) => String(item[name]));
      mapOf(table).set(joinKey(...key), copy(item));
    },
  };
}

/** A deep copy as the document client makes one: what is `undefined` is left out, bytes stay bytes. */
function copy<T>(value: T): T;
function copy(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError(`DynamoDB cannot hold ${value}`);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (Array.isArray(value)) return value.filter((part) => part !== undefined).map(copy);
  const parts = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(parts.map(([name, part]) => [name, copy(part)]));
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

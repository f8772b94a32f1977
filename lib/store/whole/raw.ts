import type { Page } from "../../core/page.ts";
import type { Item } from "../items.ts";
import type { TableName } from "../tables.ts";

/** The tables as they are stored: what migrations, backups and restores read and write, past the store. */
export interface RawTables {
  /** A page of a table, read consistently, in no order; `next` leads to the next. Some 1 MB, or `most` items. */
  page(table: TableName, next?: string, most?: number): Promise<Page<Item>>;
  /** Writes an item if there is none with its key. @returns whether */
  add(table: TableName, item: Item): Promise<boolean>;
  /** Writes an item in the place of one that still is, attribute by attribute, as it was seen. @returns whether */
  replace(table: TableName, seen: Item, item: Item): Promise<boolean>;
}

import * as z from "zod";
import { readEntry } from "../store/entryItem.ts";
import type { Item } from "../store/items.ts";
import { readTask } from "../store/taskItem.ts";

// What the API answers, as far as the commands read it.

const ItemOf = z.record(z.string(), z.unknown());

/** Reads a list as the tables' own reader does; throws what it throws. */
const listOf = <T>(read: (item: Item) => T) => z.array(ItemOf).transform((items) => items.map(read));

export const TaskList = z.object({ tasks: listOf(readTask) });
export const OneTask = z.object({ task: ItemOf.transform(readTask) });
export const EntryList = z.object({ entries: listOf(readEntry) });

export const Version = z.object({ version: z.int() });

/** Of a rule only what is shown in a line. */
export const ActiveRules = z.object({
  version: z.int(),
  hash: z.string().optional(),
  rules: z.array(
    z.looseObject({
      id: z.string(),
      mode: z.string(),
      do: z.looseObject({ action: z.string() }),
      description: z.string().optional(),
    }),
  ),
});

export const Applied = z.object({ version: z.int(), rules: z.int() });

export const Problems = z.object({
  problems: z.array(
    z.object({ file: z.string(), line: z.int(), column: z.int(), path: z.string(), message: z.string() }),
  ),
});

export const Switch = z.object({ stops: z.array(z.string()) });
export const Moved = Switch.extend({ effectiveAt: z.number() });

import * as z from "zod";
import { foundHead } from "../core/seal.ts";
import { Mode } from "../rules/mode.ts";
import { readEntry } from "../store/entryItem.ts";
import { foundEntry } from "../store/found.ts";
import type { Item } from "../store/items.ts";
import { readTask } from "../store/taskItem.ts";

// What the API answers, as far as the commands read it.

const itemOf = (id: string) => z.record(z.string(), z.unknown()).meta({ id });
const TaskJson = itemOf("Task");
const EntryJson = itemOf("Entry");
const StoredJson = itemOf("StoredEntry");

/** Reads a list as the tables' own reader does; throws what it throws. */
const listOf = <T>(json: typeof TaskJson, read: (item: Item) => T) =>
  z.array(json).transform((items) => items.map(read));

export const TaskList = z.object({ tasks: listOf(TaskJson, readTask), more: z.boolean() });
export const OneTask = z.object({ task: TaskJson.transform(readTask) });
/** `unchanged`: there was nothing to dismiss. */
export const Dismissed = OneTask.extend({ unchanged: z.literal(true).exactOptional() });
export const TaskShown = OneTask.extend({ entries: listOf(EntryJson, readEntry), url: z.string().exactOptional() });

const Hold = z.object({
  project: z.int(),
  on: z.string(),
  by: z.enum(["person", "keep", "release"]).default("person"),
  who: z.string(),
  at: z.number().exactOptional(),
  reason: z.string(),
});
export const HoldList = z.object({ holds: z.array(Hold) });
export const OneHold = z.object({ hold: Hold });
export const HoldStanding = OneHold.extend({
  accepted: z.boolean(),
  inFlight: z.int(),
  deletes: listOf(TaskJson, readTask),
  stoodAlready: z.literal(true).exactOptional(),
});
export const EntryList = z.object({ entries: listOf(EntryJson, readEntry) });
export const EntryPage = EntryList.extend({ next: z.string().exactOptional() });

/** What `journal verify` compares. */
const Next = z.object({ next: z.string().exactOptional() });
export const ItemPage = Next.extend({ items: listOf(StoredJson, foundEntry) });
export const TaskPage = Next.extend({ items: listOf(TaskJson, readTask) });
export const SealList = z.object({
  seals: listOf(EntryJson, readEntry).transform((entries) => entries.filter((entry) => entry.kind === "seal")),
  head: z
    .string()
    .nullable()
    .transform((text) => foundHead(text ?? undefined)),
});

/** Of a rule only what is shown in a line. */
export const ActiveRules = z.object({
  version: z.int(),
  hash: z.string().optional(),
  calendars: z.record(z.string(), z.unknown()).optional(),
  failureClasses: z.record(z.string(), z.unknown()).optional(),
  invariants: z
    .array(
      z.looseObject({
        id: z.string().catch("?"),
        never: z.array(z.string()).optional().catch(undefined),
        description: z.string().optional().catch(undefined),
      }),
    )
    .optional(),
  // One that is set aside may be anything.
  rules: z.array(
    z.looseObject({
      id: z.string().catch("?"),
      mode: z.union([Mode, z.literal("?")]).catch("?"),
      do: z.looseObject({ action: z.string() }).catch({ action: "?" }),
      description: z.string().optional().catch(undefined),
      require: z.looseObject({ calendar: z.string().optional() }).optional().catch(undefined),
    }),
  ),
  setAside: z.array(z.object({ id: z.string(), reason: z.string() })).optional(),
  secondPerson: z.string().optional(),
});

export const Applied = z.object({ version: z.int(), rules: z.int() });

export const Problems = z.object({
  problems: z.array(
    z.object({ file: z.string(), line: z.int(), column: z.int(), path: z.string(), message: z.string() }),
  ),
  /** Of all; missing: there are no others. */
  count: z.int().exactOptional(),
});

export const Switch = z.object({ stops: z.array(z.string()) });
export const Moved = Switch.extend({ effectiveAt: z.number() });

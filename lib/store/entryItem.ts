import * as z from "zod";
import type { Entry } from "../core/journal.ts";
import { joinKey } from "../core/key.ts";
import { taskStates } from "../core/task.ts";
import { checked, expirySeconds, type Item } from "./items.ts";

const dayMillis = 86_400_000;

/** Where an entry lives: `source/project`, or `source/-` where the delivery named no project. */
export function entryScope({ source, projectId }: Pick<Entry, "source" | "projectId">): string {
  return joinKey(source, projectId ?? "-");
}

/** An entry as the table holds it: in the index by job only if it tells of a task about a job. */
export function entryItem(entry: Entry, keepDays: number): Item {
  const job = entry.kind === "task" ? entry.job : undefined;
  return {
    ...entry,
    scope: entryScope(entry),
    ...(job !== undefined && { jobKey: joinKey(entry.source, entry.projectId ?? "-", job) }),
    expires: expirySeconds(entry.at + keepDays * dayMillis),
  };
}

const Text = z.string();
const head = {
  id: Text,
  at: z.number(),
  source: Text,
  projectId: z.int().exactOptional(),
  projectPath: Text.exactOptional(),
};

const DeliveryItem = z.looseObject({
  ...head,
  kind: z.literal("delivery"),
  delivery: Text,
  about: Text,
  ignored: Text.exactOptional(),
  verdicts: z.array(z.looseObject({ rule: Text, answer: z.enum(["yes", "no", "unknown"]), because: Text, job: Text })),
  tasks: z.array(
    z.looseObject({ id: Text, step: z.enum(["planned", "merged", "poked", "revived", "closed", "left"]) }),
  ),
});

const RunItem = z.looseObject({
  ...head,
  kind: z.literal("task"),
  task: Text,
  job: Text.exactOptional(),
  rules: z.array(Text),
  verb: Text,
  call: Text.exactOptional(),
  state: z.enum(taskStates),
  reason: Text,
  due: z.number().exactOptional(),
});

const SwitchItem = z.looseObject({
  ...head,
  kind: z.literal("switch"),
  step: z.enum(["stop", "resume"]),
  what: Text,
  who: Text,
  reason: Text,
  stops: z.array(Text),
});

const EntryItem = z.discriminatedUnion("kind", [DeliveryItem, RunItem, SwitchItem]);

/**
 * The entry that an item holds.
 *
 * @throws StoreError `corrupt`
 */
export function readEntry(item: Item): Entry {
  const { scope: _scope, jobKey: _job, expires: _expires, ...entry } = item;
  return checked(EntryItem, entry, `journal entry ${String(item.id)}`);
}

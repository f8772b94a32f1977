import * as z from "zod";
import { type Entry, handSteps, rulesSteps } from "../core/journal.ts";
import { joinKey } from "../core/key.ts";
import type { StoredEntry } from "../core/seal.ts";
import { taskStates } from "../core/task.ts";
import { voices } from "../core/voice.ts";
import { understood, written } from "./format.ts";
import { checked, expirySeconds, type Item } from "./items.ts";

const dayMillis = 86_400_000;

/** Where an entry lives: `source/project`, `source/-` where the delivery named no project, and seals in `source/seal`. */
export function entryScope({ source, projectId, kind }: Pick<Entry, "source" | "projectId" | "kind">): string {
  return kind === "seal" ? sealScope(source) : joinKey(source, projectId ?? "-");
}

export function sealScope(source: string): string {
  return joinKey(source, "seal");
}

/** A job's key in the index: GitLab numbers the jobs of all its projects in one row. */
export function jobKey(source: string, job: string): string {
  return joinKey(source, job);
}

/** An entry as the table holds it: in the index by job only if it tells of a task or a hold about a job. */
export function entryItem(entry: Entry, keepDays: number): Item {
  const job = entry.kind === "task" || entry.kind === "byHand" ? entry.job : undefined;
  const item = { ...entry, scope: entryScope(entry), ...(job !== undefined && { jobKey: jobKey(entry.source, job) }) };
  // Seals stay: the chain can be followed to its beginning. All that one says is in its hash, so nothing is added to it.
  if (entry.kind === "seal") return item;
  return written("entry", { ...item, expires: expirySeconds(entry.at + keepDays * dayMillis) });
}

/** An entry, whichever. Loose as `TaskItem`. Whoever only writes entries starts without it. */
export const EntryItem = z.lazy(entrySchema);

function entrySchema() {
  const Text = z.string();
  const head = {
    id: Text,
    at: z.number(),
    source: Text,
    projectId: z.int().exactOptional(),
    projectPath: Text.exactOptional(),
  };

  const Step = z.looseObject({
    id: Text,
    step: z.enum(["planned", "merged", "poked", "revived", "confirmed", "closed", "left"]),
  });

  const DeliveryItem = z.looseObject({
    ...head,
    kind: z.literal("delivery"),
    delivery: Text,
    about: Text,
    ignored: Text.exactOptional(),
    verdicts: z.array(
      z.looseObject({ rule: Text, answer: z.enum(["yes", "no", "unknown"]), because: Text, job: Text }),
    ),
    tasks: z.array(Step),
    finding: z.literal(true).exactOptional(),
    recorded: z.literal("wanted").exactOptional(),
    facts: Text.exactOptional(),
  });

  const RunItem = z.looseObject({
    ...head,
    kind: z.literal("task"),
    task: Text,
    job: Text.exactOptional(),
    rules: z.array(Text),
    verb: Text,
    plan: Text.exactOptional(),
    call: Text.exactOptional(),
    state: z.enum(taskStates),
    reason: Text,
    due: z.number().exactOptional(),
    texts: z.array(Text).exactOptional(),
    channels: z.array(Text).exactOptional(),
    tasks: z.array(Step).exactOptional(),
    facts: Text.exactOptional(),
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

  const ByHandItem = z.looseObject({
    ...head,
    kind: z.literal("byHand"),
    step: z.enum(handSteps),
    what: Text,
    job: Text.exactOptional(),
    who: Text,
    person: z.looseObject({ userId: z.int(), username: Text }).exactOptional(),
    from: z.enum(voices).exactOptional(),
    digest: Text.exactOptional(),
    reason: Text,
    refused: Text.exactOptional(),
  });

  const RulesItem = z.looseObject({
    ...head,
    kind: z.literal("rules"),
    version: z.int().min(1),
    hash: Text,
    rules: z.int().min(0),
    who: Text,
    step: z.enum(rulesSteps).exactOptional(),
    reason: Text.exactOptional(),
    of: z.int().exactOptional(),
    proposal: z.int().exactOptional(),
    by: Text.exactOptional(),
    needs: z.array(Text).exactOptional(),
    refused: Text.exactOptional(),
  });

  const OutageItem = z.looseObject({
    ...head,
    kind: z.literal("outage"),
    step: z.enum(["opened", "closed"]),
    outage: Text,
    rule: Text,
    failure: Text,
    parked: z.int().min(0),
    reason: Text,
    who: Text.exactOptional(),
  });

  const SealItem = z.looseObject({
    ...head,
    kind: z.literal("seal"),
    number: z.int().min(1),
    from: Text,
    to: Text,
    count: z.int().min(0),
    content: Text,
    previous: Text,
    hash: Text,
    forgetAt: z.number().exactOptional(),
  });

  return z.discriminatedUnion("kind", [DeliveryItem, RunItem, SwitchItem, RulesItem, ByHandItem, OutageItem, SealItem]);
}

/**
 * The entry that an item holds.
 *
 * @throws StoreError `corrupt`, `newer`
 */
export function readEntry(item: Item): Entry {
  const { format: _, scope: _scope, jobKey: _job, expires: _expires, ...entry } = understood("entry", item);
  return checked(EntryItem, entry, `journal entry ${String(item.id)}`);
}

/** An item as seals cover it. */
export function storedEntry(item: Item): StoredEntry {
  return { ...item, id: String(item.id) };
}

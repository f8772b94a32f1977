import * as z from "zod";
import { askJournal } from "../../lib/app/query.ts";
import { entryKinds } from "../../lib/core/journal.ts";
import type { Page } from "../../lib/core/ports.ts";
import { sealHeadKey } from "../../lib/core/seal.ts";
import { cursorText, readCursor } from "../../lib/store/cursor.ts";
import type { ApiWorld } from "../world/api.ts";
import { newestOf } from "./newest.ts";
import { Id, Limit, readQuery } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

const EntryId = z
  .string()
  .regex(/^\d{13}-.{0,100}$/, { error: "expected an entry's id, as the answer before gave it" });
const Moment = z
  .string()
  .regex(/^\d{1,13}$/, { error: "expected a moment in milliseconds since 1970 UTC" })
  .transform(Number);

export const JournalQuery = z.strictObject({
  after: EntryId.exactOptional(),
  before: EntryId.exactOptional(),
  since: Moment.exactOptional(),
  until: Moment.exactOptional(),
  project: z.string().min(1).max(1000).exactOptional(),
  job: Id.exactOptional(),
  task: z.string().min(1).max(2000).exactOptional(),
  rule: z.string().min(1).max(200).exactOptional(),
  kind: z.enum(entryKinds, { error: `expected one of ${entryKinds.join(", ")}` }).exactOptional(),
  limit: Limit.default(50),
});

/**
 * `GET /api/{source}/journal?after=&before=&since=&until=&project=&job=&task=&rule=&kind=&limit=` -> `{ entries, more,
 * next? }`, oldest first: the newest `limit` (50 unless told, 1000 at most) that fit, fewer where one answer cannot hold
 * or find them; `more` says that there may be older ones, and `next` is the `before` that leads to them. Seals only for
 * `kind=seal`. By job: what its tasks and people did, from an index that may lag a little.
 */
export async function listEntries(request: Request, source: string, { store }: ApiWorld): Promise<Response> {
  const query = readQuery(request, JournalQuery);
  if ("refused" in query) return query.refused;
  const { limit, ...question } = query.data;
  const { project, job, task, rule, kind } = question;
  if (kind === "seal" && [project, job, task, rule].some((one) => one !== undefined))
    return refuse("badQuery", {
      message: "kind: seals cover all projects, jobs, tasks and rules, so they cannot be asked for by one",
    });
  if (task !== undefined && !task.startsWith(`${source}/`))
    return refuse("badQuery", { message: `task: the ids of ${source} begin with ${source}/` });
  const { items, next } = await askJournal(store, source, question, limit);
  const { kept, more } = newestOf(items, limit);
  const older = more ? kept.at(-1)?.id : next;
  return answer({ entries: kept.toReversed(), more: older !== undefined, ...(older !== undefined && { next: older }) });
}

export const SealQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,12}$/, { error: "expected a seal's number, or 0" })
    .transform(Number)
    .default(0),
});

/** What one answer holds of them: each takes half a kilobyte. */
const mostSeals = 1000;

/** `GET /api/{source}/journal/seals?after=NUMBER` -> `{ seals, head }`: the next 1000, and where the chain ends. */
export async function listSeals(request: Request, source: string, { store }: ApiWorld): Promise<Response> {
  const query = readQuery(request, SealQuery);
  if ("refused" in query) return query.refused;
  const seals = await store.seals(source, query.data.after, mostSeals);
  return answer({ seals, head: (await store.note(sealHeadKey(source))) ?? null });
}

export const PageQuery = z.strictObject({ next: z.string().min(1).max(4000).exactOptional() });

/**
 * `GET /api/{source}/journal/items?next=` -> `{ items, next? }`: a page of all entries as they are stored, in no order:
 * what seals cover.
 */
export async function listItems(request: Request, source: string, { store }: ApiWorld): Promise<Response> {
  return await page(request, ["scope", "id"], async (next) => {
    const { items, ...rest } = await store.stored(source, next);
    return { items: items.map(({ stored }) => stored), ...rest };
  });
}

/** `GET /api/{source}/journal/tasks?next=` -> `{ items, next? }`: a page of all tasks, in no order, to compare. */
export async function listAllTasks(request: Request, source: string, { store }: ApiWorld): Promise<Response> {
  return await page(request, ["id"], (next) => store.taskPage(source, next));
}

/** A page of a table; where one answer cannot hold it, its next begins behind what the answer holds. */
async function page<T extends { readonly id: string }>(
  request: Request,
  key: readonly (keyof T & string)[],
  read: (next: string | undefined) => Promise<Page<T>>,
): Promise<Response> {
  const query = readQuery(request, PageQuery);
  if ("refused" in query) return query.refused;
  const { next: from } = query.data;
  if (from !== undefined && !readCursor(from, key))
    return refuse("badQuery", { message: "next: expected what the answer before gave" });
  const { items, next } = await read(from);
  const { kept, more } = newestOf(items, items.length);
  const last = more ? kept.at(-1) : undefined;
  const goOn = last ? cursorText(Object.fromEntries(key.map((name) => [name, last[name]]))) : next;
  return answer({ items: kept, ...(goOn !== undefined && { next: goOn }) });
}

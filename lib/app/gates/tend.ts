import * as z from "zod";
import { StoreError } from "../../core/errors.ts";
import { gatesScope, readGate } from "../../core/gate.ts";
import { joinKey, type LedgerKey } from "../../core/key.ts";
import type { Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import { someAtOnce } from "../someAtOnce.ts";
import type { Worker } from "../worker.ts";

const everyMillis = 3_600_000;
/** So many gates are asked about in one run; the next one goes on behind them. */
const mostAtOnce = 200;
const tasksAtOnce = 10;
/** People may want to see for a while who let it through. */
const shownMillis = 86_400_000;

/** When gates were tended last, and behind which key the next run goes on. */
const Tended = z.object({ at: z.number(), after: z.string() });
type Tended = z.infer<typeof Tended>;

type Desk = Pick<Worker, "store" | "clock">;

/**
 * Forgets gates that nobody can say anything at any more, once an hour: those that were played a day ago, and those
 * whose task the table has forgotten. Safe to run twice: an item that somebody changed meanwhile stays.
 *
 * @returns how many were forgotten
 * @throws StoreError when the tables cannot be read or written
 */
export async function tendGates({ id }: { readonly id: string }, { store, clock }: Desk): Promise<number> {
  const now = clock();
  const key = tendedKey(id);
  const text = await store.note(key);
  const tended = readTended(text);
  if (tended && now < tended.at + everyMillis) return 0;
  const all = await store.notes(gatesScope(id));
  if (all.length === 0) return 0;
  const { items, last } = nextItems(all, tended?.after ?? "");
  // Whoever writes this first tends them.
  if (!(await store.putNote(key, JSON.stringify({ at: now, after: last } satisfies Tended), text))) return 0;
  const gone = await someAtOnce(items, tasksAtOnce, async (item) => {
    return (await isGone(item, { store, now })) && (await isDropped(id, item, store));
  });
  return gone.filter(Boolean).length;
}

function tendedKey(source: string): LedgerKey {
  return { scope: `gate#${joinKey(source)}/tended`, key: "last" };
}

function readTended(text: string | undefined): Tended | undefined {
  try {
    return text === undefined ? undefined : Tended.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

type Item = Awaited<ReturnType<Desk["store"]["notes"]>>[number];

/** Those behind a key, and behind which the next run goes on; an empty one begins anew. */
function nextItems(all: readonly Item[], after: string): { readonly items: readonly Item[]; readonly last: string } {
  const behind = all.filter(({ key }) => key > after).toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const items = behind.slice(0, mostAtOnce);
  return { items, last: items.length < behind.length ? (items.at(-1)?.key ?? "") : "" };
}

/** What this version cannot read is left to one that can. */
async function isGone(
  { value }: Item,
  { store, now }: { readonly store: Desk["store"]; readonly now: Instant },
): Promise<boolean> {
  const gate = readGate(value);
  return gate !== undefined && isOver(await store.task(gate.task), now);
}

async function isDropped(source: string, { key, value }: Item, store: Desk["store"]): Promise<boolean> {
  try {
    return (await store.commit([{ drop: { scope: gatesScope(source), key }, seen: value }])) === "written";
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "conflict") throw error;
    return false;
  }
}

function isOver(task: Task | undefined, now: Instant): boolean {
  if (!task) return true;
  return task.state === "done" && now >= (task.endedAt ?? 0) + shownMillis;
}

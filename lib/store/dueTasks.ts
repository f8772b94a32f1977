import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { DueHow } from "../core/ports.ts";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { type Item, readable } from "./items.ts";
import { isPassedOver, passingFilter } from "./passedOver.ts";
import { dueShards, readTask } from "./taskItem.ts";
import type { ReadDesk } from "./tasks.ts";

/** How far one shard of the due index was read. */
interface Shard {
  readonly name: string;
  readonly tasks: readonly Task[];
  /** No task of this shard that was not read yet comes before; see `placeOf`. */
  readonly readUpTo: number;
  readonly pages: number;
  /** Where to read on; missing at the shard's end. */
  readonly from?: Item;
}

interface Asked extends DueHow {
  readonly most: number;
}

/** Hashes spread tasks unevenly: with this much more than its share of each shard, one round is nearly always enough. */
const spare = 1.5;

/**
 * How many pages of one shard are read at most, each twice as long as the one before: corrupt items never leave the head
 * of the index and must not hide what is behind them.
 */
const mostPages = 10;

/** Where something is passed over: 1,000,000 tasks in all, and so many a page that each is answered soon. */
const mostPagesWithout = 130;
const mostInPage = 500;

/**
 * `Store.dueTasks`: asks every shard for its share, and those for more that may hold tasks which come before what the
 * others gave. The index may lag: who acts on a task re-checks it by its version.
 */
export async function dueTasks(desk: ReadDesk, now: Instant, asked: Asked): Promise<Task[]> {
  const share = Math.max(1, Math.ceil((asked.most / dueShards) * spare));
  let shards = Array.from({ length: dueShards }, (_, at) => unread(String(at)));
  for (;;) {
    const found = first(
      shards.flatMap(({ tasks }) => tasks),
      asked,
    );
    const last = found.at(-1);
    const end = found.length < asked.most || !last ? Number.POSITIVE_INFINITY : placeOf(last.due ?? 0, asked);
    if (!shards.some((shard) => mayGive(shard, end, asked))) return found;
    shards = await Promise.all(
      shards.map((shard) =>
        mayGive(shard, end, asked) ? readOn(desk, shard, { ...asked, now, limit: share * 2 ** shard.pages }) : shard,
      ),
    );
  }
}

/** Where a task stands that is due then: the smaller, the sooner it comes. */
function placeOf(due: Instant, { newestFirst }: DueHow): number {
  return newestFirst ? -due : due;
}

/** The first `most` of some due tasks; those of one moment by their id, so that their shards are mixed. */
function first(tasks: readonly Task[], { most, newestFirst }: Asked): Task[] {
  const sign = newestFirst ? -1 : 1;
  const inOrder = tasks.toSorted(
    (one, other) => sign * ((one.due ?? 0) - (other.due ?? 0) || (one.id < other.id ? -1 : 1)),
  );
  return inOrder.slice(0, most);
}

function unread(name: string): Shard {
  return { name, tasks: [], readUpTo: Number.NEGATIVE_INFINITY, pages: 0 };
}

/** Whether a shard may hold tasks that come before such a place and were not read yet. */
function mayGive({ pages, from, readUpTo }: Shard, end: number, { without = [] }: DueHow): boolean {
  if (pages === 0) return true;
  return from !== undefined && pages < (without.length > 0 ? mostPagesWithout : mostPages) && readUpTo < end;
}

async function readOn(
  { client, prefix, onCorrupt }: ReadDesk,
  { name, tasks, pages, from }: Shard,
  { now, limit, without = [], newestFirst = false }: DueHow & { readonly now: Instant; readonly limit: number },
): Promise<Shard> {
  const { names, values, ...filter } = passingFilter(without) ?? {};
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: `${prefix}tasks`,
      IndexName: "due",
      KeyConditionExpression: "#dueShard = :shard AND #due <= :now",
      ...filter,
      ExpressionAttributeNames: { "#dueShard": "dueShard", "#due": "due", ...names },
      ExpressionAttributeValues: { ":shard": name, ":now": now, ...values },
      ...(newestFirst && { ScanIndexForward: false }),
      Limit: without.length > 0 ? Math.min(limit, mostInPage) : limit,
      ...(from && { ExclusiveStartKey: from }),
    }),
  );
  const kept = Items.filter((item) => !isPassedOver(item, without));
  return {
    name,
    tasks: [...tasks, ...readable(kept, readTask, onCorrupt)],
    readUpTo: placeOf(Number(LastEvaluatedKey?.due), { newestFirst }),
    pages: pages + 1,
    ...(LastEvaluatedKey && { from: LastEvaluatedKey }),
  };
}

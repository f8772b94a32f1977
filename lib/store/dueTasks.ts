import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { type Item, readable } from "./items.ts";
import { dueShards, readTask } from "./taskItem.ts";
import type { ReadDesk } from "./tasks.ts";

/** How far one shard of the due index was read. */
interface Shard {
  readonly name: string;
  readonly tasks: readonly Task[];
  /** No task of this shard that was not read yet is due earlier. */
  readonly readUpTo: Instant;
  readonly pages: number;
  /** Where to read on; missing at the shard's end. */
  readonly from?: Item;
}

/** Hashes spread tasks unevenly: with this much more than its share of each shard, one round is nearly always enough. */
const spare = 1.5;

/**
 * How many pages of one shard are read at most, each twice as long as the one before: corrupt items never leave the head
 * of the index and must not hide what is behind them.
 */
const mostPages = 10;

/**
 * `Store.dueTasks`: asks every shard for its share, and those for more that may hold earlier ones than the others gave.
 * The index may lag: who acts on a task re-checks it by its version.
 */
export async function dueTasks(desk: ReadDesk, now: Instant, most: number): Promise<Task[]> {
  const share = Math.max(1, Math.ceil((most / dueShards) * spare));
  let shards = Array.from({ length: dueShards }, (_, at) => unread(String(at)));
  for (;;) {
    const found = earliest(
      shards.flatMap(({ tasks }) => tasks),
      most,
    );
    const latest = found.length < most ? Number.POSITIVE_INFINITY : (found.at(-1)?.due ?? 0);
    if (!shards.some((shard) => mayGive(shard, latest))) return found;
    shards = await Promise.all(
      shards.map((shard) =>
        mayGive(shard, latest) ? readOn(desk, shard, { now, limit: share * 2 ** shard.pages }) : shard,
      ),
    );
  }
}

/** The earliest `most` of some due tasks; those of one moment by their id, so that their shards are mixed. */
function earliest(tasks: readonly Task[], most: number): Task[] {
  const inOrder = tasks.toSorted((one, other) => (one.due ?? 0) - (other.due ?? 0) || (one.id < other.id ? -1 : 1));
  return inOrder.slice(0, most);
}

function unread(name: string): Shard {
  return { name, tasks: [], readUpTo: Number.NEGATIVE_INFINITY, pages: 0 };
}

/** Whether a shard may hold tasks that are due before a moment and were not read yet. */
function mayGive({ pages, from, readUpTo }: Shard, before: Instant): boolean {
  if (pages === 0) return true;
  return from !== undefined && pages < mostPages && readUpTo < before;
}

async function readOn(
  { client, prefix, onCorrupt }: ReadDesk,
  { name, tasks, pages, from }: Shard,
  { now, limit }: { now: Instant; limit: number },
): Promise<Shard> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: `${prefix}tasks`,
      IndexName: "due",
      KeyConditionExpression: "#dueShard = :shard AND #due <= :now",
      ExpressionAttributeNames: { "#dueShard": "dueShard", "#due": "due" },
      ExpressionAttributeValues: { ":shard": name, ":now": now },
      Limit: limit,
      ...(from && { ExclusiveStartKey: from }),
    }),
  );
  return {
    name,
    tasks: [...tasks, ...readable(Items, readTask, onCorrupt)],
    readUpTo: Number(LastEvaluatedKey?.due),
    pages: pages + 1,
    ...(LastEvaluatedKey && { from: LastEvaluatedKey }),
  };
}

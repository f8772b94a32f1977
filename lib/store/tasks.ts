import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Task, TaskState } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { type Item, type OnCorrupt, readable } from "./items.ts";
import { scan } from "./scan.ts";
import { dueShards, readTask } from "./taskItem.ts";

/** What a read of the tables needs. */
export interface ReadDesk {
  readonly client: DynamoDBDocumentClient;
  readonly prefix: string;
  readonly onCorrupt: OnCorrupt;
}

/** `Store.task`. */
export async function task({ client, prefix }: ReadDesk, id: string): Promise<Task | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: `${prefix}tasks`, Key: { id }, ConsistentRead: true }),
  );
  return Item && readTask(Item);
}

/** `Store.dueTasks`: asks all shards at once. The index may lag: who acts on a task re-checks it by its version. */
export async function dueTasks(desk: ReadDesk, now: Instant, most: number): Promise<Task[]> {
  const shards = Array.from({ length: dueShards }, (_, shard) => dueIn(desk, String(shard), { now, most }));
  return earliest((await Promise.all(shards)).flat(), most);
}

/** The earliest `most` of some due tasks. */
export function earliest(tasks: readonly Task[], most: number): Task[] {
  return tasks.toSorted((one, other) => (one.due ?? 0) - (other.due ?? 0)).slice(0, most);
}

/** The newest `most` tasks, newest first. */
export function newest(tasks: readonly Task[], most: number): Task[] {
  return tasks.toSorted((one, other) => other.createdAt - one.createdAt).slice(0, most);
}

/** How many pages of a shard may hold nothing but corrupt items before those behind them are left for another time. */
const mostPages = 10;

/** Reads on while corrupt items fill the pages: they never leave the head of the index and must not block it. */
async function dueIn(
  { client, prefix, onCorrupt }: ReadDesk,
  shard: string,
  { now, most }: { now: Instant; most: number },
): Promise<Task[]> {
  const found: Task[] = [];
  let from: Item | undefined;
  for (let page = 0; page < mostPages && found.length < most; page++) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: `${prefix}tasks`,
        IndexName: "due",
        KeyConditionExpression: "#dueShard = :shard AND #due <= :now",
        ExpressionAttributeNames: { "#dueShard": "dueShard", "#due": "due" },
        ExpressionAttributeValues: { ":shard": shard, ":now": now },
        Limit: most,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    found.push(...readable(Items, readTask, onCorrupt));
    from = LastEvaluatedKey;
    if (!from) break;
  }
  return found;
}

/** `Store.tasks`, of the first 50 MB of the table. */
export async function tasks(
  desk: ReadDesk,
  most: number,
  only: { readonly source?: string; readonly state?: TaskState } = {},
): Promise<Task[]> {
  const tests = Object.entries(only).map(([name, value]) => ({ name, is: "=" as const, value }));
  const items = await scan(desk.client, `${desk.prefix}tasks`, tests);
  return newest(readable(items, readTask, desk.onCorrupt), most);
}

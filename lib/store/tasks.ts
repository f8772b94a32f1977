import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Task, TaskState } from "../core/task.ts";
import { type OnCorrupt, readable } from "./items.ts";
import { scan } from "./scan.ts";
import { readTask } from "./taskItem.ts";

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

/** The newest `most` tasks, newest first. */
export function newest(tasks: readonly Task[], most: number): Task[] {
  return tasks.toSorted((one, other) => other.createdAt - one.createdAt).slice(0, most);
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

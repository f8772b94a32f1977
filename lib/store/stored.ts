import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { FoundEntry, Page } from "../core/ports.ts";
import type { Task } from "../core/task.ts";
import { cursorText, readCursor } from "./cursor.ts";
import { foundEntry, isCompared } from "./found.ts";
import { type Item, readable } from "./items.ts";
import { type TableName, tables } from "./tables.ts";
import { readTask } from "./taskItem.ts";
import type { ReadDesk } from "./tasks.ts";

// Whole tables, page by page: what `journal verify` compares. A scan is the only reading that also shows what no mark, no
// index and no seal tells of.

/** `Store.stored`. */
export async function stored(desk: ReadDesk, source: string, next?: string): Promise<Page<FoundEntry>> {
  const filter = { name: "scope", test: "begins_with(#name, :value)", value: `${source}/` };
  const { items, ...rest } = await page(desk, "journal", { filter, next });
  return { items: items.filter((item) => isCompared(item, source)).map(foundEntry), ...rest };
}

/** `Store.taskPage`. */
export async function taskPage(desk: ReadDesk, source: string, next?: string): Promise<Page<Task>> {
  const filter = { name: "source", test: "#name = :value", value: source };
  const { items, ...rest } = await page(desk, "tasks", { filter, next });
  return { items: readable(items, readTask, desk.onCorrupt), ...rest };
}

/** DynamoDB reads at most 1 MB for a page. */
async function page(
  { client, prefix }: ReadDesk,
  table: TableName,
  { filter, next }: { filter: { name: string; test: string; value: string }; next: string | undefined },
): Promise<Page<Item>> {
  const from = next === undefined ? undefined : readCursor(next, tables[table].keys);
  const answer = await client.send(
    new ScanCommand({
      TableName: `${prefix}${table}`,
      FilterExpression: filter.test,
      ExpressionAttributeNames: { "#name": filter.name },
      ExpressionAttributeValues: { ":value": filter.value },
      ...(from && { ExclusiveStartKey: from }),
    }),
  );
  const { Items = [], LastEvaluatedKey } = answer;
  return { items: Items, ...(LastEvaluatedKey && { next: cursorText(LastEvaluatedKey) }) };
}

import { type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Item, OnCorrupt } from "./items.ts";

/** A stretch of one of the journal's partitions, or of its index by job. */
export interface Stretch {
  /** The partition's key; in the index the job's. */
  readonly scope: string;
  readonly index?: "job";
  /** Ids behind this one, */
  readonly after?: string | undefined;
  /** before this one, */
  readonly before?: string | undefined;
  /** and up to and including this one. */
  readonly upTo?: string | undefined;
  readonly newestFirst: boolean;
  /** Every write that was confirmed before is seen; not for the index, which lags. */
  readonly consistent?: boolean;
}

/** Items of a stretch in order, the first `most` of them; fewer only where there are no more. */
export type Shelf = (stretch: Stretch, most: number) => Promise<Item[]>;

/** What reading the journal needs: the shelf, whom to tell of what cannot be read, and how long entries are kept. */
export interface JournalDesk {
  readonly shelf: Shelf;
  readonly onCorrupt: OnCorrupt;
  readonly keepJournalDays: number;
}

/** Behind and before every id that anybody writes: a key cannot be empty. */
const lowest = "!";
const highest = "~";

/** The shelf that the table is. */
export function tableShelf({ client, prefix }: { client: DynamoDBDocumentClient; prefix: string }): Shelf {
  return async (stretch, most) => {
    const { scope, index, after, before, upTo, newestFirst, consistent = false } = stretch;
    const [low, high] = [after || lowest, highOf(before, upTo)];
    const items: Item[] = [];
    let from: Item | undefined;
    if (low > high) return items;
    do {
      const answer = await client.send(
        new QueryCommand({
          TableName: `${prefix}journal`,
          ...(index && { IndexName: index }),
          // A key's condition has no "between, without the ends": what lies on an open end is left out below.
          KeyConditionExpression: "#scope = :scope AND #id BETWEEN :low AND :high",
          ExpressionAttributeNames: { "#scope": index ? "jobKey" : "scope", "#id": "id" },
          ExpressionAttributeValues: { ":scope": scope, ":low": low, ":high": high },
          ScanIndexForward: !newestFirst,
          ConsistentRead: consistent,
          ...(Number.isFinite(most) && { Limit: Math.max(1, most - items.length) + 1 }),
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      items.push(...(answer.Items ?? []).filter(({ id }) => isWithin(String(id), stretch)));
      from = answer.LastEvaluatedKey;
    } while (from && items.length < most);
    return items.slice(0, most);
  };
}

function highOf(before: string | undefined, upTo: string | undefined): string {
  return [before ?? highest, upTo ?? highest].toSorted()[0] ?? highest;
}

/** Whether an id lies in a stretch. */
export function isWithin(id: string, { after, before, upTo }: Pick<Stretch, "after" | "before" | "upTo">): boolean {
  return id > (after ?? "") && (before === undefined || id < before) && (upTo === undefined || id <= upTo);
}

import { type DynamoDBDocumentClient, ScanCommand, type ScanCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Item } from "./items.ts";

/** DynamoDB reads at most 1 MB for a page. */
const mostPages = 50;

/** The items of a table, at most the first 50 MB that are read: for lists that people ask for, never for a decision. */
export async function scan(client: DynamoDBDocumentClient, input: ScanCommandInput): Promise<Item[]> {
  const items: Item[] = [];
  let from: Item | undefined;
  for (let page = 0; page < mostPages; page++) {
    const answer = await client.send(new ScanCommand({ ...input, ...(from && { ExclusiveStartKey: from }) }));
    items.push(...(answer.Items ?? []));
    from = answer.LastEvaluatedKey;
    if (!from) break;
  }
  return items;
}

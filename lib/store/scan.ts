import { type DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Item } from "./items.ts";

/** DynamoDB reads at most 1 MB for a page. */
const mostPages = 50;

/** What an attribute must be for its item to be in the list. */
export interface Test {
  readonly name: string;
  readonly is: "=" | ">";
  readonly value: string;
}

/**
 * The items of a table that pass every test, of at most the first 50 MB that are read: for lists that people ask for,
 * never for a decision.
 */
export async function scan(client: DynamoDBDocumentClient, table: string, tests: readonly Test[]): Promise<Item[]> {
  const items: Item[] = [];
  let from: Item | undefined;
  for (let page = 0; page < mostPages; page++) {
    const start = from && { ExclusiveStartKey: from };
    const answer = await client.send(new ScanCommand({ TableName: table, ...filter(tests), ...start }));
    items.push(...(answer.Items ?? []));
    from = answer.LastEvaluatedKey;
    if (!from) break;
  }
  return items;
}

/** Names and values are placeholders: `source` and `state` are words of DynamoDB's own. */
function filter(tests: readonly Test[]) {
  if (tests.length === 0) return {};
  return {
    FilterExpression: tests.map(({ name, is }) => `#${name} ${is} :${name}`).join(" AND "),
    ExpressionAttributeNames: Object.fromEntries(tests.map(({ name }) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(tests.map(({ name, value }) => [`:${name}`, value])),
  };
}

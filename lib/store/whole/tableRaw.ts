import { type DynamoDBDocumentClient, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { cursorText, readCursor } from "../cursor.ts";
import { lostCondition, storeError } from "../errors.ts";
import type { Item } from "../items.ts";
import { type TableName, tables } from "../tables.ts";
import type { RawTables } from "./raw.ts";

/** The tables of DynamoDB. Throws StoreError `throttled`, `unavailable`, `ambiguous`; asking again is safe. */
export function tableRaw({ client, prefix }: { client: DynamoDBDocumentClient; prefix: string }): RawTables {
  async function put(table: TableName, item: Item, condition: object): Promise<boolean> {
    try {
      await client.send(new PutCommand({ TableName: `${prefix}${table}`, Item: { ...item }, ...condition }));
      return true;
    } catch (error) {
      if (lostCondition(error)) return false;
      throw storeError(error, "write");
    }
  }
  return {
    async page(table, next, most) {
      const from = next === undefined ? undefined : readCursor(next, tables[table].keys);
      try {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new ScanCommand({
            TableName: `${prefix}${table}`,
            ConsistentRead: true,
            ...(most !== undefined && { Limit: most }),
            ...(from && { ExclusiveStartKey: from }),
          }),
        );
        return { items: Items, ...(LastEvaluatedKey && { next: cursorText(LastEvaluatedKey) }) };
      } catch (error) {
        throw storeError(error, "read");
      }
    },
    add(table, item) {
      const [key = ""] = tables[table].keys;
      const condition = {
        ConditionExpression: "attribute_not_exists(#key)",
        ExpressionAttributeNames: { "#key": key },
      };
      return put(table, item, condition);
    },
    replace: (table, seen, item) => put(table, item, asSeen(table, seen)),
  };
}

/** An attribute that came since is no matter: whoever writes an item changes one of those that it had. */
function asSeen(table: TableName, seen: Item) {
  const { keys } = tables[table];
  const names = Object.keys(seen).filter((name) => !keys.includes(name));
  const [key = ""] = keys;
  return {
    ConditionExpression: ["attribute_exists(#key)", ...names.map((_, at) => `#a${at} = :a${at}`)].join(" AND "),
    ExpressionAttributeNames: { "#key": key, ...Object.fromEntries(names.map((name, at) => [`#a${at}`, name])) },
    ...(names.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(names.map((name, at) => [`:a${at}`, seen[name]])),
    }),
  };
}

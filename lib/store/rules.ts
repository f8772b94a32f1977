import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { StoredRulebook } from "../core/ports.ts";
import type { Action } from "./actions.ts";
import { type Desk, transact } from "./commit.ts";
import { lostCondition, storeError } from "./errors.ts";
import { headKey, readBody, readHead, rulebookItems, versionKey } from "./rulebookItem.ts";
import type { ReadDesk } from "./tasks.ts";

/** `Store.rulebook`. */
export async function rulebook({ client, prefix }: ReadDesk, source: string): Promise<StoredRulebook | undefined> {
  const get = async (version: string) => {
    const Key = { source, version };
    const { Item } = await client.send(new GetCommand({ TableName: `${prefix}rules`, Key, ConsistentRead: true }));
    return Item;
  };
  const item = await get(headKey);
  if (!item) return undefined;
  const head = readHead(source, item);
  return readBody(source, head, await get(versionKey(head.version)));
}

/** A new text for a source's rules, and the version that it was made from (0: none). */
export interface RulebookChange {
  readonly source: string;
  readonly rules: string;
  readonly after: number;
}

/** `Store.applyRulebook`. */
export async function applyRulebook(desk: Desk, { source, rules, after }: RulebookChange): Promise<number | undefined> {
  const { head, body } = rulebookItems(source, after + 1, rules);
  const TableName = `${desk.prefix}rules`;
  const ifAbsent = {
    ConditionExpression: "attribute_not_exists(#source)",
    ExpressionAttributeNames: { "#source": "source" },
  };
  const ifUnchanged = {
    ConditionExpression: "#newest = :after",
    ExpressionAttributeNames: { "#newest": "newest" },
    ExpressionAttributeValues: { ":after": after },
  };
  const actions: Action[] = [
    { Put: { TableName, Item: body, ...ifAbsent } },
    { Put: { TableName, Item: head, ...(after === 0 ? ifAbsent : ifUnchanged) } },
  ];
  try {
    await transact(desk, actions);
    return after + 1;
  } catch (error) {
    if (lostCondition(error)) return undefined;
    throw storeError(error, "write");
  }
}

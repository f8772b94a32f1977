import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { StoreError } from "../core/errors.ts";
import type { RulesEntry } from "../core/journal.ts";
import type { Write } from "../core/ports.ts";
import { type Action, actionOf } from "./actions.ts";
import { appendable, type Desk, transact } from "./commit.ts";
import { lostCondition, storeError } from "./errors.ts";
import type { Item } from "./items.ts";
import type { ReadDesk } from "./tasks.ts";

// What all changes of the table of rules have in common.

/** An item of it as it is now. */
export async function readItem(
  { client, prefix }: Pick<ReadDesk, "client" | "prefix">,
  Key: Item,
): Promise<Item | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: `${prefix}rules`, Key, ConsistentRead: true }));
  return Item;
}

/** Only if there is no such item. */
export const ifAbsent = {
  ConditionExpression: "attribute_not_exists(#source)",
  ExpressionAttributeNames: { "#source": "source" },
};

/** Only while an attribute has this value. */
export function whileIs(name: string, value: unknown) {
  return {
    ConditionExpression: "#name = :value",
    ExpressionAttributeNames: { "#name": name },
    ExpressionAttributeValues: { ":value": value },
  };
}

/** Only while there is an item, without that attribute. */
export function whileMissing(name: string) {
  return {
    ConditionExpression: "attribute_exists(#source) AND attribute_not_exists(#name)",
    ExpressionAttributeNames: { "#source": "source", "#name": name },
  };
}

/**
 * All of it with its journal entry, or nothing.
 *
 * @returns whether; false: some condition did not hold
 * @throws StoreError
 */
export async function changed(
  desk: Desk,
  actions: readonly Action[],
  journal: RulesEntry | undefined,
): Promise<boolean> {
  const entries: Write[] = journal ? [{ journal }] : [];
  await appendable(desk, entries);
  try {
    await transact(desk, [...actions, ...entries.map((write) => actionOf(write, desk))]);
    return true;
  } catch (error) {
    if (error instanceof StoreError) throw error;
    if (lostCondition(error)) return false;
    throw storeError(error, "write");
  }
}

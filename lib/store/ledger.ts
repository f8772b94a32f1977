import { GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { StoreError } from "../core/errors.ts";
import type { LedgerKey } from "../core/key.ts";
import { notePut } from "./actions.ts";
import { wasMaybeDone } from "./attempts.ts";
import type { Desk } from "./commit.ts";
import { lostCondition, storeError } from "./errors.ts";
import { understood } from "./format.ts";
import { checked, type Item } from "./items.ts";
import type { ReadDesk } from "./tasks.ts";

const NoteItem = z.looseObject({ value: z.string().exactOptional(), n: z.number().exactOptional() });

/**
 * What a ledger item says: a note's value, or where a counter stands.
 *
 * @throws StoreError `corrupt`, `newer`
 */
export function readNote(item: Item): string | undefined {
  const { value, n } = checked(NoteItem, understood("note", item), `ledger ${String(item.scope)} ${String(item.key)}`);
  return value ?? n?.toString();
}

/** `Store.note`. */
export async function note({ client, prefix }: ReadDesk, { scope, key }: LedgerKey): Promise<string | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: `${prefix}ledger`, Key: { scope, key }, ConsistentRead: true }),
  );
  return Item && readNote(Item);
}

/** `Store.notes`: every page, for a list that lacks something would be believed. */
export async function notes({ client, prefix }: ReadDesk, scope: string): Promise<{ key: string; value: string }[]> {
  const items: Item[] = [];
  let from: Item | undefined;
  do {
    const answer = await client.send(
      new QueryCommand({
        TableName: `${prefix}ledger`,
        KeyConditionExpression: "#scope = :scope",
        ExpressionAttributeNames: { "#scope": "scope" },
        ExpressionAttributeValues: { ":scope": scope },
        ConsistentRead: true,
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    items.push(...(answer.Items ?? []));
    from = answer.LastEvaluatedKey;
  } while (from);
  return items.map(keyed);
}

/** A ledger item as lists show it. */
export function keyed(item: Item): { key: string; value: string } {
  return { key: String(item.key), value: readNote(item) ?? "" };
}

/** A change of a note from what was seen to what shall be. */
export interface NoteChange {
  readonly key: LedgerKey;
  readonly value: string;
  readonly seen: string | undefined;
}

/** `Store.putNote`. */
export async function putNote({ client, prefix }: Desk, { key, value, seen }: NoteChange): Promise<boolean> {
  try {
    await client.send(new PutCommand(notePut(`${prefix}ledger`, { note: key, value, seen })));
    return true;
  } catch (error) {
    if (!lostCondition(error)) throw storeError(error, "write");
    // The SDK sent it again after a lost answer: what it met may be its own first write.
    if (wasMaybeDone(error)) throw new StoreError("ambiguous", "a note may have been written", { cause: error });
    return false;
  }
}

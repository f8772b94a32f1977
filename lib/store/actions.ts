import type { TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Write } from "../core/ports.ts";
import { entryItem } from "./entryItem.ts";
import { written } from "./format.ts";
import { expirySeconds, type Item } from "./items.ts";
import { taskItem } from "./taskItem.ts";

/** One action of a transaction, as the SDK wants it. */
export type Action = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

type WriteOf<Kind extends string> = Extract<Write, Record<Kind, unknown>>;

/** Where and how long things are kept. */
export interface Keeping {
  readonly prefix: string;
  readonly keepJournalDays: number;
}

/** A write and its condition in DynamoDB's words. */
export function actionOf(write: Write, { prefix, keepJournalDays }: Keeping): Action {
  if ("put" in write) return { Put: taskPut(`${prefix}tasks`, write) };
  if ("count" in write) return { Update: counterUpdate(`${prefix}ledger`, write) };
  if ("note" in write) return { Put: notePut(`${prefix}ledger`, write) };
  if ("drop" in write) {
    return { Delete: { TableName: `${prefix}ledger`, Key: { ...write.drop }, ...whileItIs(write.seen) } };
  }
  if ("unless" in write) {
    return {
      ConditionCheck: {
        TableName: `${prefix}ledger`,
        Key: { ...write.unless },
        ConditionExpression: "attribute_not_exists(#scope)",
        ExpressionAttributeNames: { "#scope": "scope" },
      },
    };
  }
  return {
    Put: {
      TableName: `${prefix}journal`,
      Item: entryItem(write.journal, keepJournalDays),
      ConditionExpression: "attribute_not_exists(#id)",
      ExpressionAttributeNames: { "#id": "id" },
    },
  };
}

function taskPut(table: string, { put, seen }: WriteOf<"put">): NonNullable<Action["Put"]> {
  const condition =
    seen === "absent"
      ? { ConditionExpression: "attribute_not_exists(#id)", ExpressionAttributeNames: { "#id": "id" } }
      : {
          ConditionExpression: "#version = :seen",
          ExpressionAttributeNames: { "#version": "version" },
          ExpressionAttributeValues: { ":seen": seen },
        };
  return { TableName: table, Item: taskItem(put), ...condition, ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
}

function counterUpdate(table: string, { count, by, most, forgetAt }: WriteOf<"count">): NonNullable<Action["Update"]> {
  const room = most === undefined ? undefined : most - by;
  return {
    TableName: table,
    Key: { scope: count.scope, key: count.key },
    UpdateExpression: "ADD #n :by SET #expires = :expires",
    ExpressionAttributeNames: { "#n": "n", "#expires": "expires" },
    ExpressionAttributeValues: {
      ":by": by,
      ":expires": expirySeconds(forgetAt),
      ...(room !== undefined && { ":room": room }),
    },
    ...(room !== undefined && {
      // A counter that does not exist yet stands at 0, for which there must be room too.
      ConditionExpression: room < 0 ? "#n <= :room" : "attribute_not_exists(#n) OR #n <= :room",
    }),
  };
}

/** A note and the condition that it still is what was seen. */
export function notePut(table: string, { note, value, seen }: WriteOf<"note">): NonNullable<Action["Put"]> {
  const condition =
    seen === undefined
      ? { ConditionExpression: "attribute_not_exists(#scope)", ExpressionAttributeNames: { "#scope": "scope" } }
      : whileItIs(seen);
  return { TableName: table, Item: noteItem({ note, value }), ...condition };
}

/** A note as the table holds it. */
export function noteItem({ note: { scope, key }, value }: Pick<WriteOf<"note">, "note" | "value">): Item {
  return written("note", { scope, key, value });
}

/** Only while a note still has this value. */
function whileItIs(seen: string) {
  return {
    ConditionExpression: "#value = :seen",
    ExpressionAttributeNames: { "#value": "value" },
    ExpressionAttributeValues: { ":seen": seen },
  };
}

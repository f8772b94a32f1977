import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { RulesEntry } from "../core/journal.ts";
import type { StoredRulebook, Write } from "../core/ports.ts";
import { type Action, actionOf } from "./actions.ts";
import { appendable, type Desk, transact } from "./commit.ts";
import { lostCondition, storeError } from "./errors.ts";
import { headKey, readBody, readHead, rulebookItems, versionKey } from "./rulebookItem.ts";
import type { ReadDesk } from "./tasks.ts";

/** Where the versions that were read last are kept, by their source: a version never changes. */
export interface RulesDesk extends ReadDesk {
  readonly versions: Map<string, StoredRulebook>;
}

/** `Store.rulebook`: the head, and the version that it names where that is not the one that was read last. */
export async function rulebook(desk: RulesDesk, source: string): Promise<StoredRulebook | undefined> {
  const { client, prefix, versions } = desk;
  const get = async (version: string) => {
    const Key = { source, version };
    const { Item } = await client.send(new GetCommand({ TableName: `${prefix}rules`, Key, ConsistentRead: true }));
    return Item;
  };
  const item = await get(headKey);
  if (!item) return undefined;
  const head = readHead(source, item);
  const known = versions.get(source);
  if (known?.version === head.version && known.hash === head.hash) return known;
  const read = Object.freeze(readBody(source, head, await get(versionKey(head.version))));
  versions.set(source, read);
  return read;
}

/** A new text for a source's rules, and the version that it was made from (0: none). */
export interface RulebookChange {
  readonly source: string;
  readonly rules: string;
  readonly after: number;
  /** Appended with it. */
  readonly journal?: RulesEntry;
}

/** `Store.applyRulebook`. */
export async function applyRulebook(desk: Desk, change: RulebookChange): Promise<number | undefined> {
  const { source, rules, after, journal } = change;
  const entries: Write[] = journal ? [{ journal }] : [];
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
    ...entries.map((write) => actionOf(write, desk)),
  ];
  await appendable(desk, entries);
  try {
    await transact(desk, actions);
    return after + 1;
  } catch (error) {
    if (lostCondition(error)) return undefined;
    throw storeError(error, "write");
  }
}

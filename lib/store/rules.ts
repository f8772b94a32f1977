import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { RulesEntry } from "../core/journal.ts";
import type { StoredRulebook, Write } from "../core/ports.ts";
import { type Action, actionOf } from "./actions.ts";
import { appendable, type Desk, transact } from "./commit.ts";
import { lostCondition, storeError } from "./errors.ts";
import type { Item } from "./items.ts";
import { headKey, readBeside, readBody, readHead, rulebookItems, versionKey } from "./rulebookItem.ts";
import type { ReadDesk } from "./tasks.ts";

/** Where the versions that were read last are kept, by their source: a version never changes. */
export interface RulesDesk extends ReadDesk {
  readonly versions: Map<string, StoredRulebook>;
}

/**
 * `Store.rulebook`. The first time one request reads the head and what is beside it; later the head alone, and the rest
 * only where it names another version than the one that was read last.
 */
export async function rulebook(desk: RulesDesk, source: string): Promise<StoredRulebook | undefined> {
  const { versions } = desk;
  const known = versions.get(source);
  if (known) {
    const item = await get(desk, { source, version: headKey });
    const head = item && readHead(source, item);
    if (known.version === head?.version && known.hash === head.hash) return known;
  }
  const read = await readActive(desk, source);
  if (read) versions.set(source, read);
  else versions.delete(source);
  return read;
}

async function readActive(desk: RulesDesk, source: string): Promise<StoredRulebook | undefined> {
  const { Items = [] } = await desk.client.send(
    new QueryCommand({
      TableName: `${desk.prefix}rules`,
      KeyConditionExpression: "#source = :source AND begins_with(#version, :head)",
      ExpressionAttributeNames: { "#source": "source", "#version": "version" },
      ExpressionAttributeValues: { ":source": source, ":head": headKey },
      ConsistentRead: true,
    }),
  );
  const item = Items.find(({ version }) => version === headKey);
  if (!item) return undefined;
  const head = readHead(source, item);
  const beside = readBeside(source, head, Items);
  const version = { source, version: versionKey(head.version) };
  return Object.freeze(beside ?? readBody(source, head, await get(desk, version)));
}

async function get({ client, prefix }: RulesDesk, Key: Item): Promise<Item | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: `${prefix}rules`, Key, ConsistentRead: true }));
  return Item;
}

/** A new text for a source's rules, and the version that it was made from (0: none). */
export interface RulebookChange {
  readonly source: string;
  readonly rules: string;
  readonly after: number;
  /** What is kept beside the text of the active version. */
  readonly pack?: Uint8Array;
  /** Appended with it. */
  readonly journal?: RulesEntry;
}

/** `Store.applyRulebook`. */
export async function applyRulebook(desk: Desk, change: RulebookChange): Promise<number | undefined> {
  const { after, journal } = change;
  const entries: Write[] = journal ? [{ journal }] : [];
  const { head, body, beside } = rulebookItems({ ...change, version: after + 1 });
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
    ...beside.map((Item) => ({ Put: { TableName, Item } })),
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

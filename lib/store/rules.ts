import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { NewVersion, StoredRulebook } from "../core/ports.ts";
import type { Action } from "./actions.ts";
import type { Desk } from "./commit.ts";
import { proposalEnd } from "./proposals.ts";
import { headKey, readBeside, readBody, readHead, rulebookItems, versionKey } from "./rulebookItem.ts";
import { changed, ifAbsent, readItem, whileIs, whileMissing } from "./rulesTable.ts";
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
    const item = await readItem(desk, { source, version: headKey });
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
  return Object.freeze(beside ?? readBody(source, head, await readItem(desk, version)));
}

/** A new text for a source's rules, and what it takes the place of. */
export interface RulebookChange extends NewVersion {
  readonly source: string;
  readonly rules: string;
}

/** `Store.applyRulebook`. */
export async function applyRulebook(desk: Desk, change: RulebookChange): Promise<number | undefined> {
  const { source, after, journal, ends } = change;
  const { head, body, beside } = rulebookItems({ ...change, version: after + 1 });
  const TableName = `${desk.prefix}rules`;
  const isNext = change.mends ? await asItStands(desk, source) : after === 0 ? ifAbsent : whileIs("newest", after);
  const actions: Action[] = [
    { Put: { TableName, Item: body, ...ifAbsent } },
    { Put: { TableName, Item: head, ...isNext } },
    ...beside.map((Item) => ({ Put: { TableName, Item } })),
    ...(ends === undefined ? [] : [proposalEnd(desk, source, ends)]),
  ];
  return (await changed(desk, actions, journal)) ? after + 1 : undefined;
}

/** Whatever the head says, as long as it says it still. */
async function asItStands(desk: Desk, source: string) {
  const item = await readItem(desk, { source, version: headKey });
  if (!item) return ifAbsent;
  return item.newest === undefined ? whileMissing("newest") : whileIs("newest", item.newest);
}

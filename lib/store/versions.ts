import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Page, StoredRulebook, VersionNote } from "../core/ports.ts";
import type { Item } from "./items.ts";
import { headKey, readVersion, versionKey } from "./rulebookItem.ts";
import { readItem } from "./rulesTable.ts";
import type { ReadDesk } from "./tasks.ts";
import { noteNames, readNote } from "./versionNote.ts";

/** `Store.rulebookVersion`. */
export async function rulebookVersion(
  desk: ReadDesk,
  source: string,
  version: number,
): Promise<StoredRulebook | undefined> {
  return readVersion(source, version, await readItem(desk, { source, version: versionKey(version) }));
}

/** The number after all that a key has room for. */
const endless = 99_999_999;

/** `Store.rulebookVersions`. DynamoDB reads 1 MB at once, however little of it is asked for: some versions fill that. */
export async function rulebookVersions(
  desk: ReadDesk,
  source: string,
  { most, before = endless }: { most: number; before?: number | undefined },
): Promise<Page<VersionNote>> {
  const found: VersionNote[] = [];
  for (let below = before; found.length <= most; ) {
    const { items, isAll } = await versionsBelow(desk, source, { below, most: most + 1 - found.length });
    found.push(...items.flatMap((item) => readNote(item) ?? []));
    const last = found.at(-1);
    if (isAll || !last) break;
    below = last.version;
  }
  return pageOf(found, most);
}

/** @param found one more than is wanted, where there are more */
export function pageOf(found: readonly VersionNote[], most: number): Page<VersionNote> {
  const items = found.slice(0, most);
  const last = items.at(-1);
  return { items, ...(found.length > most && last && { next: String(last.version) }) };
}

async function versionsBelow(
  { client, prefix }: ReadDesk,
  source: string,
  { below, most }: { below: number; most: number },
): Promise<{ items: readonly Item[]; isAll: boolean }> {
  const names = ["version", ...noteNames];
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: `${prefix}rules`,
      KeyConditionExpression: "#source = :source AND #version BETWEEN :first AND :last",
      ProjectionExpression: names.map((name) => `#${name}`).join(", "),
      ExpressionAttributeNames: {
        "#source": "source",
        ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
      },
      ExpressionAttributeValues: { ":source": source, ":first": versionKey(0), ":last": versionKey(below - 1) },
      ScanIndexForward: false,
      Limit: most,
      ConsistentRead: true,
    }),
  );
  return { items: Items, isAll: LastEvaluatedKey === undefined };
}

/** `Store.newestVersion`. */
export async function newestVersion(desk: ReadDesk, source: string): Promise<number> {
  const [head, { items }] = await Promise.all([
    readItem(desk, { source, version: headKey }),
    rulebookVersions(desk, source, { most: 1 }),
  ]);
  return newestOf(head, items);
}

/** The head's number, where it has one that no stored version is newer than. */
export function newestOf(head: Item | undefined, [last]: readonly VersionNote[]): number {
  const named = z.int().min(1).catch(0).parse(head?.newest);
  return Math.max(named, last?.version ?? 0);
}

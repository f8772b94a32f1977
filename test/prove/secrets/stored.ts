import { type AttributeValue, DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Store } from "../../../lib/core/ports.ts";
import { readLook, readRecorded } from "../../../lib/core/recorded.ts";
import { createClient } from "../../../lib/store/client.ts";
import { createStore } from "../../../lib/store/store.ts";
import { tableNames } from "../../../lib/store/tables.ts";
import { type Deployment, prefix } from "./deployment.ts";

const region = "eu-central-1";

/** A text that is stored, and where: `tasks.wants`. */
export interface Stored {
  readonly at: string;
  readonly text: string;
}

/** The items of a table as they are stored. */
export async function itemsOf({ database }: Deployment, table: string): Promise<Record<string, AttributeValue>[]> {
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const client = new DynamoDBClient({ endpoint: database.endpoint, region, credentials });
  const items = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: `${prefix}${table}` })) items.push(...Items);
  client.destroy();
  return items;
}

/** Every attribute of every item of all tables, and what is packed in it. */
export async function storedIn(at: Deployment): Promise<Stored[]> {
  const found: Stored[] = [];
  for (const table of tableNames)
    for (const item of await itemsOf(at, table))
      for (const [name, value] of Object.entries(unmarshall(item)))
        for (const text of textsOf(name, value)) found.push({ at: `${table}.${name}`, text });
  return found;
}

function textsOf(name: string, value: unknown): string[] {
  if (value instanceof Uint8Array) return [Buffer.from(value).toString("latin1"), Buffer.from(value).toString("hex")];
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (name !== "facts" || typeof value !== "string") return [text];
  return [text, JSON.stringify(readRecorded(value) ?? readLook(value) ?? "it cannot be read")];
}

/** The same tables as the functions use, for what a walk itself writes. */
export function storeOf({ database }: Deployment): { readonly store: Store; close(): void } {
  const client = createClient({ endpoint: database.endpoint, region });
  const store = createStore({ client, prefix, random: () => "walk" });
  return { store, close: () => client.destroy() };
}

import { readFileSync, writeFileSync } from "node:fs";
import { type AttributeValue, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { createClient } from "../../lib/store/client.ts";
import { createTables, tableNames } from "../../lib/store/tables.ts";

/** Where tables are. */
export interface Where {
  readonly endpoint: string;
  readonly region: string;
  readonly prefix: string;
}

type Attributes = Record<string, AttributeValue>;

/** Every item of the four tables into a file, one a line: `{"table":…,"item":…}`, as DynamoDB has it, bytes in base64. */
export async function dump(where: Where, file: string): Promise<void> {
  const client = createClient(where);
  const lines: string[] = [];
  for (const table of tableNames)
    for (let from: Attributes | undefined, isFirst = true; isFirst || from; isFirst = false) {
      const command = new ScanCommand({
        TableName: `${where.prefix}${table}`,
        ...(from && { ExclusiveStartKey: from }),
      });
      const { Items = [], LastEvaluatedKey } = await client.send(command);
      lines.push(...Items.map((item) => JSON.stringify({ table, item }, base64)));
      from = LastEvaluatedKey;
    }
  client.destroy();
  writeFileSync(file, `${lines.toSorted().join("\n")}\n`);
}

function base64(name: string, value: unknown): unknown {
  return name === "B" && value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}

/** The items of such a file. */
export function readDump(file: string): { readonly table: string; readonly item: Attributes }[] {
  const bytes = (name: string, value: unknown) =>
    name === "B" && typeof value === "string" ? Buffer.from(value, "base64") : value;
  return readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line, bytes));
}

/**
 * Makes the tables and puts the items of a file into them.
 *
 * @param without a kind of ledger item that is left out
 */
export async function load(where: Where, file: string, without = ""): Promise<void> {
  const client = createClient(where);
  await createTables(client, where.prefix, { withStreams: false });
  for (const { table, item } of readDump(file))
    if (without === "" || !item.scope?.S?.startsWith(`${without}#`))
      await client.send(new PutItemCommand({ TableName: `${where.prefix}${table}`, Item: item }));
  client.destroy();
}

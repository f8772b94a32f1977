import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

export type TableName = "rules" | "tasks" | "ledger" | "journal";

/** One table: its key attributes (partition, then sort), and what else it needs. */
export interface TableShape {
  readonly keys: readonly string[];
  /** Sparse: an item without the index's keys is not in it. Holds whole items. */
  readonly index?: { readonly name: string; readonly keys: readonly string[] };
  /** Items are forgotten after the moment in `expires` (epoch seconds). */
  readonly forgets: boolean;
  /** Tells a stream of every change: with the new image of the item, or only of which one it was. */
  readonly streams?: "NEW_IMAGE" | "KEYS_ONLY";
}

export const tables: Readonly<Record<TableName, TableShape>> = {
  rules: { keys: ["source", "version"], forgets: false },
  tasks: { keys: ["id"], index: { name: "due", keys: ["dueShard", "due"] }, forgets: true, streams: "NEW_IMAGE" },
  ledger: { keys: ["scope", "key"], forgets: true, streams: "KEYS_ONLY" },
  journal: { keys: ["scope", "id"], index: { name: "job", keys: ["jobKey", "id"] }, forgets: true },
};

export const tableNames = Object.keys(tables) as TableName[];

/** The time-to-live attribute of every table that forgets. */
export const expiryAttribute = "expires";

const numericKeys: ReadonlySet<string> = new Set(["due"]);

/** What creates one table, in the words that DynamoDB and CloudFormation share. */
function tableInput(name: TableName, { prefix, withStreams }: Creating): CreateTableCommandInput {
  const { keys, index, streams } = tables[name];
  const attributes = [...new Set([...keys, ...(index?.keys ?? [])])];
  return {
    TableName: `${prefix}${name}`,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: attributes.map((attribute) => ({
      AttributeName: attribute,
      AttributeType: numericKeys.has(attribute) ? "N" : "S",
    })),
    KeySchema: keySchema(keys),
    ...(index && {
      GlobalSecondaryIndexes: [
        { IndexName: index.name, KeySchema: keySchema(index.keys), Projection: { ProjectionType: "ALL" } },
      ],
    }),
    ...(streams && withStreams && { StreamSpecification: { StreamEnabled: true, StreamViewType: streams } }),
  };
}

function keySchema(keys: readonly string[]): CreateTableCommandInput["KeySchema"] {
  return keys.map((key, at) => ({ AttributeName: key, KeyType: at === 0 ? "HASH" : "RANGE" }));
}

interface Creating {
  readonly prefix: string;
  readonly withStreams: boolean;
}

/**
 * Creates the four tables where they are missing, and returns when they can be used: for local databases and tests; in
 * AWS the deployment creates them. Tables that are there stay as they are.
 *
 * @param options.withStreams `false` where nobody reads the streams: the embedded database takes longer for each write
 * the more of them the stream has seen (2 ms more after 10,000 of them). Default: true
 */
export async function createTables(
  client: DynamoDBDocumentClient,
  prefix: string,
  { withStreams = true }: { readonly withStreams?: boolean } = {},
): Promise<void> {
  await Promise.all(tableNames.map((name) => createTable(client, name, { prefix, withStreams })));
}

async function createTable(client: DynamoDBDocumentClient, name: TableName, creating: Creating): Promise<void> {
  const { prefix } = creating;
  const input = tableInput(name, creating);
  try {
    await client.send(new CreateTableCommand(input));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await untilActive(client, `${prefix}${name}`);
  if (tables[name].forgets) await enableExpiry(client, `${prefix}${name}`);
}

const mostLooks = 100;

async function untilActive(client: DynamoDBDocumentClient, table: string): Promise<void> {
  for (let look = 0; look < mostLooks; look++) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    if (Table?.TableStatus === "ACTIVE") return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`table ${table} was created but did not become active within 30 s`);
}

/** Asks first: to enable what is enabled already is an error. */
async function enableExpiry(client: DynamoDBDocumentClient, table: string): Promise<void> {
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: table }));
  const status = TimeToLiveDescription?.TimeToLiveStatus;
  if (status === "ENABLED" || status === "ENABLING") return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: table,
      TimeToLiveSpecification: { AttributeName: expiryAttribute, Enabled: true },
    }),
  );
}

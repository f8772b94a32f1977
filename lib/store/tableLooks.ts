import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type KeySchemaElement,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { SeenTable, TableLooks } from "../core/inAws.ts";
import { found, looked } from "../core/seen.ts";
import type { Clock } from "../core/time.ts";
import { expiryAttribute } from "./tables.ts";

/** Looks at tables as they are, and mends what a deployment would give them too. Never throws. */
export function createTableLooks(client: DynamoDBDocumentClient, clock: Clock): TableLooks {
  let moment: ReturnType<TableLooks["moment"]>;
  client.middlewareStack.add(
    (next) => async (args) => {
      const ours = clock();
      const answer = await next(args);
      const theirs = dateOf(answer.response);
      // The header has whole seconds: its middle, and the middle of our wait, are the best that can be known.
      if (theirs !== undefined) moment ??= { theirs: theirs + 500, ours: (ours + clock()) / 2 };
      return answer;
    },
    { name: "penstockMoment", step: "deserialize", priority: "low" },
  );
  return {
    moment: () => moment,
    async table(name) {
      const seen = await looked("dynamodb:DescribeTable", () =>
        client.send(new DescribeTableCommand({ TableName: name })),
      );
      const table = found(seen)?.Table;
      if (!table) return typeof seen === "object" && "unseen" in seen ? seen : "missing";
      const { TableStatus = "?", KeySchema, GlobalSecondaryIndexes = [], StreamSpecification } = table;
      const streams = StreamSpecification?.StreamEnabled ? StreamSpecification.StreamViewType : undefined;
      return {
        found: {
          state: TableStatus,
          keys: keysOf(KeySchema),
          indexes: GlobalSecondaryIndexes.map(({ IndexName = "?", KeySchema, IndexStatus = "?", Backfilling }) => ({
            name: IndexName,
            keys: keysOf(KeySchema),
            state: Backfilling ? "BACKFILLING" : IndexStatus,
          })),
          ...(streams !== undefined && { streams }),
          isProtected: table.DeletionProtectionEnabled === true,
          forgetsBy: await forgetsBy(client, name),
          isRestorable: await isRestorable(client, name),
        },
      };
    },
    forget: (name) =>
      looked("dynamodb:UpdateTimeToLive", () =>
        client.send(
          new UpdateTimeToLiveCommand({
            TableName: name,
            TimeToLiveSpecification: { AttributeName: expiryAttribute, Enabled: true },
          }),
        ),
      ),
    makeRestorable: (name) =>
      looked("dynamodb:UpdateContinuousBackups", () =>
        client.send(
          new UpdateContinuousBackupsCommand({
            TableName: name,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          }),
        ),
      ),
    protect: (name) =>
      looked("dynamodb:UpdateTable", () =>
        client.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: true })),
      ),
  };
}

function dateOf(response: unknown): number | undefined {
  const { headers } = (response ?? {}) as { headers?: Readonly<Record<string, string>> };
  const at = Date.parse(headers?.date ?? "");
  return Number.isNaN(at) ? undefined : at;
}

function keysOf(schema: readonly KeySchemaElement[] = []): readonly string[] {
  const rank = ({ KeyType }: KeySchemaElement) => (KeyType === "HASH" ? 0 : 1);
  return schema.toSorted((one, other) => rank(one) - rank(other)).map(({ AttributeName = "?" }) => AttributeName);
}

async function forgetsBy(client: DynamoDBDocumentClient, name: string): Promise<SeenTable["forgetsBy"]> {
  return looked("dynamodb:DescribeTimeToLive", async () => {
    const answer = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
    const { TimeToLiveStatus: status, AttributeName } = answer.TimeToLiveDescription ?? {};
    return status === "ENABLED" || status === "ENABLING" ? AttributeName : undefined;
  });
}

async function isRestorable(client: DynamoDBDocumentClient, name: string): Promise<SeenTable["isRestorable"]> {
  return looked("dynamodb:DescribeContinuousBackups", async () => {
    const answer = await client.send(new DescribeContinuousBackupsCommand({ TableName: name }));
    const { PointInTimeRecoveryDescription: recovery } = answer.ContinuousBackupsDescription ?? {};
    return recovery?.PointInTimeRecoveryStatus === "ENABLED";
  });
}

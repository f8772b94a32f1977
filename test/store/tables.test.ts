import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { DescribeTableCommand, DescribeTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { startDatabase } from "../../infra/local/database.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import { createTables, tableNames } from "../../lib/store/tables.ts";
import { sampleTask } from "../contract/samples.ts";
import { answer, fail, serve } from "./foreignServer.ts";

test("tables are created once, with their indexes, stream and time to live, and stay as they are", async (t) => {
  const database = await startDatabase();
  const client = createClient({ region: "eu-central-1", endpoint: database.endpoint });
  t.after(async () => {
    client.destroy();
    await database.stop();
  });
  const store = createStore({ client, prefix: "p-", random: randomUUID });
  await createTables(client, "p-");
  await store.commit([{ put: sampleTask(), seen: "absent" }]);
  await createTables(client, "p-");
  assert.deepEqual(await store.task(sampleTask().id), sampleTask());

  const seen = await Promise.all(
    tableNames.map(async (name) => {
      const TableName = `p-${name}`;
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
      const keys = [...(Table?.KeySchema ?? []), ...(Table?.GlobalSecondaryIndexes?.[0]?.KeySchema ?? [])];
      return [
        name,
        keys.map(({ AttributeName }) => AttributeName).join(" "),
        Table?.StreamSpecification?.StreamViewType ?? "no stream",
        TimeToLiveDescription?.AttributeName ?? "kept",
      ];
    }),
  );
  assert.deepEqual(seen, [
    ["rules", "source version", "no stream", "kept"],
    ["tasks", "id dueShard due", "NEW_IMAGE", "expires"],
    ["ledger", "scope key", "KEYS_ONLY", "expires"],
    ["journal", "scope id jobKey id", "no stream", "expires"],
  ]);
});

test("tables are created without streams where nobody reads them", async (t) => {
  const database = await startDatabase();
  const client = createClient({ region: "eu-central-1", endpoint: database.endpoint });
  t.after(async () => {
    client.destroy();
    await database.stop();
  });
  await createTables(client, "p-", { withStreams: false });
  const { Table } = await client.send(new DescribeTableCommand({ TableName: "p-tasks" }));
  assert.equal(Table?.TableStatus, "ACTIVE");
  assert.equal(Table?.StreamSpecification?.StreamEnabled ?? false, false);
});

test("a time to live that AWS has enabled already is not enabled again, which AWS would refuse", async (t) => {
  const endpoint = await serve(t, [
    (request, response) => {
      const operation = String(request.headers["x-amz-target"]).split(".")[1];
      if (operation === "DescribeTable") return answer({ Table: { TableStatus: "ACTIVE" } })(request, response);
      if (operation === "DescribeTimeToLive")
        return answer({ TimeToLiveDescription: { TimeToLiveStatus: "ENABLED" } })(request, response);
      return fail(operation === "CreateTable" ? "ResourceInUseException" : "ValidationException")(request, response);
    },
  ]);
  const client = createClient({ region: "eu-central-1", endpoint });
  t.after(() => client.destroy());
  await assert.doesNotReject(createTables(client, "p-"));
});

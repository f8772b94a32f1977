import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { startDatabase } from "../../infra/local/database.ts";
import { createDriver } from "../../infra/local/driver.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import { createTables } from "../../lib/store/tables.ts";
import { noon, sampleTask } from "../contract/samples.ts";

test("a local run that is stopped does not wait for the whole patrol", async () => {
  let hasBegun: (() => void) | undefined;
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  let remaining: number | undefined;
  const driver = createDriver({
    client: { send: async () => ({}) } as unknown as DynamoDBDocumentClient,
    prefix: "",
    clock: () => 1_000_000,
    work: async () => ({ batchItemFailures: [] }),
    tick: async () => {},
    async patrol(_, context) {
      hasBegun?.();
      while (context.getRemainingTimeInMillis() > 0) await new Promise(setImmediate);
      remaining = context.getRemainingTimeInMillis();
    },
    functionSeconds: 60,
    onError: (error) => assert.fail(String(error)),
  });
  driver.start();
  await begun;
  await driver.stop();
  assert.equal(remaining, 0);
});

test("a task that is marked last is handed over at once, however many of another project are marked still", async (t) => {
  const database = await startDatabase();
  t.after(() => database.stop());
  const client = createClient({ region: "eu-central-1", endpoint: database.endpoint });
  t.after(() => client.destroy());
  await createTables(client, "driver-", { withStreams: false });
  const store = createStore({ client, prefix: "driver-", random: randomUUID });
  const many = Array.from({ length: 2_500 }, (_, at) =>
    sampleTask({ id: `gitlab/7/job:${at}/retry`, due: noon + at, hint: "now" }),
  );
  for (let at = 0; at < many.length; at += 100)
    await store.commit(many.slice(at, at + 100).map((put) => ({ put, seen: "absent" })));
  const last = sampleTask({ id: "gitlab/8/job:1/retry", project: { id: 8 }, due: noon + 5_000, hint: "now" });
  await store.commit([{ put: last, seen: "absent" }]);
  const handed: (string | undefined)[] = [];
  const driver = createDriver({
    client,
    prefix: "driver-",
    clock: () => noon + 9_000,
    async work({ Records }) {
      handed.push(...Records.map(({ dynamodb }) => dynamodb?.NewImage?.id?.S));
      return { batchItemFailures: [] };
    },
    tick: async () => {},
    functionSeconds: 60,
    onError: (error) => assert.fail(String(error)),
  });
  await driver.step();
  assert.ok(handed.length < many.length);
  assert.ok(handed.includes(last.id));
});

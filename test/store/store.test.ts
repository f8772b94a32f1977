import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { startDatabase } from "../../infra/local/database.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import { createTables } from "../../lib/store/tables.ts";
import { endedTask, noon, sampleTask } from "../contract/samples.ts";
import { storeContract } from "../contract/store.ts";

const database = await startDatabase();
const client = createClient({ region: "eu-central-1", endpoint: database.endpoint });
after(async () => {
  client.destroy();
  await database.stop();
});

let tests = 0;

async function freshPrefix(): Promise<string> {
  const prefix = `t${tests++}-`;
  await createTables(client, prefix);
  return prefix;
}

storeContract("DynamoDB", async () => {
  const prefix = await freshPrefix();
  const corrupt: string[] = [];
  return {
    store: createStore({ client, prefix, random: randomUUID, onCorrupt: (key) => corrupt.push(key) }),
    corrupt,
    async peek(table, key) {
      return (await client.send(new GetCommand({ TableName: `${prefix}${table}`, Key: key, ConsistentRead: true })))
        .Item;
    },
    async plant(table, item) {
      await client.send(new PutCommand({ TableName: `${prefix}${table}`, Item: { ...item } }));
    },
  };
});

test("DynamoDB: the due index holds open tasks only", async () => {
  const prefix = await freshPrefix();
  const store = createStore({ client, prefix, random: randomUUID });
  await store.commit([{ put: sampleTask({ id: "open" }), seen: "absent" }]);
  await store.commit([{ put: sampleTask({ id: "ended" }), seen: "absent" }]);
  await store.commit([{ put: endedTask(sampleTask({ id: "ended" })), seen: 1 }]);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: `${prefix}tasks`, IndexName: "due" }));
  assert.deepEqual(
    Items.map(({ id }) => id?.S),
    ["open"],
  );
});

test("DynamoDB: of many due tasks little more is read than was asked for", async (t) => {
  const prefix = await freshPrefix();
  const counting = createClient({ region: "eu-central-1", endpoint: database.endpoint });
  t.after(() => counting.destroy());
  let read = 0;
  counting.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      read += Number((answer.output as { Count?: number }).Count ?? 0);
      return answer;
    },
    { step: "initialize" },
  );
  const store = createStore({ client: counting, prefix, random: randomUUID });
  for (let group = 0; group < 8; group++) {
    const puts = Array.from({ length: 100 }, (_, at) => sampleTask({ id: `task-${group}-${at}` }));
    await store.commit(puts.map((put) => ({ put, seen: "absent" })));
  }
  assert.equal((await store.dueTasks(noon, 160)).length, 160);
  assert.ok(read >= 160 && read <= 320, `${read} items were read for 160`);
});

test("DynamoDB: the active version is read once and by one request, its head at every look, and a new version at once", async (t) => {
  const prefix = await freshPrefix();
  const counting = createClient({ region: "eu-central-1", endpoint: database.endpoint });
  t.after(() => counting.destroy());
  let requests = 0;
  counting.middlewareStack.add((next) => (args) => next(args).finally(() => requests++), { step: "initialize" });
  const store = createStore({ client: counting, prefix, random: randomUUID });
  await store.applyRulebook("gitlab", "old", { after: 0 });
  requests = 0;
  for (let look = 0; look < 5; look++) assert.equal((await store.rulebook("gitlab"))?.rules, "old");
  assert.equal(requests, 5);
  await createStore({ client, prefix, random: randomUUID }).applyRulebook("gitlab", "new", { after: 1 });
  assert.deepEqual([(await store.rulebook("gitlab"))?.rules, (await store.rulebook("gitlab"))?.version], ["new", 2]);
});

test("DynamoDB: journal entries are kept as long as the settings say", async () => {
  const prefix = await freshPrefix();
  const store = createStore({ client, prefix, random: randomUUID, keepJournalDays: 2 });
  const journal = { kind: "task", id: "1", at: 5000, source: "gitlab", task: "t", rules: [], verb: "retry" } as const;
  await store.commit([{ journal: { ...journal, state: "done", reason: "" } }]);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: `${prefix}journal` }));
  assert.equal(Items[0]?.expires?.N, String(5 + 2 * 86_400));
});

test("DynamoDB: a transaction that is sent twice with one token happens once", async () => {
  const prefix = await freshPrefix();
  const store = createStore({ client, prefix, random: () => "the-same-token" });
  const count = { count: { scope: "limit#x", key: "n" }, by: 1, forgetAt: 0 };
  assert.equal(await store.commit([count]), "written");
  assert.equal(await store.commit([count]), "written");
  assert.equal(await store.note(count.count), "1");
});

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, type TestContext, test } from "node:test";
import { startDatabase } from "../../infra/local/database.ts";
import type { Store } from "../../lib/core/ports.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import { createTables } from "../../lib/store/tables.ts";
import { noon, runEntry, sampleTask } from "../contract/samples.ts";
import { counter, countOf } from "../contract/stage.ts";
import { forward, serve } from "./foreignServer.ts";

// The database does what it is asked, but its first answer is lost, so that the SDK asks again.

const database = await startDatabase();
after(() => database.stop());

let tests = 0;

async function storeWhoseFirstAnswerIsLost(t: TestContext): Promise<Store> {
  const prefix = `t${tests++}-`;
  const direct = createClient({ region: "eu-central-1", endpoint: database.endpoint });
  await createTables(direct, prefix);
  const answers = [forward(database.endpoint, { loseAnswer: true }), forward(database.endpoint, { loseAnswer: false })];
  const client = createClient({ region: "eu-central-1", endpoint: await serve(t, answers) });
  t.after(() => {
    direct.destroy();
    client.destroy();
  });
  return createStore({ client, prefix, random: randomUUID });
}

test("a lone count whose answer was lost counts once", async (t) => {
  const store = await storeWhoseFirstAnswerIsLost(t);
  assert.equal(await store.commit([countOf("a", 1, 5)]), "written");
  assert.equal(await store.note(counter("a")), "1");
});

test("a transaction whose answer was lost happens once", async (t) => {
  const store = await storeWhoseFirstAnswerIsLost(t);
  const writes = [{ put: sampleTask(), seen: "absent" }, countOf("a", 1, 5), { journal: runEntry(noon) }] as const;
  assert.equal(await store.commit(writes), "written");
  assert.equal(await store.note(counter("a")), "1");
});

test("a task whose answer was lost is shown as it is, so that the writer knows its own", async (t) => {
  const store = await storeWhoseFirstAnswerIsLost(t);
  const mine = sampleTask({ owner: "me" });
  assert.deepEqual(await store.commit([{ put: mine, seen: "absent" }]), { lost: 0, found: mine });
});

test("a note whose answer was lost is ambiguous, never said to be another's", async (t) => {
  const store = await storeWhoseFirstAnswerIsLost(t);
  await assert.rejects(store.putNote(counter("a"), "mine", undefined), { code: "ambiguous" });
  assert.equal(await store.note(counter("a")), "mine");
});

test("a note that is committed, its answer lost, is written once and is ours", async (t) => {
  const store = await storeWhoseFirstAnswerIsLost(t);
  assert.equal(await store.commit([{ note: counter("a"), value: "mine", seen: undefined }]), "written");
  assert.equal(await store.note(counter("a")), "mine");
});

test("a rulebook whose answer was lost is applied once", async (t) => {
  const store = await storeWhoseFirstAnswerIsLost(t);
  assert.equal(await store.applyRulebook("gitlab", "rules", { after: 0 }), 1);
  assert.equal((await store.rulebook("gitlab"))?.version, 1);
});

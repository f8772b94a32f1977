import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { startDatabase } from "../../infra/local/database.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import { createTables } from "../../lib/store/tables.ts";
import { sampleTask } from "../contract/samples.ts";

function freshDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function storeAt(t: TestContext, endpoint: string) {
  const client = createClient({ region: "eu-central-1", endpoint });
  t.after(() => client.destroy());
  return { client, store: createStore({ client, prefix: "p-", random: randomUUID }) };
}

async function answers(endpoint: string): Promise<boolean> {
  const socket = createConnection(Number(new URL(endpoint).port), "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Whether nobody answers there any more, or soon. */
async function fallsSilent(endpoint: string): Promise<boolean> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (!(await answers(endpoint))) return true;
    await setTimeout(10);
  }
  return false;
}

const moduleUrl = new URL("../../infra/local/database.ts", import.meta.url).href;

/** Another process that starts a database, tells its endpoint, and then does `rest`. */
async function otherProcess(t: TestContext, directory: string, rest: string) {
  const script = `
    import { startDatabase } from ${JSON.stringify(moduleUrl)};
    const { endpoint } = await startDatabase({ directory: ${JSON.stringify(directory)} });
    console.log(endpoint);
    ${rest}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const [endpoint] = await once(child.stdout.setEncoding("utf8"), "data");
  return { child, endpoint: String(endpoint).trim() };
}

test("the database ends when its process is killed with kill -9, and what was written is still there", async (t) => {
  const directory = freshDirectory(t);
  const { child, endpoint } = await otherProcess(t, directory, "setInterval(() => {}, 1000);");
  const first = storeAt(t, endpoint);
  await createTables(first.client, "p-");
  await first.store.commit([{ put: sampleTask(), seen: "absent" }]);
  child.kill("SIGKILL");
  assert.equal(await fallsSilent(endpoint), true);

  const database = await startDatabase({ directory });
  t.after(() => database.stop());
  assert.deepEqual(await storeAt(t, database.endpoint).store.task(sampleTask().id), sampleTask());
});

test("a process that forgets its database can end, and the database ends with it", async (t) => {
  const { child, endpoint } = await otherProcess(t, freshDirectory(t), "");
  if (child.exitCode === null) await once(child, "exit");
  assert.equal(child.exitCode, 0);
  assert.equal(await fallsSilent(endpoint), true);
});

test("a database in memory starts empty, beside others, and is gone when stop returns", async (t) => {
  const [one, other] = await Promise.all([startDatabase(), startDatabase()]);
  t.after(() => other.stop());
  await createTables(storeAt(t, one.endpoint).client, "p-");
  await assert.rejects(storeAt(t, other.endpoint).store.task("x"), { code: "unavailable" });
  await one.stop();
  assert.equal(await answers(one.endpoint), false);
  assert.equal(await answers(other.endpoint), true);
  await one.stop();
});

test("a database that cannot start says why", async (t) => {
  const directory = freshDirectory(t);
  mkdirSync(join(directory, "penstock.db"));
  await assert.rejects(startDatabase({ directory }), /did not start: .*unable to open database file/s);
});

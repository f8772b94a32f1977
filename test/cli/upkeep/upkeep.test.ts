import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import { startDatabase } from "../../../infra/local/database.ts";
import { createClient } from "../../../lib/store/client.ts";
import { createTables } from "../../../lib/store/tables.ts";
import type { RawTables } from "../../../lib/store/whole/raw.ts";
import { tableRaw } from "../../../lib/store/whole/tableRaw.ts";
import { goldenStores } from "../../golden/remembered.ts";
import { load } from "../../golden/tables.ts";
import { ranHere } from "../apiHouse.ts";

const database = await startDatabase();
after(() => database.stop());
const [oldest = ""] = goldenStores();
let prefixes = 0;

/** A database's tables with the oldest golden store in them, or empty, and the commands that work on them. */
async function place(t: TestContext, { isEmpty = false } = {}) {
  const prefix = `t${prefixes++}-`;
  const where = { endpoint: database.endpoint, region: "eu-central-1", prefix };
  const client = createClient(where);
  t.after(() => client.destroy());
  if (isEmpty) await createTables(client, prefix, { withStreams: false });
  else await load(where, join(oldest, "store.jsonl"));
  const env = { AWS_ENDPOINT_URL_DYNAMODB: database.endpoint, PENSTOCK_TABLE_PREFIX: prefix };
  const raw = tableRaw({ client, prefix });
  return { raw, client, penstock: (...args: string[]) => ranHere(args, env) };
}

function freshFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "penstock-backup-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "backup");
}

const count = async (raw: RawTables, table: "tasks" | "rules") => (await raw.page(table)).items.length;

test("a backup holds every item, is read by its owner only, and comes back into empty tables, stopped", async (t) => {
  const from = await place(t);
  const folder = freshFolder(t);
  const backed = await from.penstock("backup", folder);
  assert.equal(backed.code, 0);
  assert.match(
    backed.text,
    /^tasks: 47 items\nledger: \d+ items\njournal: \d+ items\nrules: 6 items\n.*holds what was in t0-\* in http/,
  );
  assert.deepEqual(
    [statSync(folder).mode & 0o777, statSync(join(folder, "tasks.jsonl.gz")).mode & 0o777],
    [0o700, 0o600],
  );
  const to = await place(t, { isEmpty: true });
  const restored = await to.penstock("restore", folder, "--into-empty");
  assert.equal(restored.code, 0);
  assert.match(restored.text, /^ledger: \d+ items restored, 1 there already, \d of no use any more\n/);
  assert.match(restored.text, /everything is stopped for gitlab\. Look at holds list/);
  assert.deepEqual([await count(to.raw, "tasks"), await count(to.raw, "rules")], [47, 6]);
  const again = await to.penstock("restore", folder, "--into-empty");
  assert.deepEqual(
    [
      again.code,
      /something in rules, tasks, ledger, journal already: restore into empty tables, or --merge/.test(again.text),
    ],
    [1, true],
  );
  const merged = await to.penstock("restore", folder, "--merge", "--json");
  assert.deepEqual(
    JSON.parse(merged.out).restored.map(({ added }: { added: number }) => added),
    [0, 0, 0, 0],
  );
});

for (const [what, spoil, why] of [
  [
    "a byte of a part is another",
    (folder: string) => spoilByte(join(folder, "tasks.jsonl.gz")),
    /tasks\.jsonl\.gz is not what was written: it was changed or cut off\. Nothing was restored/,
  ],
  [
    "a part is cut off",
    (folder: string) => truncateSync(join(folder, "journal.jsonl.gz"), 100),
    /journal\.jsonl\.gz is not what was written/,
  ],
  [
    "a part is missing",
    (folder: string) => rmSync(join(folder, "rules.jsonl.gz")),
    /rules\.jsonl\.gz is missing: the backup is not whole/,
  ],
  [
    "it was killed before it was whole",
    (folder: string) => rmSync(join(folder, "manifest.json")),
    /is no whole backup: it has no manifest\.json, which is written last/,
  ],
  [
    "its manifest is none",
    (folder: string) => writeFileSync(join(folder, "manifest.json"), "{}"),
    /manifest\.json cannot be used/,
  ],
] as const)
  test(`a backup is refused whole, with words, where ${what}`, async (t) => {
    const folder = freshFolder(t);
    await (await place(t)).penstock("backup", folder);
    spoil(folder);
    const to = await place(t, { isEmpty: true });
    const { code, text } = await to.penstock("restore", folder, "--into-empty");
    assert.equal(code, 1);
    assert.match(text, why);
    assert.equal(await count(to.raw, "tasks"), 0);
  });

function spoilByte(file: string): void {
  const bytes = readFileSync(file);
  bytes[200] = (bytes[200] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

test("some tables alone are for reading: a line an item, and nothing to restore", async (t) => {
  const { penstock } = await place(t);
  const folder = freshFolder(t);
  assert.equal((await penstock("backup", folder, "--only", "journal", "--json")).code, 0);
  assert.deepEqual(
    [existsSync(join(folder, "journal.jsonl.gz")), existsSync(join(folder, "tasks.jsonl.gz"))],
    [true, false],
  );
  assert.match(
    (await penstock("restore", folder, "--merge")).text,
    /has no tasks, ledger, rules: it was made with --only, to be read/,
  );
  assert.match((await penstock("backup", folder)).text, /there is something in .* already: name a new folder/);
});

test("migrate says what it would do, does it, and has nothing to do afterwards; workers' tasks are left", async (t) => {
  const { penstock } = await place(t);
  const dry = await penstock("migrate", "--dry-run");
  assert.match(dry.text, /rules: 6 items, 6 would be written anew\nledger: \d+ items, \d+ would be/);
  const done = await penstock("migrate", "--per-second", "1000", "--json");
  const { migrated } = JSON.parse(done.out);
  assert.deepEqual(migrated[0], { table: "rules", seen: 6, written: 6, left: 0, strange: [] });
  assert.ok(migrated[2].left > 0);
  const again = await penstock("migrate");
  assert.match(
    again.text,
    /rules: 6 items, 0 written anew\n[\s\S]*tasks: 47 items, 0 written anew, \d+ in use: call it again later/,
  );
});

test("migrate names what a later Penstock wrote, leaves it, and exits 1", async (t) => {
  const { raw, penstock } = await place(t, { isEmpty: true });
  await raw.add("tasks", { id: "later", format: 2 });
  const { code, text } = await penstock("migrate");
  assert.deepEqual([code, /left as they are, for this version cannot read them: later/.test(text)], [1, true]);
});

test("where no tables are named and nothing runs, the commands say what to set", async (t) => {
  const folder = freshFolder(t);
  const { code, text } = await ranHere(["backup", folder], { PENSTOCK_RUNNING: join(folder, "nothing") });
  assert.deepEqual([code, /no Penstock runs here/.test(text)], [1, true]);
});

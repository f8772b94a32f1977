import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item } from "../../../lib/store/items.ts";
import { createMemoryStore, type MemoryStore } from "../../../lib/store/memory.ts";
import { taskItem } from "../../../lib/store/taskItem.ts";
import { memoryRaw } from "../../../lib/store/whole/memoryRaw.ts";
import { type Migrated, type MigrationDesk, migrate } from "../../../lib/store/whole/migrate.ts";
import { noon, runEntry, sampleTask } from "../../contract/samples.ts";
import { goldenStores, rememberedStore } from "../../golden/remembered.ts";

const [oldest = ""] = goldenStores();

function deskOf(store: MemoryStore, changes: Partial<MigrationDesk> = {}): MigrationDesk {
  return { raw: memoryRaw(store.tables), store, pace: async () => {}, isDry: false, ...changes };
}

const sum = (done: readonly Migrated[], name: "seen" | "written" | "left") =>
  done.reduce((total, one) => total + one[name], 0);

/** A task as the first release wrote it. */
function oldTask(store: MemoryStore, id: string, changes: object = {}): Item {
  const { format: _, ...item } = taskItem(sampleTask({ id }));
  store.tables.put("tasks", { ...item, ...changes });
  return { ...item, ...changes };
}

test("all that the first release stored is written in the newest format but the journal, and nothing else of it changes", async () => {
  const store = rememberedStore(oldest);
  const before = new Map(
    ["rules", "tasks", "ledger", "journal"].map((table) => [table, store.tables.all(table as "rules")]),
  );
  const done = await migrate(deskOf(store));
  assert.ok(sum(done, "written") > 60);
  assert.deepEqual(
    done.flatMap(({ strange }) => strange),
    [],
  );
  for (const [table, items] of before)
    for (const item of items) {
      const [part = "", sort] =
        table === "tasks"
          ? [String(item.id)]
          : table === "rules"
            ? [String(item.source), String(item.version)]
            : table === "ledger"
              ? [String(item.scope), String(item.key)]
              : [String(item.scope), String(item.id)];
      const { format, ...now } = store.tables.get(table as "rules", part, sort) ?? {};
      assert.deepEqual(now, { ...item });
      const isUsed = item.state === "claimed" || item.state === "calling";
      const hasText = table !== "ledger" || typeof item.value === "string";
      assert.equal(format, table === "journal" || isUsed || !hasText ? undefined : 1, `${table} ${part} ${sort}`);
    }
});

test("tasks that a worker has are left, and written by the next migration once they are free", async () => {
  const store = createMemoryStore();
  oldTask(store, "claimed", { state: "claimed", owner: "w" });
  const calling = oldTask(store, "calling", { state: "calling", owner: "w" });
  oldTask(store, "free");
  const done = await migrate(deskOf(store));
  assert.deepEqual([sum(done, "written"), sum(done, "left")], [1, 2]);
  assert.deepEqual({ ...store.tables.get("tasks", "calling") }, calling);
  oldTask(store, "calling", { state: "waiting" });
  const again = await migrate(deskOf(store));
  assert.deepEqual([sum(again, "written"), sum(again, "left")], [1, 1]);
});

test("a task that somebody changes while the migration has it in hand keeps that change", async () => {
  const store = createMemoryStore();
  oldTask(store, "busy");
  const pace = async () => {
    const task = await store.task("busy");
    assert.ok(task);
    await store.commit([{ put: { ...task, version: 2, reason: "changed meanwhile" }, seen: 1 }]);
  };
  const done = await migrate(deskOf(store, { pace }));
  assert.deepEqual([sum(done, "written"), sum(done, "left")], [0, 1]);
  assert.equal((await store.task("busy"))?.reason, "changed meanwhile");
});

test("a dry run says what would be written, and writes nothing", async () => {
  const store = createMemoryStore();
  const item = oldTask(store, "free");
  const done = await migrate(deskOf(store, { isDry: true, pace: () => assert.fail("it writes") }));
  assert.equal(sum(done, "written"), 1);
  assert.deepEqual({ ...store.tables.get("tasks", "free") }, item);
  assert.deepEqual(store.tables.all("ledger"), []);
});

test("what a later version wrote is named and left as it is", async () => {
  const store = createMemoryStore();
  const item = oldTask(store, "later", { format: 2 });
  const done = await migrate(deskOf(store));
  assert.deepEqual(
    done.flatMap(({ strange }) => strange),
    ["later"],
  );
  assert.deepEqual({ ...store.tables.get("tasks", "later") }, item);
});

test("the journal is left as it was written: seals cover it", async () => {
  const store = createMemoryStore();
  store.tables.put("journal", { ...runEntry(noon), scope: "gitlab/7" });
  await migrate(deskOf(store));
  assert.equal(store.tables.get("journal", "gitlab/7", runEntry(noon).id)?.format, undefined);
});

test("of two migrations at once one says that the other is under way", async () => {
  const store = createMemoryStore();
  for (let at = 0; at < 20; at++) oldTask(store, `t${String(at).padStart(2, "0")}`);
  const small = { ...memoryRaw(store.tables) };
  const page: typeof small.page = (table, next) => memoryRaw(store.tables).page(table, next, 3);
  let isFirst = true;
  const pace = async () => {
    if (!isFirst) return;
    isFirst = false;
    await migrate(deskOf(store));
  };
  await assert.rejects(migrate(deskOf(store, { raw: { ...small, page }, pace })), {
    code: "conflict",
    message: /another migration of tasks is under way/,
  });
  assert.ok(store.tables.all("tasks").every(({ format }) => format === 1));
});

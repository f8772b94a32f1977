import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item } from "../../lib/store/items.ts";
import type { MemoryStore } from "../../lib/store/memory.ts";
import type { TableName } from "../../lib/store/tables.ts";
import { doorstep, jobHook, signed } from "./doorstep.ts";

const id = "gitlab/42/job:1001/retry";

/** The item as a later version would have written it. @returns it */
function later({ tables }: MemoryStore, table: TableName, key: readonly [string, string?]): Item {
  const item = { ...tables.get(table, ...key), format: 2 };
  tables.put(table, item);
  return item;
}

test("a hook that comes while only a later version can read the rules is answered 202, deferred, and nothing is changed", async () => {
  const { store, post } = await doorstep();
  const head = later(store, "rules", ["gitlab", "head"]);
  assert.deepEqual(await post(signed(jobHook())), { status: 202, body: { deferred: true } });
  assert.deepEqual({ ...store.tables.get("rules", "gitlab", "head") }, head);
  assert.deepEqual(await store.tasks(10), []);
});

test("a hook about a task that a later version wrote is answered 202, deferred, and the task stays as it is", async () => {
  const { store, post } = await doorstep();
  await post(signed(jobHook()));
  const task = later(store, "tasks", [id]);
  assert.deepEqual(await post(signed(jobHook(), "d2")), { status: 202, body: { deferred: true } });
  assert.deepEqual({ ...store.tables.get("tasks", id) }, task);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { moveSwitch, stopsOf } from "../../../lib/app/switch.ts";
import { sealed, sealHeadKey, sealHeadText } from "../../../lib/core/seal.ts";
import type { Task } from "../../../lib/core/task.ts";
import type { Item } from "../../../lib/store/items.ts";
import { createMemoryStore, type MemoryStore } from "../../../lib/store/memory.ts";
import type { TableName } from "../../../lib/store/tables.ts";
import { backupLines, newReading } from "../../../lib/store/whole/backup.ts";
import { itemLine, lineItem } from "../../../lib/store/whole/line.ts";
import { backupOrder, type Manifest, ownFormats, readManifest } from "../../../lib/store/whole/manifest.ts";
import { memoryRaw } from "../../../lib/store/whole/memoryRaw.ts";
import { parked } from "../../../lib/store/whole/parked.ts";
import { type Backup, refuseFull, restore } from "../../../lib/store/whole/restore.ts";
import { endedTask, fullTask, noon, runEntry, sampleTask } from "../../contract/samples.ts";
import { goldenItems, goldenStores, rememberedStore } from "../../golden/remembered.ts";

const startedAt = new Date(noon).toISOString();

/** A backup of a store, in memory. */
async function backupOf(store: MemoryStore): Promise<Backup> {
  const reading = newReading();
  const lines = new Map<TableName, string[]>();
  for (const table of backupOrder) {
    const own: string[] = [];
    for await (const line of backupLines(memoryRaw(store.tables), table, reading)) own.push(line);
    lines.set(table, own);
  }
  const manifest: Manifest = {
    ...{ backup: 1, startedAt, endedAt: startedAt, formats: ownFormats(), parts: [] },
    sources: [...reading.sources].toSorted(),
  };
  return {
    manifest,
    async *items(table) {
      for (const line of lines.get(table) ?? []) yield lineItem(line) as Item;
    },
  };
}

/** Restores into a store. @param cutAt the write after which it is cut off */
async function restoreInto(store: MemoryStore, backup: Backup, cutAt = Number.POSITIVE_INFINITY) {
  let [writes, serial] = [0, 0];
  const raw = memoryRaw(store.tables);
  const desk = { store, clock: () => noon, random: () => `r${++serial}`, verbs: [] };
  return await restore(backup, {
    ...desk,
    raw: {
      ...raw,
      async add(...asked) {
        if (writes++ >= cutAt) throw new Error("cut off");
        return await raw.add(...asked);
      },
    },
    stop: (source) => moveSwitch({ source, step: "stop", what: "everything", who: "ann", reason: "restored" }, desk),
  });
}

const byKey = (items: readonly Item[]) =>
  new Map(items.map((item) => [[item.id, item.scope, item.key, item.source, item.version].join(" "), item]));

for (const folder of goldenStores())
  test(`${folder.slice(-2)}: every item that is not open, and no budget of the minute, comes back as it was`, async () => {
    const before = rememberedStore(folder);
    const backup = await backupOf(before);
    assert.deepEqual(backup.manifest.sources, ["gitlab"]);
    const store = createMemoryStore();
    await restoreInto(store, backup);
    assert.deepEqual(await stopsOf(store, "gitlab"), ["verb:erase", "everything"]);
    const skipped = /^(inflight|throttle|switch)#/;
    for (const { table, item } of goldenItems(folder)) {
      if (table === "tasks" && item.due !== undefined) continue;
      const found = byKey(store.tables.all(table)).get([...byKey([item]).keys()][0] ?? "");
      if (table === "ledger" && skipped.test(String(item.scope)) && !String(item.scope).startsWith("switch#"))
        assert.equal(found, undefined);
      else if (!String(item.scope).startsWith("switch#")) assert.deepEqual({ ...found }, item);
    }
  });

test("a backup that was cut off while it was restored is gone on with, and ends as one that was not", async () => {
  const [folder = ""] = goldenStores();
  const backup = await backupOf(rememberedStore(folder));
  const whole = createMemoryStore();
  await restoreInto(whole, backup);
  const wanted = byKey(whole.tables.all("ledger")).size;
  for (const cutAt of [0, 1, 5, 40, 90, 150]) {
    const store = createMemoryStore();
    await assert.rejects(restoreInto(store, backup, cutAt), /cut off/);
    assert.ok((await stopsOf(store, "gitlab")).includes("everything") || (await store.tasks(1)).length === 0);
    await restoreInto(store, backup);
    assert.equal(store.tables.all("ledger").length, wanted);
    assert.deepEqual(
      (await store.tasks(1000)).map(({ id, state }) => `${id} ${state}`).toSorted(),
      (await whole.tasks(1000)).map(({ id, state }) => `${id} ${state}`).toSorted(),
    );
  }
});

test("what is in the tables already stays, however old the backup makes it", async () => {
  const backup = await backupOf(await withTask(sampleTask()));
  const store = await withTask(endedTask(sampleTask()));
  await assert.rejects(refuseFull(memoryRaw(store.tables)), {
    code: "conflict",
    message: /there is something in tasks already/,
  });
  const done = await restoreInto(store, backup);
  assert.deepEqual(
    done.find(({ table }) => table === "tasks"),
    { table: "tasks", added: 0, kept: 1, leftOut: 0 },
  );
  assert.equal((await store.task(sampleTask().id))?.state, "done");
});

async function withTask(task: Task): Promise<MemoryStore> {
  const store = createMemoryStore();
  await store.commit([{ put: task, seen: "absent" }]);
  return store;
}

const open = (changes: Partial<Task>) => parked(sampleTask(changes), noon, noon + 1000);

test("an open task comes back as one that looks first, and whatever a worker held of it is free", () => {
  const full = parked(
    { ...fullTask(), state: "calling", verb: "retry", endedAt: undefined } as unknown as Task,
    noon,
    noon + 1000,
  );
  assert.deepEqual(
    [full.state, full.unsure, full.owner, full.inflight, full.flights, full.hint, full.rev],
    ["waiting", true, undefined, undefined, undefined, undefined, fullTask().rev + 1],
  );
  assert.equal(full.reason, "restored from a backup of 2025-10-09T08:53:20Z");
  assert.equal(open({ state: "waiting" }).unsure, undefined);
  assert.equal(open({ state: "claimed", owner: "w" }).unsure, undefined);
});

test("a delete ends, a notice ends, a play waits for a person, and what has ended stays as it is", () => {
  assert.match(open({ verb: "deleteArtifacts" }).reason ?? "", /what shall be deleted is marked anew$/);
  assert.equal(open({ verb: "deleteArtifacts" }).state, "skipped");
  assert.equal(open({ verb: "erase" }).state, "skipped");
  assert.equal(open({ verb: "notify" }).state, "skipped");
  assert.equal(open({ verb: "play" }).state, "attention");
  assert.match(open({ verb: "play" }).remedy ?? "", /redrive the task: its gate opens anew/);
  assert.equal(open({ verb: "play" }).due, undefined);
  const done = endedTask(sampleTask());
  assert.equal(parked(done, noon, noon + 1), done);
});

test("what ended because of a restore is told in the journal, so that the books balance", async () => {
  const store = createMemoryStore();
  await restoreInto(store, await backupOf(await withTask(sampleTask({ verb: "play" }))));
  const entry = (await store.entries(10)).find(({ kind }) => kind === "task");
  assert.ok(entry?.kind === "task");
  assert.deepEqual([entry.state, entry.task, entry.job], ["attention", sampleTask().id, "job:1001"]);
});

const range = { from: "", to: `${noon}-~` };

/** A store whose chain has so many seals, of which the head knows fewer: the last came while the ledger was read already. */
async function sealedStore(seals: number, known = seals): Promise<MemoryStore> {
  const store = createMemoryStore();
  await store.commit([{ journal: runEntry(noon) }]);
  let head: ReturnType<typeof sealed> | undefined;
  for (let at = 1; at <= seals; at++) {
    head = sealed([], { source: "gitlab", head, range, keepDays: 400, at: noon });
    await store.commit([{ journal: head }]);
    if (at === known) await store.putNote(sealHeadKey("gitlab"), sealHeadText(head), undefined);
  }
  return store;
}

test("a seal that came while the backup was made is left out: the next one takes its place", async () => {
  const store = createMemoryStore();
  await restoreInto(store, await backupOf(await sealedStore(3, 2)));
  assert.deepEqual(
    (await store.seals("gitlab", 0, 10)).map(({ number }) => number),
    [1, 2],
  );
});

test("tables that have sealed a journal of their own get none of the backup's: it would look slipped in", async () => {
  const store = await sealedStore(1);
  const backup = await backupOf(await sealedStore(2));
  const done = await restoreInto(store, backup);
  assert.deepEqual(
    (await store.seals("gitlab", 0, 10)).map(({ number }) => number),
    [1],
  );
  assert.equal(done.find(({ table }) => table === "journal")?.added, 0);
});

test("a line gives the item back, bytes and all", () => {
  for (const folder of goldenStores())
    for (const { item } of goldenItems(folder)) assert.deepEqual(lineItem(itemLine(item)), item);
  const odd = { id: "x", B: "S", nested: { B: { B: "text" } }, bytes: Uint8Array.from([0, 255]), big: 2 ** 53 - 1 };
  assert.deepEqual(lineItem(itemLine(odd)), odd);
  assert.deepEqual(lineItem(itemLine({ id: "x", bytes: Buffer.from("abc") })), {
    id: "x",
    bytes: Uint8Array.from(Buffer.from("abc")),
  });
  for (const line of ["", "{}", "[]", "null", '{"Item":', '{"Item":{"id":{"Z":1}}}', '{"Item":null}'])
    assert.equal(lineItem(line), undefined);
});

test("a backup of a later version is refused with words", () => {
  const manifest = {
    backup: 1,
    startedAt,
    endedAt: startedAt,
    sources: [],
    formats: { ...ownFormats(), task: 2 },
    parts: [],
  };
  assert.throws(() => readManifest(JSON.stringify(manifest)), {
    code: "newer",
    message: /holds items \(task\) in format 2, this Penstock reads up to 1: restore it with/,
  });
  assert.throws(
    () => readManifest(JSON.stringify({ ...manifest, backup: 2 })),
    /backup: it was made by a later Penstock/,
  );
  assert.throws(() => readManifest("{"), { code: "corrupt" });
});

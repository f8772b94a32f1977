import assert from "node:assert/strict";
import { test } from "node:test";
import type { Write } from "../../lib/core/ports.ts";
import { createMemoryStore } from "../../lib/store/memory.ts";
import type { Fault, Operation } from "../../lib/store/memoryFaults.ts";
import { tables } from "../../lib/store/tables.ts";
import { endedTask, noon, runEntry, sampleTask } from "../contract/samples.ts";
import { counter, countOf } from "../contract/stage.ts";
import { storeContract } from "../contract/store.ts";

storeContract("memory", async () => {
  const corrupt: string[] = [];
  const store = createMemoryStore({ onCorrupt: (key) => corrupt.push(key) });
  return {
    store,
    corrupt,
    async peek(table, key) {
      const [part = "", sort] = tables[table].keys.map((name) => key[name]);
      return store.tables.get(table, part, sort);
    },
    plant: async (table, item) => store.tables.put(table, item),
  };
});

/** Numbers from 0 to 1, the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const put: Write = { put: sampleTask(), seen: "absent" };

/** A store whose faults are set while it is used. */
function faulty() {
  let fault: Fault | undefined;
  const asked: Operation[] = [];
  const store = createMemoryStore({
    faults: (operation) => {
      asked.push(operation);
      return fault;
    },
  });
  const set = (next: Fault | undefined) => {
    fault = next;
  };
  return { store, asked, set };
}

test("memory: a fault that writes nothing leaves nothing, and says so by its code", async () => {
  const { store, set } = faulty();
  const codes = {
    throttled: "throttled",
    conflict: "conflict",
    unavailable: "unavailable",
    ambiguousLost: "ambiguous",
  };
  for (const [fault, code] of Object.entries(codes)) {
    set(fault as Fault);
    await assert.rejects(store.commit([put]), { code });
    await assert.rejects(store.putNote(counter("a"), "x", undefined), { code });
    await assert.rejects(store.applyRulebook("gitlab", "rules", { after: 0 }), { code });
  }
  set(undefined);
  assert.equal(await store.task(sampleTask().id), undefined);
  assert.equal(await store.note(counter("a")), undefined);
  assert.equal(await store.rulebook("gitlab"), undefined);
});

test("memory: an ambiguous write that was applied is there when somebody reads back", async () => {
  const { store, set } = faulty();
  set("ambiguousApplied");
  await assert.rejects(store.commit([put, countOf("a", 1)]), { code: "ambiguous" });
  await assert.rejects(store.putNote(counter("b"), "x", undefined), { code: "ambiguous" });
  await assert.rejects(store.applyRulebook("gitlab", "rules", { after: 0 }), { code: "ambiguous" });
  set(undefined);
  assert.deepEqual(await store.task(sampleTask().id), sampleTask());
  assert.equal(await store.note(counter("a")), "1");
  assert.equal(await store.note(counter("b")), "x");
  assert.equal((await store.rulebook("gitlab"))?.version, 1);
});

test("memory: a read that fails is throttled or unavailable", async () => {
  const { store, set } = faulty();
  const codes = { throttled: "throttled", unavailable: "unavailable", ambiguousLost: "unavailable" };
  for (const [fault, code] of Object.entries(codes)) {
    set(fault as Fault);
    await assert.rejects(store.task("x"), { code });
    await assert.rejects(store.dueTasks(noon, 1), { code });
    await assert.rejects(store.tasks(1), { code });
    await assert.rejects(store.entries(1), { code });
    await assert.rejects(store.note(counter("a")), { code });
    await assert.rejects(store.rulebook("gitlab"), { code });
  }
});

test("memory: faults are asked once for each operation, and see what would be written", async () => {
  const { store, asked } = faulty();
  await store.commit([put]);
  await store.task("x");
  await store.putNote(counter("a"), "x", undefined);
  assert.deepEqual(asked, [{ kind: "commit", writes: [put] }, { kind: "task" }, { kind: "putNote" }]);
});

test("memory: an index that lags shows due tasks as they were", async () => {
  const { store, set } = faulty();
  await store.commit([put]);
  await store.dueTasks(noon, 10);
  await store.commit([{ put: endedTask(sampleTask()), seen: 1 }]);
  set("stale");
  assert.deepEqual(await store.dueTasks(noon, 10), [sampleTask()]);
  set(undefined);
  assert.deepEqual(await store.dueTasks(noon, 10), []);
});

test("memory: an index that lags shows a task that was never seen not at all, and a postponed one at its old time", async () => {
  const { store, set } = faulty();
  await store.commit([put]);
  set("stale");
  assert.deepEqual(await store.dueTasks(noon, 10), []);
  set(undefined);
  await store.dueTasks(noon, 10);
  await store.commit([{ put: sampleTask({ version: 2, due: noon + 9 }), seen: 1 }]);
  await store.commit([{ put: sampleTask({ version: 3, due: noon + 8 }), seen: 2 }]);
  set("stale");
  assert.deepEqual(await store.dueTasks(noon, 10), [sampleTask()]);
  set(undefined);
  assert.deepEqual(await store.dueTasks(noon + 7, 10), []);
  assert.equal((await store.dueTasks(noon + 8, 10))[0]?.version, 3);
});

test("memory: the due index is that of a plain sorted list, whatever changes in it", async () => {
  const store = createMemoryStore();
  const plain = new Map<string, number>();
  const random = seeded(7);
  async function change(id: string, due: number | undefined): Promise<void> {
    const version = ((await store.task(id))?.version ?? 0) + 1;
    const task = sampleTask({ id, due: due ?? noon, version });
    const put = due === undefined ? endedTask(sampleTask({ id, version: version - 1 })) : task;
    await store.commit([{ put, seen: version === 1 ? "absent" : version - 1 }]);
    if (due === undefined) plain.delete(id);
    else plain.set(id, due);
  }
  for (let at = 0; at < 6000; at++) {
    const due = random() < 0.2 ? undefined : noon + Math.floor(random() * 40);
    await change(`task-${Math.floor(random() * 2000)}`, due);
    if (at === 3000) for (const [id, due] of [...plain]) if (due < noon + 30) await change(id, undefined);
    if (at % 300 !== 0) continue;
    const now = noon + Math.floor(random() * 40);
    const wanted = [...plain].filter(([, due]) => due <= now).toSorted(inOrder);
    const most = at % 600 === 0 ? 10_000 : 50;
    const found = (await store.dueTasks(now, most)).map(({ id, due }) => [id, due]);
    assert.deepEqual(found, wanted.slice(0, most));
  }
  assert.ok(plain.size > 600);
});

function inOrder([oneId, one]: [string, number], [otherId, other]: [string, number]): number {
  return one - other || (oneId < otherId ? -1 : 1);
}

test("memory: two transactions that meet on one item refuse each other, and those that do not pass", async () => {
  const store = createMemoryStore();
  const task = (id: string): Write => ({ put: sampleTask({ id }), seen: "absent" });
  const first = store.commit([task("a"), countOf("shared", 1)]);
  const second = store.commit([task("b"), countOf("shared", 1)]);
  const apart = store.commit([task("c"), countOf("other", 1)]);
  await assert.rejects(second, { code: "conflict" });
  assert.deepEqual([await first, await apart], ["written", "written"]);
  assert.equal(await store.task("b"), undefined);
  assert.equal(await store.note(counter("shared")), "1");
  assert.equal(await store.commit([task("b"), countOf("shared", 1)]), "written");
});

test("memory: a lone count is a transaction, as it is in the database, where only that keeps it from counting twice", async () => {
  const store = createMemoryStore();
  const first = store.commit([countOf("a", 1)]);
  await assert.rejects(store.commit([countOf("a", 1)]), { code: "conflict" });
  assert.equal(await first, "written");
});

test("memory: a number that DynamoDB cannot hold is refused", async () => {
  const store = createMemoryStore();
  await assert.rejects(store.commit([{ put: sampleTask({ due: Number.NaN }), seen: "absent" }]), RangeError);
  assert.equal(await store.task(sampleTask().id), undefined);
});

test("memory: a single write is refused while a transaction is under way on its item, a read is not", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const store = createMemoryStore({ pause: () => promise });
  await store.commit([put]);
  const next = sampleTask({ version: 2 });
  const hold = { scope: "hold#gitlab/7", key: "job:1001" };
  const transaction = store.commit([{ put: next, seen: 1 }, { unless: hold }]);
  await assert.rejects(store.commit([{ put: sampleTask({ version: 2, owner: "b" }), seen: 1 }]), { code: "conflict" });
  await assert.rejects(store.putNote(hold, "by ann", undefined), { code: "conflict" });
  assert.deepEqual(await store.task(next.id), sampleTask());
  assert.equal(await store.commit([{ unless: hold }]), "written");
  resolve();
  assert.equal(await transaction, "written");
  assert.deepEqual(await store.task(next.id), next);
});

test("memory: a transaction is under way for as long as the caller lets it be, and a lost one frees its items", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let pause: Promise<void> = promise;
  const store = createMemoryStore({ pause: () => pause });
  const first = store.commit([{ put: sampleTask({ version: 2 }), seen: 1 }, countOf("a", 1)]);
  await assert.rejects(store.commit([put]), { code: "conflict" });
  resolve();
  assert.deepEqual(await first, { lost: 0 });
  pause = Promise.resolve();
  assert.equal(await store.commit([put, countOf("a", 1)]), "written");
});

test("memory: it counts the writes that it was asked for: a transaction is one, a lost one too, a read none", async () => {
  const store = createMemoryStore();
  await store.commit([put, countOf("a", 1)]);
  await store.commit([put]);
  await store.putNote(counter("b"), "x", undefined);
  await store.applyRulebook("gitlab", "rules", { after: 0 });
  await store.commit([{ journal: runEntry(noon) }]);
  assert.equal(store.writes, 6, "the first entry of a project and hour has its mark");
  await store.commit([{ journal: runEntry(noon + 1) }]);
  assert.equal(store.writes, 7);
  await store.task("x");
  await store.dueTasks(noon, 1);
  await store.commit([{ unless: counter("c") }]);
  await store.commit([]);
  assert.equal(store.writes, 7);
});

test("memory: an entry whose mark could not be written is not written either, and that is certain", async () => {
  const { store, set } = faulty();
  for (const fault of ["throttled", "unavailable", "ambiguousLost", "ambiguousApplied"] as const) {
    set(fault);
    const code = fault === "unavailable" ? "unavailable" : "throttled";
    await assert.rejects(store.commit([put, { journal: runEntry(noon) }]), { code });
  }
  set(undefined);
  assert.deepEqual([await store.task(sampleTask().id), await store.entries(9)], [undefined, []]);
  assert.equal(await store.commit([put, { journal: runEntry(noon) }]), "written");
});

test("memory: a process that was frozen appends no entry that is more than 30 s old", async () => {
  const store = createMemoryStore({ clock: () => noon + 30_000 });
  await assert.rejects(store.commit([put, { journal: runEntry(noon - 1) }]), { code: "throttled" });
  assert.equal(await store.task(sampleTask().id), undefined);
  assert.equal(await store.commit([put, { journal: runEntry(noon) }]), "written");
});

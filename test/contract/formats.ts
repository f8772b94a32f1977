import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { applyRules } from "../../lib/app/apply.ts";
import { idBound } from "../../lib/core/journal.ts";
import { sealed } from "../../lib/core/seal.ts";
import type { Task } from "../../lib/core/task.ts";
import type { Item } from "../../lib/store/items.ts";
import type { TableName } from "../../lib/store/tables.ts";
import { deliveryEntry, fullTask, noon, rulesEntry, runEntry, sampleTask } from "./samples.ts";
import type { MakeStage, Stage } from "./stage.ts";

const note = { scope: "gate#gitlab/7", key: "1001" };
const source = "gitlab";

/** Where a stage has an item of each kind. */
const places: readonly (readonly [TableName, Readonly<Record<string, string>>])[] = [
  ["tasks", { id: sampleTask().id }],
  ["journal", { scope: "gitlab/7", id: runEntry(noon).id }],
  ["ledger", note],
  ["rules", { source, version: "head" }],
  ["rules", { source, version: "head#text" }],
  ["rules", { source, version: "v#00000001" }],
  ["rules", { source, version: "proposal" }],
];

async function filled(stage: Stage): Promise<Stage> {
  const { store } = stage;
  await store.commit([{ put: sampleTask(), seen: "absent" }, { journal: runEntry(noon) }]);
  await store.putNote(note, "text", undefined);
  await store.applyRulebook(source, "rules", { after: 0 });
  await store.propose(
    source,
    { number: 1, after: 1, rules: "others", by: "ann", at: noon, needs: [] },
    rulesEntry(noon),
  );
  return stage;
}

/** The same item in another format. */
async function inFormat({ peek, plant }: Stage, [table, key]: (typeof places)[number], format: unknown): Promise<void> {
  const { format: _, ...item } = (await peek(table, key)) as Item;
  await plant(table, { ...item, ...(format !== undefined && { format }) });
}

const later = { code: "newer", message: /was written by a later Penstock, in format 2; this one reads up to 1: / };

/** Which format an item is in, and what is read of others. */
export function formats(name: string, makeStage: MakeStage): void {
  test(`${name}: every item with a text carries the number of its format, and no task, entry or note shows it`, async (t) => {
    const { store, peek } = await filled(await makeStage(t));
    for (const [table, key] of places)
      assert.equal((await peek(table, key))?.format, 1, `${table} ${JSON.stringify(key)}`);
    assert.deepEqual(await store.task(sampleTask().id), sampleTask());
    assert.deepEqual(await store.entries(1), [runEntry(noon)]);
    assert.equal(await store.note(note), "text");
  });

  test(`${name}: a seal says no more than its hash is of: an older version takes all of it for that`, async (t) => {
    const { store, peek } = await makeStage(t);
    const range = { from: "", to: idBound(noon) };
    const seal = sealed([], { source, head: undefined, range, keepDays: 400, at: noon });
    await store.commit([{ journal: seal }]);
    const item = await peek("journal", { scope: "gitlab/seal", id: seal.id });
    assert.deepEqual(Object.keys(item ?? {}).toSorted(), [...Object.keys(seal), "scope"].toSorted());
  });

  test(`${name}: items without a number, as the first release wrote them, are read as ever`, async (t) => {
    const stage = await filled(await makeStage(t));
    for (const place of places) await inFormat(stage, place, undefined);
    const { store } = stage;
    assert.deepEqual(await store.task(sampleTask().id), sampleTask());
    assert.deepEqual(await store.entries(1), [runEntry(noon)]);
    assert.equal(await store.note(note), "text");
    assert.equal((await store.rulebook(source))?.rules, "rules");
    assert.equal((await store.rulebookVersion(source, 1))?.rules, "rules");
    assert.deepEqual(((await store.proposal(source)) as { rules?: string }).rules, "others");
  });

  test(`${name}: what a later version wrote in a format of its own is refused with words, told, and left as it is`, async (t) => {
    const stage = await filled(await makeStage(t));
    for (const place of places) await inFormat(stage, place, 2);
    const { store, corrupt, peek } = stage;
    await assert.rejects(store.task(sampleTask().id), later);
    await assert.rejects(store.note(note), later);
    await assert.rejects(store.notes(note.scope), later);
    await assert.rejects(store.rulebook(source), later);
    await assert.rejects(store.rulebookVersion(source, 1), later);
    await assert.rejects(store.proposal(source), later);
    assert.deepEqual(await store.tasks(10), []);
    assert.deepEqual(await store.dueTasks(noon, 10), []);
    assert.deepEqual(
      (await store.entries(10)).map(({ kind }) => kind),
      ["rules"],
    );
    assert.deepEqual([...new Set(corrupt)].toSorted(), [runEntry(noon).id, sampleTask().id].toSorted());
    await assert.rejects(store.commit([{ put: sampleTask(), seen: "absent" }]), later);
    assert.equal(await store.putNote(note, "other", undefined), false);
    for (const [table, key] of places) assert.equal((await peek(table, key))?.format, 2);
  });

  test(`${name}: rules that a later version applied are not replaced by an older one`, async (t) => {
    const stage = await filled(await makeStage(t));
    const [, , , head] = places;
    assert.ok(head);
    await inFormat(stage, head, 2);
    const text =
      'version: 1\nrules: [{ id: r, projects: ["**"], on: job, when: { status: failed }, do: retry, limit: { perJob: 1 } }]\n';
    await assert.rejects(applyRules([{ file: "r.yaml", text }], source, { store: stage.store, actions }), later);
    const [table, key] = head;
    assert.equal((await stage.peek(table, key))?.newest, 1);
  });

  test(`${name}: what is no number of a format is corrupt`, async (t) => {
    const stage = await filled(await makeStage(t));
    const [task] = places;
    assert.ok(task);
    for (const format of ["1", -1, 0.5, null]) {
      await inFormat(stage, task, format);
      await assert.rejects(stage.store.task(sampleTask().id), { code: "corrupt" });
    }
  });

  test(`${name}: names that a later version adds are kept through a read and a write, on every level`, async (t) => {
    const { store, peek, plant } = await makeStage(t);
    const task = fullTask();
    const [want] = task.wants;
    const added = { added: { deep: [1, "two", { three: true }] } };
    const wide = { ...task, ...added, about: { ...task.about, ...added }, wants: [{ ...want, ...added }] };
    await plant("tasks", { ...wide, saw: { ...task.saw, ...added }, format: 1 });
    const read = (await store.task(task.id)) as Task;
    await store.commit([{ put: { ...read, version: read.version + 1, wants: [...read.wants] }, seen: read.version }]);
    const item = (await peek("tasks", { id: task.id })) as Record<string, never>;
    const { about, wants, saw } = item as unknown as Record<"about" | "saw", object> & { wants: object[] };
    for (const level of [item, about, saw, wants[0]])
      assert.deepEqual(JSON.parse(JSON.stringify(level)).added, added.added);
    await plant("journal", { ...deliveryEntry(noon), scope: "gitlab/-", ...added, format: 1 });
    assert.deepEqual(JSON.parse(JSON.stringify((await store.entries(1))[0])).added, added.added);
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Write } from "../../lib/core/ports.ts";
import { endedTask, fullTask, noon, runEntry, sampleTask } from "./samples.ts";
import { counter, countOf, type MakeStage } from "./stage.ts";

/** Tasks, notes and journal entries are written under their conditions, all or nothing. */
export function commits(name: string, makeStage: MakeStage): void {
  test(`${name}: of 50 who plan the same task at once, one does, and the others are shown it`, async (t) => {
    const { store } = await makeStage(t);
    const planners = Array.from({ length: 50 }, (_, at) => sampleTask({ owner: `planner-${at}` }));
    const outcomes = await Promise.all(planners.map((task) => store.commit([{ put: task, seen: "absent" }])));
    const winner = planners[outcomes.indexOf("written")];
    assert.ok(winner);
    assert.equal(outcomes.filter((outcome) => outcome === "written").length, 1);
    assert.deepEqual(await store.task(winner.id), winner);
    const losers = outcomes.filter((outcome) => outcome !== "written");
    assert.deepEqual(losers, Array(49).fill({ lost: 0, found: winner }));
  });

  test(`${name}: a task comes back as it was written, with every field that it can have`, async (t) => {
    const { store } = await makeStage(t);
    await store.commit([{ put: fullTask(), seen: "absent" }]);
    assert.deepEqual(await store.task(fullTask().id), fullTask());
    assert.equal(await store.task("gitlab/7/job:9/retry"), undefined);
  });

  test(`${name}: a task changes only from the version that the writer saw`, async (t) => {
    const { store } = await makeStage(t);
    const first = sampleTask();
    await store.commit([{ put: first, seen: "absent" }]);
    const second = sampleTask({ version: 2, owner: "a" });
    assert.equal(await store.commit([{ put: second, seen: 1 }]), "written");
    const late = await store.commit([{ put: sampleTask({ version: 2, owner: "b" }), seen: 1 }]);
    assert.deepEqual(late, { lost: 0, found: second });
    const missing = await store.commit([{ put: sampleTask({ id: "gone", version: 2 }), seen: 1 }]);
    assert.deepEqual(missing, { lost: 0 });
    assert.equal(await store.task("gone"), undefined);
  });

  test(`${name}: a field that is taken away is gone, and undefined is no field`, async (t) => {
    const { store } = await makeStage(t);
    await store.commit([{ put: sampleTask({ hint: "now", owner: "a" }), seen: "absent" }]);
    const rest = sampleTask({ version: 2, about: { name: "build" } });
    const about = { name: "build", ref: undefined };
    const changed = { ...rest, reason: undefined, about } as unknown as typeof rest;
    await store.commit([{ put: changed, seen: 1 }]);
    assert.deepEqual(await store.task(rest.id), rest);
  });

  test(`${name}: what a later version added to a task survives a change by this one`, async (t) => {
    const { store, plant } = await makeStage(t);
    const later = { ...sampleTask(), lane: "urgent", project: { id: 7, path: "group/app", topics: ["a"] } };
    await plant("tasks", later);
    const task = await store.task(later.id);
    assert.ok(task);
    await store.commit([{ put: { ...task, version: 2 }, seen: 1 }]);
    assert.deepEqual(await store.task(later.id), { ...later, version: 2 });
  });

  test(`${name}: several writes happen all or not at all, and the first lost one is named`, async (t) => {
    const { store } = await makeStage(t);
    const held = { scope: "hold#gitlab/7", key: "job:1" };
    await store.putNote(held, "by ann", undefined);
    const there = sampleTask({ id: "there" });
    await store.commit([{ put: there, seen: "absent" }]);
    const fresh: Write = { put: sampleTask({ id: "fresh" }), seen: "absent" };
    const entry: Write = { journal: runEntry(noon) };
    const outcome = await store.commit([
      fresh,
      countOf("a", 1, 5),
      { put: sampleTask({ id: "there", version: 2 }), seen: 9 },
      { unless: held },
      entry,
    ]);
    assert.deepEqual(outcome, { lost: 2, found: there });
    assert.deepEqual(await store.commit([fresh, { unless: held }, entry]), { lost: 1 });
    assert.equal(await store.task("fresh"), undefined);
    assert.equal(await store.note(counter("a")), undefined);
    assert.deepEqual(await store.entries(10), []);
    const free = { unless: { ...held, key: "job:2" } };
    assert.equal(await store.commit([fresh, countOf("a", 1, 5), free, entry]), "written");
    assert.deepEqual(await store.task("fresh"), fresh.put);
    assert.equal(await store.note(counter("a")), "1");
    assert.deepEqual(await store.entries(10), [runEntry(noon)]);
  });

  test(`${name}: unless alone asks whether something is there`, async (t) => {
    const { store } = await makeStage(t);
    const key = { scope: "hold#gitlab/7", key: "project" };
    assert.equal(await store.commit([{ unless: key }]), "written");
    await store.putNote(key, "by ann", undefined);
    assert.deepEqual(await store.commit([{ unless: key }]), { lost: 0 });
  });

  test(`${name}: two writes that meet on one item are refused, and nothing is written`, async (t) => {
    const { store } = await makeStage(t);
    const put = sampleTask();
    const twice: Write[] = [
      { put, seen: "absent" },
      { put: { ...put, version: 2 }, seen: 1 },
    ];
    await assert.rejects(store.commit(twice), RangeError);
    await assert.rejects(store.commit([countOf("a", 1), { unless: counter("a") }]), RangeError);
    const many = Array.from({ length: 101 }, (_, at): Write => ({ put: { ...put, id: `t${at}` }, seen: "absent" }));
    await assert.rejects(store.commit(many), RangeError);
    assert.deepEqual(await store.tasks(10), []);
    assert.equal(await store.commit([]), "written");
    assert.equal(await store.commit(many.slice(0, 100)), "written");
    assert.equal((await store.tasks(200)).length, 100);
  });

  test(`${name}: an item over 400 KB is refused, alone and among others, and nothing is written`, async (t) => {
    const { store } = await makeStage(t);
    const put = sampleTask({ reason: "x".repeat(400 * 1024) });
    await assert.rejects(store.commit([{ put, seen: "absent" }]), { code: "tooLarge" });
    await assert.rejects(store.commit([countOf("a", 1), { put, seen: "absent" }]), { code: "tooLarge" });
    assert.equal(await store.task(put.id), undefined);
    assert.equal(await store.note(counter("a")), undefined);
    const almost = sampleTask({ reason: "x".repeat(399 * 1024) });
    assert.equal(await store.commit([{ put: almost, seen: "absent" }]), "written");
  });

  test(`${name}: names may hold anything`, async (t) => {
    const { store } = await makeStage(t);
    const odd = ["ÄÖ 🚀", "a%2Fb/../c", 'quote"\\\n\t', "#id :seen", "__proto__", " "];
    for (const id of odd) {
      const task = sampleTask({ id, reason: id, snapshot: { [`key ${id}`]: id } });
      assert.equal(await store.commit([{ put: task, seen: "absent" }]), "written");
      assert.deepEqual(await store.task(id), task);
      assert.equal(await store.putNote({ scope: id, key: id }, id, undefined), true);
      assert.equal(await store.note({ scope: id, key: id }), id);
    }
    assert.equal((await store.tasks(10)).length, odd.length);
  });

  test(`${name}: who changes what he wrote or read changes nothing in the store`, async (t) => {
    const { store } = await makeStage(t);
    const written = fullTask();
    await store.commit([{ put: written, seen: "absent" }]);
    const read = await store.task(written.id);
    const [due] = await store.dueTasks(noon, 1);
    for (const task of [written, read, due]) {
      const params = task?.wants[0]?.params.variables;
      assert.ok(task && params);
      // A store may forbid it instead.
      for (const part of [task, task.project, task.wants, params]) Reflect.set(part, "id", 8);
    }
    assert.deepEqual(await store.task(fullTask().id), fullTask());
    assert.deepEqual(await store.dueTasks(noon, 1), [fullTask()]);
  });

  test(`${name}: an item forgets itself at its time, and no earlier`, async (t) => {
    const { store, peek } = await makeStage(t);
    const open = sampleTask();
    await store.commit([{ put: open, seen: "absent" }, countOf("a", 1), { journal: runEntry(noon + 1) }]);
    assert.equal((await peek("tasks", { id: open.id }))?.expires, undefined);
    assert.equal((await peek("ledger", { ...counter("a") }))?.expires, noon / 1000);
    const entry = await peek("journal", { scope: "gitlab/7", id: runEntry(noon + 1).id });
    assert.equal(entry?.expires, noon / 1000 + 400 * 86_400 + 1);
    await store.commit([{ put: endedTask(open), seen: 1 }]);
    assert.equal((await peek("tasks", { id: open.id }))?.expires, noon / 1000 + 90 * 86_400);
  });
}

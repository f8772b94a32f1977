import assert from "node:assert/strict";
import { test } from "node:test";
import type { Task } from "../../lib/core/task.ts";
import { dueShardOf } from "../../lib/store/taskItem.ts";
import { deliveryEntry, endedTask, noon, runEntry, sampleTask } from "./samples.ts";
import type { MakeStage } from "./stage.ts";

const idsOf = (tasks: readonly Task[]) => tasks.map(({ id }) => id);

/** What is due, and what people read. */
export function lists(name: string, makeStage: MakeStage): void {
  test(`${name}: tasks that are due come earliest first, the others not at all, and no more than asked`, async (t) => {
    const { store } = await makeStage(t);
    const times = Array.from({ length: 40 }, (_, at) => (at * 17) % 40);
    for (const at of times)
      await store.commit([{ put: sampleTask({ id: `task-${at}`, due: noon + at }), seen: "absent" }]);
    const expected = Array.from({ length: 40 }, (_, at) => `task-${at}`);
    assert.deepEqual(idsOf(await store.dueTasks(noon + 29, 100)), expected.slice(0, 30));
    assert.deepEqual(idsOf(await store.dueTasks(noon + 29, 7)), expected.slice(0, 7));
    assert.deepEqual(await store.dueTasks(noon - 1, 100), []);
  });

  test(`${name}: the earliest tasks come although all of them are in one shard, and later ones in every other`, async (t) => {
    const { store } = await makeStage(t);
    const ids = Array.from({ length: 2400 }, (_, at) => `task-${at}`);
    const alone = ids.filter((id) => dueShardOf(id) === "5").slice(0, 100);
    const others = ids.filter((id) => dueShardOf(id) !== "5").slice(0, 90);
    const early = alone.map((id, at) => sampleTask({ id, due: noon + at }));
    const late = others.map((id, at) => sampleTask({ id, due: noon + 90 + at }));
    for (const put of [...late, ...early]) await store.commit([{ put, seen: "absent" }]);
    const expected = [...early, ...late].toSorted((one, other) => (one.due ?? 0) - (other.due ?? 0));
    const found = await store.dueTasks(noon + 200, 96);
    assert.deepEqual(
      found.map(({ due }) => due),
      expected.slice(0, 96).map(({ due }) => due),
    );
    assert.deepEqual(idsOf(found.slice(0, 90)), alone.slice(0, 90));
    assert.deepEqual(new Set(idsOf(await store.dueTasks(noon + 200, 200))), new Set(idsOf(expected)));
  });

  test(`${name}: a due task comes whole, in whatever open state`, async (t) => {
    const { store } = await makeStage(t);
    const calling = sampleTask({ state: "calling", owner: "w", calls: 1, snapshot: { status: "failed" } });
    await store.commit([{ put: calling, seen: "absent" }]);
    assert.deepEqual(await store.dueTasks(noon, 10), [calling]);
  });

  test(`${name}: a task that ended is never due again, and is in the index no more`, async (t) => {
    const { store, peek } = await makeStage(t);
    const task = sampleTask();
    await store.commit([{ put: task, seen: "absent" }]);
    assert.equal((await peek("tasks", { id: task.id }))?.dueShard, dueShardOf(task.id));
    await store.commit([{ put: endedTask(task), seen: 1 }]);
    assert.deepEqual(await store.dueTasks(noon * 2, 10), []);
    const item = await peek("tasks", { id: task.id });
    assert.deepEqual([item?.due, item?.dueShard, item?.state], [undefined, undefined, "done"]);
    assert.deepEqual(await store.task(task.id), endedTask(task));
  });

  test(`${name}: a corrupt task hides no other, not even behind it in its shard, and is told of`, async (t) => {
    const { store, plant, corrupt } = await makeStage(t);
    const good = sampleTask({ due: noon });
    await store.commit([{ put: good, seen: "absent" }]);
    const dueShard = dueShardOf(good.id);
    for (const at of [1, 2, 3]) await plant("tasks", { id: `bad-${at}`, due: noon - at, dueShard, state: "odd" });
    assert.deepEqual(await store.dueTasks(noon, 1), [good]);
    assert.deepEqual(corrupt.toSorted(), ["bad-1", "bad-2", "bad-3"]);
    corrupt.length = 0;
    assert.deepEqual(await store.tasks(10), [good]);
    assert.deepEqual(corrupt.toSorted(), ["bad-1", "bad-2", "bad-3"]);
    await assert.rejects(store.task("bad-1"), { code: "corrupt" });
    await assert.rejects(store.commit([{ put: sampleTask({ id: "bad-1" }), seen: "absent" }]), { code: "corrupt" });
  });

  test(`${name}: people read the newest tasks first`, async (t) => {
    const { store } = await makeStage(t);
    for (const at of [2, 0, 1])
      await store.commit([{ put: sampleTask({ id: `task-${at}`, createdAt: noon + at }), seen: "absent" }]);
    assert.deepEqual(idsOf(await store.tasks(2)), ["task-2", "task-1"]);
    assert.deepEqual(idsOf(await store.tasks(9)), ["task-2", "task-1", "task-0"]);
  });

  test(`${name}: the journal only grows: an id is written once`, async (t) => {
    const { store } = await makeStage(t);
    assert.equal(await store.commit([{ journal: runEntry(noon) }]), "written");
    assert.deepEqual(await store.commit([{ journal: runEntry(noon, { reason: "forged" }) }]), { lost: 0 });
    assert.deepEqual(await store.entries(10), [runEntry(noon)]);
  });

  test(`${name}: people read the newest entries of the journal, the oldest of them first`, async (t) => {
    const { store } = await makeStage(t);
    const written = [deliveryEntry(noon), runEntry(noon + 1), runEntry(noon + 2, { projectId: 8 }), runEntry(noon + 3)];
    for (const journal of written.toReversed()) await store.commit([{ journal }]);
    assert.deepEqual(await store.entries(10), written);
    assert.deepEqual(await store.entries(2), written.slice(2));
    assert.deepEqual(await store.entries(0), []);
    assert.deepEqual(await store.entries(10, written[1]?.id), written.slice(2));
    assert.deepEqual(await store.entries(10, written[3]?.id), []);
  });

  test(`${name}: an entry lives with its project, and only runs on a job are in the index by job`, async (t) => {
    const { store, peek } = await makeStage(t);
    const { job: _job, ...sweep } = runEntry(noon + 1, { verb: "sweep" });
    for (const journal of [runEntry(noon), sweep, deliveryEntry(noon)]) await store.commit([{ journal }]);
    const run = await peek("journal", { scope: "gitlab/7", id: runEntry(noon).id });
    assert.equal(run?.jobKey, "gitlab/job:1001");
    const whole = await peek("journal", { scope: "gitlab/7", id: sweep.id });
    assert.deepEqual([whole?.verb, whole?.jobKey], ["sweep", undefined]);
    const nowhere = await peek("journal", { scope: "gitlab/-", id: deliveryEntry(noon).id });
    assert.deepEqual([nowhere?.kind, nowhere?.jobKey], ["delivery", undefined]);
  });

  test(`${name}: a corrupt entry hides no other, and is told of`, async (t) => {
    const { store, plant, corrupt } = await makeStage(t);
    await store.commit([{ journal: runEntry(noon) }]);
    await plant("journal", { scope: "gitlab/7", id: "9-later", kind: "seal" });
    assert.deepEqual(await store.entries(10), [runEntry(noon)]);
    assert.deepEqual(corrupt, ["9-later"]);
  });
}

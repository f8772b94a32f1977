import assert from "node:assert/strict";
import { test } from "node:test";
import { noon, sampleTask, switchEntry } from "./samples.ts";
import type { MakeStage } from "./stage.ts";

const note = { scope: "switch#gitlab", key: "stops" };

/** A note and the journal entry that says why it changed, both or neither. */
export function notes(name: string, makeStage: MakeStage): void {
  test(`${name}: a note and its journal entry are written together, from the value that the writer saw`, async (t) => {
    const { store } = await makeStage(t);
    const first = [{ note, value: "[1]", seen: undefined }, { journal: switchEntry(noon) }];
    assert.equal(await store.commit(first), "written");
    assert.equal(await store.note(note), "[1]");
    assert.deepEqual(await store.entries(10), [switchEntry(noon)]);
    const second = { journal: switchEntry(noon + 1, { step: "resume", stops: [] }) };
    for (const seen of [undefined, "[2]"])
      assert.deepEqual(await store.commit([second, { note, value: "[]", seen }]), { lost: 1 });
    assert.deepEqual([await store.note(note), (await store.entries(10)).length], ["[1]", 1]);
    assert.equal(await store.commit([{ note, value: "[]", seen: "[1]" }, second]), "written");
    assert.deepEqual([await store.note(note), (await store.entries(10)).length], ["[]", 2]);
  });

  test(`${name}: a lone note changes only from the value that the writer saw`, async (t) => {
    const { store } = await makeStage(t);
    assert.equal(await store.commit([{ note, value: "a", seen: undefined }]), "written");
    assert.deepEqual(await store.commit([{ note, value: "b", seen: undefined }]), { lost: 0 });
    assert.equal(await store.commit([{ note, value: "b", seen: "a" }]), "written");
    assert.equal(await store.putNote(note, "c", "b"), true);
  });

  test(`${name}: an entry about the switch belongs to no project`, async (t) => {
    const { store, peek } = await makeStage(t);
    await store.commit([{ journal: switchEntry(noon) }]);
    const item = await peek("journal", { scope: "gitlab/-", id: switchEntry(noon).id });
    assert.deepEqual([item?.who, item?.jobKey], ["arn:aws:iam::123456789012:user/alice", undefined]);
  });

  test(`${name}: the lists can be of one source, and the tasks of one state`, async (t) => {
    const { store } = await makeStage(t);
    const kinds = [
      { source: "gitlab", state: "waiting" },
      { source: "gitlab", state: "attention" },
      { source: "other", state: "waiting" },
    ] as const;
    for (const [at, kind] of kinds.entries())
      await store.commit([{ put: sampleTask({ id: `task-${at}`, createdAt: noon + at, ...kind }), seen: "absent" }]);
    const ids = async (...asked: Parameters<typeof store.tasks>) => (await store.tasks(...asked)).map(({ id }) => id);
    assert.deepEqual(await ids(10, { source: "gitlab" }), ["task-1", "task-0"]);
    assert.deepEqual(await ids(10, { state: "waiting" }), ["task-2", "task-0"]);
    assert.deepEqual(await ids(1, { source: "gitlab", state: "waiting" }), ["task-0"]);
    assert.deepEqual(await ids(10, {}), ["task-2", "task-1", "task-0"]);

    const entries = ["gitlab", "other", "gitlab"].map((source, at) => switchEntry(noon + at, { source }));
    for (const journal of entries) await store.commit([{ journal }]);
    const [first, other, last] = entries;
    assert.deepEqual(await store.entries(10, undefined, "gitlab"), [first, last]);
    assert.deepEqual(await store.entries(1, undefined, "gitlab"), [last]);
    assert.deepEqual(await store.entries(10, first?.id, "gitlab"), [last]);
    assert.deepEqual(await store.entries(10, undefined, "other"), [other]);
  });
}

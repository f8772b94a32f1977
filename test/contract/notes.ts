import assert from "node:assert/strict";
import { test } from "node:test";
import { byHandEntry, noon, sampleTask, switchEntry } from "./samples.ts";
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

  test(`${name}: a note is taken away with the entry that says why, only while it is what the writer saw`, async (t) => {
    const { store, peek } = await makeStage(t);
    const held = { scope: "hold#gitlab/7", key: "job:1001" };
    await store.putNote(held, "by ann", undefined);
    const entry = { journal: byHandEntry(noon, { step: "unhold", what: "job:1001" }) };
    assert.deepEqual(await store.commit([entry, { drop: held, seen: "by bob" }]), { lost: 1 });
    assert.deepEqual([await store.note(held), await store.entries(10)], ["by ann", []]);
    assert.deepEqual(await store.commit([{ unless: held }]), { lost: 0 });
    assert.equal(await store.commit([{ drop: held, seen: "by ann" }, entry]), "written");
    assert.deepEqual(await peek("ledger", held), undefined);
    assert.deepEqual(await store.entries(10), [entry.journal]);
    assert.equal(await store.commit([{ unless: held }]), "written");
    for (const writes of [[{ drop: held, seen: "by ann" }], [{ drop: held, seen: "by ann" }, entry]])
      assert.deepEqual(await store.commit(writes), { lost: 0 });
    assert.equal(await store.commit([{ note: held, value: "by bob", seen: undefined }]), "written");
    assert.equal(await store.commit([{ drop: held, seen: "by bob" }]), "written");
  });

  test(`${name}: the notes of a scope come by their keys, and no others`, async (t) => {
    const { store } = await makeStage(t);
    const scope = "hold#gitlab/7";
    for (const key of ["project", "job:2", "job:10"]) await store.putNote({ scope, key }, `on ${key}`, undefined);
    for (const other of ["hold#gitlab/70", "hold#gitlab", "hold#gitlab/7/8"])
      await store.putNote({ scope: other, key: "job:1" }, "elsewhere", undefined);
    assert.deepEqual(await store.notes(scope), [
      { key: "job:10", value: "on job:10" },
      { key: "job:2", value: "on job:2" },
      { key: "project", value: "on project" },
    ]);
    assert.deepEqual(await store.notes("hold#gitlab/8"), []);
  });

  test(`${name}: a list of notes that does not fit one answer comes whole`, async (t) => {
    const { store } = await makeStage(t);
    const scope = "hold#gitlab/7";
    const keys = Array.from({ length: 12 }, (_, at) => `job:${100 + at}`);
    for (const key of keys) await store.putNote({ scope, key }, "x".repeat(200_000), undefined);
    assert.deepEqual(
      (await store.notes(scope)).map(({ key }) => key),
      keys,
    );
  });

  test(`${name}: what a person did about a job is in the index by job, and comes back as it was written`, async (t) => {
    const { store, peek } = await makeStage(t);
    const entry = byHandEntry(noon);
    await store.commit([{ journal: entry }]);
    const item = await peek("journal", { scope: "gitlab/7", id: entry.id });
    assert.match(String(item?.jobKey), /^gitlab\/.*job:1001$/);
    assert.deepEqual(await store.entries(10), [entry]);
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

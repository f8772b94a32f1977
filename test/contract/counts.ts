import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreError } from "../../lib/core/errors.ts";
import { noon, sampleTask } from "./samples.ts";
import { commitThrough, counter, countOf, type MakeStage } from "./stage.ts";

/** Counters keep their bounds; notes change only from what was seen. */
export function counts(name: string, makeStage: MakeStage): void {
  test(`${name}: of 20 who take a limit of 7 at once, exactly 7 get it`, async (t) => {
    const { store } = await makeStage(t);
    const takers = Array.from({ length: 20 }, (_, at) =>
      commitThrough(store, [{ put: sampleTask({ id: `task-${at}` }), seen: "absent" }, countOf("a", 1, 7)]),
    );
    const outcomes = await Promise.all(takers);
    assert.equal(outcomes.filter((outcome) => outcome === "written").length, 7);
    assert.deepEqual(
      outcomes.filter((outcome) => outcome !== "written"),
      Array(13).fill({ lost: 1 }),
    );
    assert.equal(await store.note(counter("a")), "7");
    assert.equal((await store.tasks(50)).length, 7);
  });

  test(`${name}: counts without a bound all arrive`, async (t) => {
    const { store } = await makeStage(t);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => commitThrough(store, [countOf("a", 2)])));
    assert.deepEqual(outcomes, Array(20).fill("written"));
    assert.equal(await store.note(counter("a")), "40");
  });

  test(`${name}: what is given back can be taken again`, async (t) => {
    const { store } = await makeStage(t);
    assert.equal(await store.commit([countOf("a", 1, 1)]), "written");
    assert.deepEqual(await store.commit([countOf("a", 1, 1)]), { lost: 0 });
    assert.equal(await store.commit([countOf("a", -1)]), "written");
    assert.equal(await store.note(counter("a")), "0");
    assert.equal(await store.commit([countOf("a", 1, 1)]), "written");
  });

  test(`${name}: a limit of 0 lets nobody in, not even the first`, async (t) => {
    const { store } = await makeStage(t);
    assert.deepEqual(await store.commit([countOf("a", 1, 0)]), { lost: 0 });
    assert.equal(await store.note(counter("a")), undefined);
  });

  test(`${name}: counts of one counter in one commit are added up, under the stricter bound`, async (t) => {
    const { store, peek } = await makeStage(t);
    const later = { ...countOf("a", 1, 9), forgetAt: noon + 1000 };
    const both = [{ put: sampleTask(), seen: "absent" } as const, later, countOf("a", 1, 2)];
    assert.equal(await store.commit(both), "written");
    assert.equal(await store.note(counter("a")), "2");
    assert.equal((await peek("ledger", { ...counter("a") }))?.expires, (noon + 1000) / 1000);
    assert.deepEqual(await store.commit(both.slice(1)), { lost: 0 });
    assert.equal(await store.note(counter("a")), "2");
  });

  test(`${name}: a note changes only from the value that the writer saw`, async (t) => {
    const { store } = await makeStage(t);
    const key = { scope: "switch#gitlab", key: "all" };
    assert.equal(await store.note(key), undefined);
    assert.equal(await store.putNote(key, "stopped", "open"), false);
    assert.equal(await store.putNote(key, "stopped", undefined), true);
    assert.equal(await store.putNote(key, "other", undefined), false);
    assert.equal(await store.putNote(key, "other", "open"), false);
    assert.equal(await store.note(key), "stopped");
    assert.equal(await store.putNote(key, "", "stopped"), true);
    assert.equal(await store.note(key), "");
  });

  test(`${name}: of 20 who change a note at once, one does`, async (t) => {
    const { store } = await makeStage(t);
    const key = { scope: "cursor#gitlab", key: "7" };
    await store.putNote(key, "0", undefined);
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, at) => store.putNote(key, `by ${at}`, "0")));
    assert.equal(outcomes.filter(Boolean).length, 1);
    assert.equal(await store.note(key), `by ${outcomes.indexOf(true)}`);
  });

  test(`${name}: a ledger item that this version did not write is not taken for a value`, async (t) => {
    const { store, plant } = await makeStage(t);
    await plant("ledger", { scope: "switch#gitlab", key: "all", value: { stopped: true } });
    await assert.rejects(store.note({ scope: "switch#gitlab", key: "all" }), (error) => {
      return error instanceof StoreError && error.code === "corrupt";
    });
  });
}

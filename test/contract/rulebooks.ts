import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { headKey, versionKey } from "../../lib/store/rulebookItem.ts";
import { noon, rulesEntry } from "./samples.ts";
import type { MakeStage } from "./stage.ts";

/** Rulebooks are numbered, never change, and are what their head says. */
export function rulebooks(name: string, makeStage: MakeStage): void {
  test(`${name}: a rulebook's versions are numbered, and the newest is the active one`, async (t) => {
    const { store } = await makeStage(t);
    assert.equal(await store.rulebook("gitlab"), undefined);
    assert.equal(await store.applyRulebook("gitlab", "rules: [ä]", { after: 0 }), 1);
    assert.equal(await store.applyRulebook("gitlab", "rules: [b]", { after: 1 }), 2);
    const active = await store.rulebook("gitlab");
    assert.deepEqual([active?.version, active?.rules], [2, "rules: [b]"]);
    assert.match(active?.hash ?? "", /^[0-9a-f]{64}$/);
    assert.equal(await store.rulebook("other"), undefined);
  });

  test(`${name}: rules that are applied and their journal entry are written both or neither`, async (t) => {
    const { store } = await makeStage(t);
    const journal = rulesEntry(noon);
    assert.equal(await store.applyRulebook("gitlab", "first", { after: 3, journal }), undefined);
    assert.deepEqual(await store.entries(10), []);
    assert.equal(await store.applyRulebook("gitlab", "first", { after: 0, journal }), 1);
    assert.equal(await store.applyRulebook("gitlab", "late", { after: 0, journal: rulesEntry(noon + 1) }), undefined);
    assert.deepEqual(await store.entries(10), [journal]);
    assert.deepEqual((await store.journal({ source: "gitlab" }, 10)).items, [journal]);
    assert.equal(
      await store.applyRulebook("gitlab", "second", { after: 1, journal }),
      undefined,
      "an entry is appended once",
    );
    assert.equal((await store.rulebook("gitlab"))?.rules, "first");
  });

  test(`${name}: a version stays as it was written when the next one is applied`, async (t) => {
    const { store, peek } = await makeStage(t);
    await store.applyRulebook("gitlab", "first", { after: 0 });
    const first = await peek("rules", { source: "gitlab", version: "v#00000001" });
    assert.ok(first);
    await store.applyRulebook("gitlab", "second", { after: 1 });
    assert.deepEqual(await peek("rules", { source: "gitlab", version: "v#00000001" }), first);
  });

  test(`${name}: who applies rules over a version that is not the newest is told so, and nothing changes`, async (t) => {
    const { store } = await makeStage(t);
    assert.equal(await store.applyRulebook("gitlab", "first", { after: 3 }), undefined);
    assert.equal(await store.rulebook("gitlab"), undefined);
    await store.applyRulebook("gitlab", "first", { after: 0 });
    await store.applyRulebook("gitlab", "second", { after: 1 });
    for (const after of [0, 1, 3]) assert.equal(await store.applyRulebook("gitlab", "late", { after }), undefined);
    assert.equal((await store.rulebook("gitlab"))?.rules, "second");
    assert.equal(await store.applyRulebook("gitlab", "third", { after: 2 }), 3);
  });

  test(`${name}: of two who apply rules at once, one does`, async (t) => {
    const { store } = await makeStage(t);
    const outcomes = await Promise.allSettled(
      ["a", "b"].map((rules) => store.applyRulebook("gitlab", rules, { after: 0 })),
    );
    const winners = outcomes.flatMap((outcome, at) =>
      outcome.status === "fulfilled" && outcome.value === 1 ? [at === 0 ? "a" : "b"] : [],
    );
    assert.deepEqual(winners, [(await store.rulebook("gitlab"))?.rules]);
  });

  test(`${name}: an existing version is never written over, even where the head was lost`, async (t) => {
    const { store, plant, peek } = await makeStage(t);
    await plant("rules", { source: "gitlab", version: versionKey(1), packed: zstdCompressSync("old") });
    const before = await peek("rules", { source: "gitlab", version: versionKey(1) });
    assert.equal(await store.applyRulebook("gitlab", "new", { after: 0 }), undefined);
    assert.deepEqual(await peek("rules", { source: "gitlab", version: versionKey(1) }), before);
    assert.equal(await store.rulebook("gitlab"), undefined);
  });

  test(`${name}: rules that are too large are refused, and the old ones stay active`, async (t) => {
    const { store } = await makeStage(t);
    await store.applyRulebook("gitlab", "small", { after: 0 });
    const packsBadly = randomBytes(400 * 1024).toString("hex");
    await assert.rejects(store.applyRulebook("gitlab", packsBadly, { after: 1 }), { code: "tooLarge" });
    const packsWell = "x".repeat(16 * 1024 * 1024 + 1);
    await assert.rejects(store.applyRulebook("gitlab", packsWell, { after: 1 }), { code: "tooLarge" });
    assert.equal((await store.rulebook("gitlab"))?.rules, "small");
    const large = randomBytes(360 * 1024).toString("hex");
    assert.equal(await store.applyRulebook("gitlab", large, { after: 1 }), 2);
    assert.equal((await store.rulebook("gitlab"))?.rules, large);
  });

  test(`${name}: a version that is not what the head promised is not used`, async (t) => {
    const { store, plant, peek } = await makeStage(t);
    await store.applyRulebook("gitlab", "rules", { after: 0 });
    const head = await peek("rules", { source: "gitlab", version: headKey });
    assert.ok(head);
    const body = { source: "gitlab", version: versionKey(1) };
    const bomb = zstdCompressSync(Buffer.alloc(32 * 1024 * 1024));
    for (const packed of [zstdCompressSync("forged"), Buffer.from("no zstd"), bomb, "a text", undefined]) {
      await plant("rules", { ...body, ...(packed !== undefined && { packed }) });
      await assert.rejects(store.rulebook("gitlab"), { code: "corrupt" });
    }
    const hash = createHash("sha256").update(zstdDecompressSync(bomb)).digest("hex");
    await plant("rules", { ...body, packed: bomb });
    await plant("rules", { ...head, hash });
    await assert.rejects(store.rulebook("gitlab"), { code: "corrupt" });
    await plant("rules", { ...head, newest: 2 });
    await assert.rejects(store.rulebook("gitlab"), { code: "corrupt" });
    await plant("rules", { source: "gitlab", version: headKey, newest: "two" });
    await assert.rejects(store.rulebook("gitlab"), { code: "corrupt" });
  });
}

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { headKey, packKey, textKey, versionKey } from "../../lib/store/rulebookItem.ts";
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

  test(`${name}: what was packed beside a text is read with it, and never with another version's text`, async (t) => {
    const { store, plant, peek } = await makeStage(t);
    const pack = Uint8Array.of(1, 2, 3);
    await store.applyRulebook("gitlab", "first", { after: 0, pack });
    const first = await store.rulebook("gitlab");
    assert.deepEqual([first?.rules, first?.pack && [...first.pack]], ["first", [1, 2, 3]]);
    const keys = [textKey, packKey];
    const beside = await Promise.all(keys.map((version) => peek("rules", { source: "gitlab", version })));
    await store.applyRulebook("gitlab", "second", { after: 1 });
    const second = await store.rulebook("gitlab");
    assert.deepEqual([second?.rules, second?.pack], ["second", undefined]);
    await store.applyRulebook("gitlab", "third", { after: 2, pack });
    // As a reader sees it who comes while somebody applies: the head is new, the rest is not yet.
    for (const item of beside) if (item) await plant("rules", item);
    const torn = await store.rulebook("gitlab");
    assert.deepEqual([torn?.version, torn?.rules], [3, "third"]);
  });

  test(`${name}: a pack that does not match its seal is refused`, async (t) => {
    const { store, plant, peek } = await makeStage(t);
    await store.applyRulebook("gitlab", "rules", { after: 0, pack: Uint8Array.of(1, 2, 3) });
    const item = await peek("rules", { source: "gitlab", version: packKey });
    assert.ok(item);
    await plant("rules", { ...item, packed: Uint8Array.of(1, 2, 4) });
    await assert.rejects(store.rulebook("gitlab"), { code: "corrupt", message: /does not match the seal/ });
  });

  test(`${name}: rules that an older program stored are read, and those that it applies over newer ones`, async (t) => {
    const { store, plant } = await makeStage(t);
    const byOlder = async (version: number, rules: string) => {
      const hash = createHash("sha256").update(rules).digest("hex");
      await plant("rules", { source: "gitlab", version: versionKey(version), packed: zstdCompressSync(rules) });
      await plant("rules", { source: "gitlab", version: headKey, newest: version, hash });
    };
    await byOlder(1, "old");
    assert.deepEqual([(await store.rulebook("gitlab"))?.rules, (await store.rulebook("gitlab"))?.version], ["old", 1]);
    assert.equal(await store.applyRulebook("gitlab", "new", { after: 1, pack: Uint8Array.of(1) }), 2);
    assert.equal((await store.rulebook("gitlab"))?.rules, "new");
    await byOlder(3, "old again");
    const active = await store.rulebook("gitlab");
    assert.deepEqual([active?.rules, active?.version, active?.pack], ["old again", 3, undefined]);
  });

  test(`${name}: a version that is not what the head promised is not used`, async (t) => {
    const { store, plant, peek } = await makeStage(t);
    await store.applyRulebook("gitlab", "rules", { after: 0 });
    const head = await peek("rules", { source: "gitlab", version: headKey });
    assert.ok(head);
    const body = { source: "gitlab", version: versionKey(1) };
    const bomb = zstdCompressSync(Buffer.alloc(32 * 1024 * 1024));
    for (const packed of [zstdCompressSync("forged"), Buffer.from("no zstd"), bomb, "a text", undefined]) {
      const forged = packed !== undefined && { packed };
      await plant("rules", { ...body, ...forged });
      await plant("rules", { ...body, version: textKey, newest: 1, ...forged });
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

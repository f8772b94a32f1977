import assert from "node:assert/strict";
import { test } from "node:test";
import { zstdCompressSync } from "node:zlib";
import { headKey, packKey, textKey, versionKey } from "../../lib/store/rulebookItem.ts";
import { noon, rulesEntry } from "./samples.ts";
import type { MakeStage } from "./stage.ts";

/** Every version can be read again and told of, and what is broken can be replaced. */
export function rulebookVersions(name: string, makeStage: MakeStage): void {
  test(`${name}: any version is read as it was applied, and others are not there`, async (t) => {
    const { store } = await makeStage(t);
    for (const [after, rules] of ["one", "two", "three"].entries())
      await store.applyRulebook("gitlab", rules, { after });
    const found = await Promise.all([1, 2, 3, 4, 0].map((version) => store.rulebookVersion("gitlab", version)));
    assert.deepEqual(
      found.map((one) => one && [one.version, one.rules]),
      [[1, "one"], [2, "two"], [3, "three"], undefined, undefined],
    );
    assert.equal(found[2]?.hash, (await store.rulebook("gitlab"))?.hash);
    assert.equal(await store.rulebookVersion("other", 1), undefined);
  });

  test(`${name}: versions are listed newest first, in pages, with who made them, when, how and why`, async (t) => {
    const { store } = await makeStage(t);
    const told = { who: "alice", rules: 2, hash: "h" };
    const journal = rulesEntry(noon, { ...told, step: "rollback", reason: "worse", of: 1, version: 2 });
    await store.applyRulebook("gitlab", "one", { after: 0 });
    await store.applyRulebook("gitlab", "two", { after: 1, journal });
    const approved = rulesEntry(noon + 1, { ...told, step: "approve", by: "bob", proposal: 7, version: 3 });
    await store.applyRulebook("gitlab", "three", { after: 2, journal: approved });
    await store.applyRulebook("other", "else", { after: 0 });
    const { items, next } = await store.rulebookVersions("gitlab", 2);
    const hashes = await Promise.all([3, 2, 1].map(async (one) => (await store.rulebookVersion("gitlab", one))?.hash));
    assert.deepEqual(items, [
      { version: 3, hash: hashes[0], rules: 2, at: noon + 1, who: "alice", cause: "approve", by: "bob" },
      { version: 2, hash: hashes[1], rules: 2, at: noon, who: "alice", cause: "rollback", reason: "worse", of: 1 },
    ]);
    assert.equal(next, "2");
    assert.deepEqual(await store.rulebookVersions("gitlab", 2, 2), { items: [{ version: 1, hash: hashes[2] }] });
    assert.deepEqual(await store.rulebookVersions("nobody", 2), { items: [] });
  });

  test(`${name}: versions that an older program wrote are listed and read, and so are those behind a broken one`, async (t) => {
    const { store, plant } = await makeStage(t);
    const key = (version: number) => ({ source: "gitlab", version: versionKey(version) });
    await plant("rules", { ...key(1), packed: zstdCompressSync("old") });
    await plant("rules", { ...key(2), packed: "no bytes", who: 7, cause: "magic" });
    const { items } = await store.rulebookVersions("gitlab", 10);
    assert.deepEqual(items, [{ version: 2 }, { version: 1 }]);
    assert.equal((await store.rulebookVersion("gitlab", 1))?.rules, "old");
    await assert.rejects(store.rulebookVersion("gitlab", 2), { code: "corrupt" });
  });

  test(`${name}: a version whose text is not the one that its hash was made of is not given out`, async (t) => {
    const { store, plant, peek } = await makeStage(t);
    await store.applyRulebook("gitlab", "rules", { after: 0 });
    const item = await peek("rules", { source: "gitlab", version: versionKey(1) });
    await plant("rules", { ...item, source: "gitlab", packed: zstdCompressSync("forged") });
    await assert.rejects(store.rulebookVersion("gitlab", 1), { code: "corrupt", message: /does not match its hash/ });
  });

  test(`${name}: many large versions are all listed, however little is read at once`, async (t) => {
    const { store, plant } = await makeStage(t);
    const packed = Buffer.alloc(300 * 1024, 7);
    for (let version = 1; version <= 9; version++)
      await plant("rules", { source: "gitlab", version: versionKey(version), packed, rules: version });
    const { items, next } = await store.rulebookVersions("gitlab", 8);
    assert.deepEqual([items.map(({ version }) => version), next], [[9, 8, 7, 6, 5, 4, 3, 2], "2"]);
  });

  for (const [what, spoil] of [
    ["names no version", { newest: "two" }],
    ["names none at all", {}],
    ["has no hash", { newest: 1 }],
  ] as const)
    test(`${name}: a head that ${what} keeps nobody from applying rules, and of two who do, one does`, async (t) => {
      const { store, plant } = await makeStage(t);
      await store.applyRulebook("gitlab", "first", { after: 0 });
      await plant("rules", { source: "gitlab", version: headKey, ...spoil });
      await assert.rejects(store.rulebook("gitlab"), { code: "corrupt" });
      assert.equal(await store.newestVersion("gitlab"), 1);
      const outcomes = await Promise.allSettled(
        ["a", "b"].map((rules) => store.applyRulebook("gitlab", rules, { after: 1, mends: true })),
      );
      const done = outcomes.filter((one) => one.status === "fulfilled" && one.value === 2);
      assert.equal(done.length, 1);
      assert.equal((await store.rulebook("gitlab"))?.version, 2);
      assert.equal((await store.rulebookVersion("gitlab", 1))?.rules, "first");
    });

  test(`${name}: the number goes on where the head is lost, or names a version that is`, async (t) => {
    const { store, plant } = await makeStage(t);
    assert.equal(await store.newestVersion("gitlab"), 0);
    await plant("rules", { source: "gitlab", version: versionKey(4), packed: zstdCompressSync("kept") });
    assert.equal(await store.newestVersion("gitlab"), 4);
    assert.equal(await store.applyRulebook("gitlab", "next", { after: 4, mends: true }), 5);
    await plant("rules", { source: "gitlab", version: headKey, newest: 9, hash: "lost" });
    assert.equal(await store.newestVersion("gitlab"), 9);
    assert.equal(await store.applyRulebook("gitlab", "after", { after: 9, mends: true }), 10);
    assert.deepEqual(
      [(await store.rulebook("gitlab"))?.rules, (await store.rulebook("gitlab"))?.version],
      ["after", 10],
    );
  });

  test(`${name}: a text that was spoilt beside the head is replaced like any other`, async (t) => {
    const { store, plant, peek } = await makeStage(t);
    await store.applyRulebook("gitlab", "rules", { after: 0, pack: Uint8Array.of(1) });
    for (const version of [textKey, packKey]) {
      const item = await peek("rules", { source: "gitlab", version });
      await plant("rules", { ...item, source: "gitlab", version, packed: zstdCompressSync("forged") });
    }
    await assert.rejects(store.rulebook("gitlab"), { code: "corrupt" });
    assert.equal(await store.applyRulebook("gitlab", "again", { after: 1, pack: Uint8Array.of(2) }), 2);
    assert.equal((await store.rulebook("gitlab"))?.rules, "again");
  });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SealEntry } from "../../lib/core/journal.ts";
import { entryId, idBound } from "../../lib/core/journal.ts";
import { sealHeadKey, sealLagMillis } from "../../lib/core/seal.ts";
import { runEntry } from "../contract/samples.ts";
import { begin, hour, minute, sealing } from "./sealing.ts";

const counts = (seals: readonly SealEntry[]) => seals.map(({ count }) => count);
const lag = sealLagMillis;

test("what was written is sealed once nobody can append there any more, over all projects, and no other source", async () => {
  const s = sealing();
  await s.write(7);
  await s.write(8);
  await s.write(7, "gitlab-2");
  s.pass(lag - 1);
  assert.deepEqual(counts(await s.seal()), [0]);
  await s.write(9);
  s.pass(lag + 5 * minute);
  assert.deepEqual(counts(await s.seal()), [3]);
  assert.deepEqual(await s.breaks(), []);
  assert.deepEqual(await s.entries(), { sealed: 3, unsealed: 0, forgotten: 0, unreadable: 0, vouched: 0 });
});

test("a seal leaves 10 minutes to who still writes, so that an entry that was refused to nobody is under it", async () => {
  const s = sealing();
  await s.seal();
  s.pass(hour);
  const [seal] = await s.seal();
  assert.equal(seal?.to, idBound(s.now() - 10 * minute));
});

test("each seal names the one before, and the log tells the hash of each", async () => {
  const s = sealing();
  for (let round = 0; round < 4; round++) {
    await s.write();
    s.pass(20 * minute);
    await s.seal();
  }
  const seals = await s.store.seals("gitlab", 0, 9);
  assert.deepEqual(
    seals.map(({ number, previous, from }) => [number, previous, from]),
    seals.map((_, at) => [at + 1, seals[at - 1]?.hash ?? "", seals[at - 1]?.to ?? ""]),
  );
  assert.deepEqual(
    s.logged.map(({ what, number, hash }) => [what, number, hash]),
    seals.map(({ number, hash }) => ["seal", number, hash]),
  );
  assert.equal((await s.head())?.hash, seals.at(-1)?.hash);
});

test("two ticks at once make one seal", async () => {
  const s = sealing();
  await s.write();
  s.pass(hour);
  const both = await Promise.allSettled([s.seal(), s.seal(), s.seal()]);
  const made = both.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  assert.deepEqual([counts(made), (await s.store.seals("gitlab", 0, 9)).length], [[1], 1]);
  assert.deepEqual(await s.breaks(), []);
});

test("a tick that falls asleep before it writes its seal writes none over another's", async () => {
  const s = sealing();
  await s.write();
  s.pass(hour);
  const { promise, resolve } = Promise.withResolvers<void>();
  const asleep = s.seal({
    commit: async (writes) => {
      await promise;
      return await s.store.commit(writes);
    },
  });
  await s.seal();
  await s.write();
  s.pass(hour);
  await s.seal();
  resolve();
  assert.deepEqual(await asleep, []);
  assert.deepEqual(counts(await s.store.seals("gitlab", 0, 9)), [1, 1]);
  assert.deepEqual(await s.breaks(), []);
});

test("a seal whose answer was lost is there once, and the next tick goes on behind it", async () => {
  let isLost = true;
  const s = sealing({ faults: ({ kind }) => (kind === "commit" && isLost ? "ambiguousApplied" : undefined) });
  await assert.rejects(s.seal(), { code: "ambiguous" });
  isLost = false;
  await s.write();
  s.pass(hour);
  assert.deepEqual(counts(await s.seal()), [1]);
  assert.deepEqual(await s.breaks(), []);
});

test("in a quiet night one empty seal an hour is made, and 5 minutes with entries are worth one", async () => {
  const s = sealing();
  let made = 0;
  for (let at = 0; at < 8 * 60; at++) {
    made += (await s.seal()).length;
    s.pass(minute);
  }
  assert.equal(made, 8);
  const before = (await s.store.seals("gitlab", 0, 99)).length;
  for (let at = 0; at < 60; at++) {
    await s.write();
    await s.seal();
    s.pass(minute);
  }
  const more = (await s.store.seals("gitlab", before, 99)).length;
  assert.ok(more >= 9 && more <= 13, String(more));
});

test("an entry that is slipped into a quiet night an hour later is found", async () => {
  const s = sealing();
  await s.seal();
  s.pass(3 * hour);
  await s.seal();
  s.pass(hour);
  const at = begin + hour;
  s.store.tables.put("journal", { ...runEntry(at, { id: entryId(at, "x") }), scope: "gitlab/7" });
  assert.match(
    (await s.breaks()).join(),
    /^seal 2 \(.*\): it covers 0 entries, and 1 are there: 1 appeared afterwards; look at it with/,
  );
});

test("after a day without a tick the chain catches up in bounded steps", async () => {
  const s = sealing();
  await s.seal();
  for (let at = 0; at < 60; at++) {
    await s.write(at % 5);
    s.pass(hour);
  }
  assert.equal((await s.seal({}, 15)).length, 0, "without time left nothing is begun");
  const seals = await s.seal();
  assert.ok(seals.length >= 3 && seals.length <= 10);
  const hours = seals.map(({ from, to }) => (Number(to.slice(0, 13)) - Number(from.slice(0, 13))) / hour);
  assert.ok(Math.max(...hours) <= 24, String(hours));
  assert.equal(
    counts(seals).reduce((one, other) => one + other),
    60,
  );
  assert.deepEqual(await s.breaks(), []);
});

test("more entries than fit into one seal are sealed by several, none twice and none left out", async () => {
  const s = sealing();
  for (let at = 0; at < 25; at++) await s.write(at % 4);
  s.pass(hour);
  const seals = await s.seal({ toSeal: (range) => s.store.toSeal(range, 7) });
  assert.deepEqual(counts(seals), [7, 7, 7, 4]);
  assert.deepEqual(await s.breaks(), []);
});

test("a head that cannot be read stops the sealing, and says so", async () => {
  const s = sealing();
  await s.store.putNote(sealHeadKey("gitlab"), "{}", undefined);
  await assert.rejects(s.seal(), { code: "corrupt", message: /head of the journal's seals/ });
});

test("an entry of a newer version is sealed all the same, and is told as unreadable", async () => {
  const s = sealing();
  await s.write();
  s.store.tables.put("journal", { scope: "gitlab/7", id: entryId(begin, "new"), at: begin, kind: "of tomorrow" });
  s.pass(hour);
  assert.deepEqual(counts(await s.seal()), [2]);
  assert.deepEqual(await s.entries(), { sealed: 2, unsealed: 0, forgotten: 0, unreadable: 1, vouched: 0 });
  assert.deepEqual(await s.breaks(), []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { storeReader, verifyJournal } from "../../lib/app/verify.ts";
import { entryId, type SealEntry } from "../../lib/core/journal.ts";
import { sealHeadKey, sealHeadText } from "../../lib/core/seal.ts";
import { byHandEntry, runEntry } from "../contract/samples.ts";
import { begin, hour, minute, sealing } from "./sealing.ts";

const day = 24 * hour;

/** Three seals over an entry each, and what somebody who can write single items may do about them. */
async function sealed(keepJournalDays = 400) {
  const s = sealing({ keepJournalDays });
  for (let round = 0; round < 3; round++) {
    await s.write();
    s.pass(hour);
    await s.seal();
  }
  assert.deepEqual(await s.breaks(), []);
  const vanish = (scope: string, id: string) => {
    const all = s.store.tables.all.bind(s.store.tables);
    s.store.tables.all = (table) => all(table).filter((item) => item.scope !== scope || item.id !== id);
  };
  return {
    ...s,
    vanish,
    put: (item: Readonly<Record<string, unknown>>) => s.store.tables.put("journal", item),
    putHead: (value: string) => s.store.tables.put("ledger", { ...sealHeadKey("gitlab"), value }),
    last: async () => (await s.store.seals("gitlab", 0, 9)).at(-1) as SealEntry,
    notes: async () => (await verifyJournal(storeReader(s.store, "gitlab"), { now: s.now() })).notes,
  };
}

const forged = (at: number, id: string) => ({ ...byHandEntry(at), id, scope: "gitlab/7", projectId: 7 });

test("an entry of the past that was slipped in with an id ahead of all is found, by its moment and by its id", async () => {
  const s = await sealed();
  await s.write();
  s.put(forged(s.now(), "9999999999998-forged"));
  const [moment, ...others] = await s.breaks();
  assert.match(
    moment ?? "",
    /^entry 9999999999998-forged of project 7: its id tells 2286-.*, and the entry 2026-11-20T/,
  );
  assert.deepEqual(others, []);
  s.put(forged(9_999_999_999_998, "9999999999998-forged"));
  assert.match(
    (await s.breaks()).join(),
    /^entry 9999999999998-forged of project 7: it is of 2286-.*, which is still to come$/,
  );
});

test("an id that tells no moment is found, and an entry a little ahead of this clock is none", async () => {
  const s = await sealed();
  await s.write();
  s.pass(-2 * minute);
  assert.deepEqual(await s.breaks(), []);
  s.put(forged(begin, "zzz"));
  assert.match((await s.breaks()).join(), /^entry zzz of project 7: its id tells no moment/);
});

test("what is written while the journal is read is not taken for the future", async () => {
  const s = await sealed();
  const [now, later] = [s.now(), s.now() + hour];
  s.pass(hour);
  await s.write();
  const reader = storeReader(s.store, "gitlab");
  assert.equal((await verifyJournal(reader, { now })).intact, false);
  assert.deepEqual((await verifyJournal(reader, { now, clock: () => later })).breaks, []);
});

test("a mark that was deleted is found by the entries that queries do not show any more", async () => {
  const s = await sealed();
  for (let at = 0; at < 3; at++) await s.write(8);
  s.pass(15 * minute);
  const id = new Date(s.now() - 15 * minute).toISOString().slice(0, 13);
  s.vanish("gitlab/active", `${id}/8`);
  assert.deepEqual((await s.store.journal({ source: "gitlab" }, 99)).items.length, 3);
  assert.deepEqual(await s.breaks(), [
    `3 entries of project 8 in the hour ${id} that no mark tells of: queries do not show them`,
  ]);
});

test("a mark that names no hour is a break, and nothing waits for it", async () => {
  const s = await sealed();
  s.put({ scope: "gitlab/active", id: "zzz" });
  assert.deepEqual(await s.breaks(), ['the mark "zzz" names no hour and project: delete that item']);
});

test("a head whose end was moved ahead, number and hash as they were, is found, and each tick says so", async () => {
  const s = await sealed();
  const { number, hash } = await s.last();
  s.putHead(sealHeadText({ number, hash, to: "9999999999998-" }));
  assert.match((await s.breaks()).join(), /^seal 3 reaches to 2026-11-20T11:50:00Z, and the chain's head says 2286-/);
  await s.write();
  s.pass(hour);
  await assert.rejects(s.seal(), { code: "corrupt", message: /seal 3 reaches to 2286-.*still to come/ });
  s.putHead(sealHeadText({ number, hash, to: "zzz" }));
  assert.deepEqual(await s.breaks(), [
    "the chain's head cannot be read: nothing is sealed",
    "not sealed since 2026-11-20T12:00:00Z: does tick run?",
  ]);
});

test("entries that nobody seals for half an hour are told, and younger ones are not", async () => {
  const s = await sealed();
  await s.write();
  s.pass(30 * minute - 1);
  assert.deepEqual(await s.breaks(), []);
  s.pass(1);
  assert.deepEqual(await s.breaks(), ["not sealed since 2026-11-20T12:00:00Z: does tick run?"]);
});

test("an item that was planted with a short life does not make its seal forget", async () => {
  const s = sealing();
  await s.seal();
  for (let at = 0; at < 4; at++) await s.write();
  const id = entryId(s.now() + 1, "planted");
  s.store.tables.put("journal", { ...forged(s.now() + 1, id), expires: Math.ceil(s.now() / 1000) + 400 });
  s.pass(hour);
  const [seal] = await s.seal();
  assert.equal(seal?.count, 5);
  assert.equal(seal?.forgetAt, begin - 10 * minute + 400 * day);
  s.pass(2 * hour);
  const all = s.store.tables.all.bind(s.store.tables);
  s.store.tables.all = (table) => all(table).filter((item) => item.id !== id);
  assert.match((await s.breaks()).join(), /^seal 2 .*: 1 vanished;/);
});

test("the days that a seal waits are those that entries are kept, from the beginning of what it covers", async () => {
  const s = await sealed(30);
  assert.deepEqual(
    (await s.store.seals("gitlab", 0, 9)).map(({ forgetAt }) => forgetAt),
    [begin, begin + 50 * minute, begin + 110 * minute].map((at) => at + 30 * day),
  );
});

test("what is left of a seal whose days are over is said to be unchecked, not passed over", async () => {
  const s = sealing();
  const gone = await s.write();
  const left = await s.write();
  s.pass(hour);
  await s.seal();
  s.pass(400 * day);
  const all = s.store.tables.all.bind(s.store.tables);
  s.store.tables.all = (table) => all(table).filter((item) => item.id !== gone.id);
  s.store.tables.put("journal", { ...s.store.tables.get("journal", left.scope, left.id), reason: "forged" });
  const { breaks, notes } = await verifyJournal(storeReader(s.store, "gitlab"), { now: s.now() });
  assert.deepEqual(breaks, []);
  assert.deepEqual(notes, [
    "what is left of seal 1 (the beginning to 2026-11-20T09:50:00Z) cannot be checked any more: the days of 1 of its 2 entries are over",
  ]);
});

for (const [what, value] of [
  ["deleted", undefined],
  ["put back", 1],
] as const)
  test(`a head that was ${what} while later seals exist is told by each tick, and is a break`, async () => {
    const s = await sealed();
    const [first] = await s.store.seals("gitlab", 0, 9);
    if (value !== undefined && first) s.putHead(sealHeadText(first));
    else s.store.tables.drop(sealHeadKey("gitlab").scope, sealHeadKey("gitlab").key);
    await s.write();
    s.pass(hour);
    for (let tick = 0; tick < 2; tick++)
      await assert.rejects(s.seal(), {
        code: "corrupt",
        message: /^seal [12] is there already, and the chain's head does not name it/,
      });
    assert.match(
      (await s.breaks()).join("\n"),
      /^the chain has 3 seals, and its head names seal (none|1): nothing is sealed\n/,
    );
  });

test("a head that cannot be read is a break that verify tells, beside all that it finds otherwise", async () => {
  const s = await sealed();
  s.putHead("{");
  s.put({ ...runEntry(begin + minute, { id: entryId(begin + minute, "x") }), scope: "gitlab/7" });
  const [head, seal] = await s.breaks();
  assert.equal(head, "the chain's head cannot be read: nothing is sealed");
  assert.match(seal ?? "", /^seal 1 .* appeared afterwards;/);
});

test("after a tick whose clock was two hours ahead the chain is whole again from a seal that somebody vouches for", async () => {
  const s = await sealed();
  s.pass(2 * hour);
  await s.seal();
  const { number, hash } = await s.last();
  s.pass(-2 * hour);
  await s.write();
  await assert.rejects(s.seal(), { code: "corrupt", message: /still to come.*Was a clock wrong/ });
  s.pass(3 * hour);
  await s.write();
  s.pass(hour);
  await s.seal();
  assert.match((await s.breaks()).join("\n"), /^seal 4 .* 1 appeared afterwards;[^\n]*$/);
  assert.deepEqual(await s.breaks({ after: { number, hash } }), []);
  const { entries } = await verifyJournal(storeReader(s.store, "gitlab"), { now: s.now(), after: { number, hash } });
  assert.deepEqual(entries, { sealed: 1, unsealed: 0, forgotten: 0, unreadable: 0, vouched: 4 });
  const other = "0".repeat(64);
  assert.deepEqual(await s.breaks({ after: { number, hash: other } }), [`seal 4 was ${other}, and is ${hash}`]);
  assert.match((await s.breaks({ after: { number: 9, hash } })).join("\n"), /^seal 9 was .*, and is not there/);
});

test("a seal that somebody vouches for is followed: what comes behind it is checked as ever", async () => {
  const s = await sealed();
  const [, second, third] = await s.store.seals("gitlab", 0, 9);
  assert.ok(second && third);
  s.put({ ...third, scope: "gitlab/seal", previous: "0".repeat(64) });
  assert.match((await s.breaks({ after: second })).join("\n"), /^seal 3 .*: it does not follow seal 2\nseal 3 .*hash/);
});

test("an entry that is neither sealed nor to be read is told by its id", async () => {
  const s = await sealed();
  const id = entryId(s.now(), "odd");
  await s.write();
  s.put({ scope: "gitlab/7", id, at: s.now(), kind: "of tomorrow" });
  assert.deepEqual(
    [await s.breaks(), await s.notes()],
    [[], [`entry ${id} of project 7 cannot be read, and no seal covers it yet`]],
  );
});

test("of ticks that meet one seals, and none of the others fails", async () => {
  const s = sealing();
  await s.write();
  s.pass(hour);
  const made = await Promise.all([s.seal(), s.seal(), s.seal()]);
  assert.deepEqual(made.map((seals) => seals.length).toSorted(), [0, 0, 1]);
});

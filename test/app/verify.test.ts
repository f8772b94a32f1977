import assert from "node:assert/strict";
import { test } from "node:test";
import { entryId, type SealEntry } from "../../lib/core/journal.ts";
import { contentOf, entryDigest, hashOfSeal, sealHeadKey, sealHeadText } from "../../lib/core/seal.ts";
import { runEntry } from "../contract/samples.ts";
import { begin, hour, minute, sealing } from "./sealing.ts";

/** Nine entries of three projects under three seals. */
async function sealedJournal() {
  const s = sealing();
  const places: { scope: string; id: string }[] = [];
  for (let round = 0; round < 3; round++) {
    for (const project of [7, 8, 9]) places.push(await s.write(project));
    s.pass(hour);
    await s.seal();
  }
  assert.deepEqual(await s.breaks(), []);
  const item = (at: number) => {
    const { scope = "", id = "" } = places[at] ?? {};
    return s.store.tables.get("journal", scope, id) ?? {};
  };
  const seal = (number: number) =>
    s.store.tables.get("journal", "gitlab/seal", `${String(number).padStart(13, "0")}-seal`) ?? {};
  /** Takes away what somebody with all rights over the table could take away. */
  const vanish = (gone: Readonly<Record<string, unknown>>) => {
    const all = s.store.tables.all.bind(s.store.tables);
    s.store.tables.all = (table) => all(table).filter(({ scope, id }) => scope !== gone.scope || id !== gone.id);
  };
  return {
    ...s,
    item,
    seal,
    vanish,
    put: (one: Readonly<Record<string, unknown>>) => s.store.tables.put("journal", one),
  };
}

const storedItem = (item: Readonly<Record<string, unknown>>) => ({ ...item, id: String(item.id) });

const cases: Readonly<Record<string, [(s: Awaited<ReturnType<typeof sealedJournal>>) => void, RegExp]>> = {
  "an entry that was changed": [
    (s) => s.put({ ...s.item(4), reason: "forged" }),
    /^seal 2 \(2026-11-20T09:50:00Z to 2026-11-20T10:50:00Z\): it covers 3 entries, and 3 are there: at least one was changed; look at it with: penstock journal query --since 2026-11-20T09:50:00.000Z --until 2026-11-20T10:50:00.000Z$/m,
  ],
  "an entry that lost its place in the index by job": [
    (s) => s.put(Object.fromEntries(Object.entries(s.item(4)).filter(([name]) => name !== "jobKey"))),
    /^seal 2 .* at least one was changed; look at it with: penstock journal query --since 2026-11-20T09:50:00.000Z --until 2026-11-20T10:50:00.000Z$/m,
  ],
  "an entry that was moved to another project": [
    (s) => {
      s.put({ ...s.item(4), scope: "gitlab/99" });
      s.vanish(s.item(4));
    },
    /^seal 2 .* at least one was changed; look at it with: penstock journal query --since 2026-11-20T09:50:00.000Z --until 2026-11-20T10:50:00.000Z$/m,
  ],
  "an entry that vanished": [
    (s) => s.vanish(s.item(0)),
    /^seal 1 .* it covers 3 entries, and 2 are there: 1 vanished; look/,
  ],
  "an entry that was slipped in, with no mark to tell of it": [
    (s) => s.put({ ...runEntry(begin, { id: entryId(begin + 1, "x"), projectId: 99 }), scope: "gitlab/99" }),
    /^seal 1 .* it covers 3 entries, and 4 are there: 1 appeared afterwards; look/m,
  ],
  "a seal that was changed": [
    (s) => s.put({ ...s.seal(2), count: 4 }),
    /seal 2 .*its hash is not that of what it says/,
  ],
  "a seal that was made anew over a changed entry": [
    (s) => {
      const { scope, ...stored } = s.seal(2);
      const forged = { ...stored, count: 4 } as unknown as SealEntry;
      s.put({ ...forged, scope, hash: hashOfSeal(forged) });
    },
    /seal 3 .*it does not follow seal 2/,
  ],
  "a seal in the middle that vanished": [(s) => s.vanish(s.seal(2)), /seal 2 is missing/],
  "the last seal, with its entries": [
    (s) => {
      s.vanish(s.seal(3));
      for (const at of [6, 7, 8]) s.vanish(s.item(at));
    },
    /^seal 3 is missing$/,
  ],
  "the last seal, made anew over a changed entry": [
    (s) => {
      s.put({ ...s.item(8), reason: "forged" });
      const { scope, ...stored } = s.seal(3);
      const content = contentOf([6, 7, 8].map((at) => entryDigest(storedItem(s.item(at)))));
      const forged = { ...stored, content } as unknown as SealEntry;
      s.put({ ...forged, scope, hash: hashOfSeal(forged) });
    },
    /^seal 3 is not the one that the chain's head names$/,
  ],
  "a head that was set back": [
    (s) => {
      const { number, to, hash } = s.seal(2) as unknown as SealEntry;
      s.store.tables.put("ledger", { ...sealHeadKey("gitlab"), value: sealHeadText({ number, to, hash }) });
    },
    /^the chain has 3 seals, and its head names seal 2: nothing is sealed$/,
  ],
};

for (const [what, [spoil, message]] of Object.entries(cases))
  test(`${what} is found`, async () => {
    const s = await sealedJournal();
    spoil(s);
    assert.match((await s.breaks()).join("\n"), message);
  });

test("who rewrites the whole chain and its head is found by a hash that the log told", async () => {
  const s = await sealedJournal();
  const known = s.logged.map(({ number, hash }) => ({ number: Number(number), hash: String(hash) }));
  assert.deepEqual(await s.breaks({ known }), []);
  s.vanish(s.item(0));
  let previous = "";
  for (const number of [1, 2, 3]) {
    const entries = number === 1 ? { count: 2, content: await contentWithout(s) } : {};
    const { scope, ...stored } = s.seal(number);
    const seal = { ...stored, ...entries, previous } as unknown as SealEntry;
    const hash = hashOfSeal(seal);
    s.put({ ...seal, hash, scope });
    previous = hash;
    s.store.tables.put("ledger", { ...sealHeadKey("gitlab"), value: sealHeadText({ ...seal, hash }) });
  }
  assert.deepEqual(await s.breaks(), [], "the tables alone cannot tell");
  assert.match((await s.breaks({ known })).join("\n"), /^seal 1 was [0-9a-f]{64}, and is [0-9a-f]{64}\nseal 2 was /);
});

async function contentWithout({ store }: Awaited<ReturnType<typeof sealedJournal>>): Promise<string> {
  const { items } = await store.toSeal({ source: "gitlab", from: "", to: entryId(begin + minute, "") }, 99);
  return contentOf(items.map(entryDigest));
}

test("entries whose days are over are forgotten, not broken; before that they are missed", async () => {
  const s = await sealedJournal();
  for (const at of [0, 1, 3]) s.vanish(s.item(at));
  assert.equal((await s.breaks()).length, 2);
  s.pass(400 * 24 * hour - 2.5 * hour);
  assert.match((await s.breaks()).join("\n"), /^seal 2 .* it covers 3 entries, and 2 are there: 1 vanished; look/);
  s.pass(2 * hour);
  assert.deepEqual(await s.breaks(), []);
  assert.deepEqual(await s.entries(), { sealed: 6, unsealed: 0, forgotten: 3, unreadable: 0, vouched: 0 });
});

test("entries that appear after their time are never taken for forgotten ones", async () => {
  const s = await sealedJournal();
  s.pass(500 * 24 * hour);
  s.put({ ...runEntry(begin, { id: entryId(begin + 1, "x") }), scope: "gitlab/7" });
  assert.match((await s.breaks()).join(), /1 appeared afterwards/);
});

test("an empty journal is whole, and so is one that was never sealed", async () => {
  const s = sealing();
  assert.deepEqual(await s.breaks(), []);
  await s.write();
  assert.deepEqual(
    [await s.breaks(), await s.entries()],
    [[], { sealed: 0, unsealed: 1, forgotten: 0, unreadable: 0, vouched: 0 }],
  );
});

test("another source's entries are neither sealed nor missed", async () => {
  const s = sealing();
  await s.write(7, "gitlab-2");
  s.pass(hour);
  await s.seal();
  assert.deepEqual(await s.entries(), { sealed: 0, unsealed: 0, forgotten: 0, unreadable: 0, vouched: 0 });
});

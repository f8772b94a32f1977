import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { chainBreaks, sealOver } from "../../lib/core/chain.ts";
import { entryId, idBound, instantOfId, type SealEntry } from "../../lib/core/journal.ts";
import {
  canonical,
  contentOf,
  entryDigest,
  isWorthSealing,
  nextRange,
  readSealHead,
  sealed,
  sealHeadText,
  sealLagMillis,
} from "../../lib/core/seal.ts";

const seed = 20_261_121;

const noon = Date.UTC(2026, 10, 20, 12);
const minute = 60_000;

test("the canonical text is one for a value, in whatever order it was put together or sent", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const turned = JSON.parse(JSON.stringify(value), (_, part) =>
        typeof part === "object" && part !== null && !Array.isArray(part)
          ? Object.fromEntries(Object.entries(part).toReversed())
          : part,
      );
      assert.equal(canonical(turned), canonical(value));
      assert.deepEqual(JSON.parse(canonical(value)), JSON.parse(JSON.stringify(value)));
    }),
    { seed },
  );
});

test("what a database leaves out is not in the canonical text", () => {
  assert.equal(canonical({ b: undefined, a: [1, "x"] }), '{"a":[1,"x"]}');
});

test("a seal's content does not depend on the order of its entries, and on every one of them", () => {
  const digests = ["a", "b", "c"].map((id) => entryDigest({ id }));
  assert.equal(contentOf(digests), contentOf(digests.toReversed()));
  for (const other of [
    digests.slice(1),
    [...digests, digests[0] ?? ""],
    [...digests.slice(1), entryDigest({ id: "A" })],
  ])
    assert.notEqual(contentOf(other), contentOf(digests));
});

test("a bound stands before all ids of its moment and behind all ids before it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999_999_999_999 }), fc.stringMatching(/^[0-9a-z]{1,13}$/), (at, tail) => {
      assert.ok(idBound(at) < entryId(at, tail) && entryId(at - 1, tail) < idBound(at));
      assert.deepEqual([instantOfId(idBound(at)), instantOfId(entryId(at, tail))], [at, at]);
    }),
    { seed },
  );
  assert.ok(Number.isNaN(instantOfId("x")));
});

test("the next seal begins where the last ended, stays behind the clock, and spans 5 minutes to a day", () => {
  const head = { number: 1, to: idBound(noon), hash: "h" };
  const at = (millis: number) => nextRange(head, noon + sealLagMillis + millis);
  assert.equal(at(5 * minute - 1), undefined);
  assert.deepEqual(at(5 * minute), { from: idBound(noon), to: idBound(noon + 5 * minute) });
  assert.deepEqual(at(48 * 60 * minute), { from: idBound(noon), to: idBound(noon + 24 * 60 * minute) });
  assert.deepEqual(nextRange(undefined, noon), { from: "", to: idBound(noon - sealLagMillis) });
  assert.equal(isWorthSealing({ from: idBound(noon), to: idBound(noon + 60 * minute - 1) }), false);
  assert.equal(isWorthSealing({ from: idBound(noon), to: idBound(noon + 60 * minute) }), true);
});

test("the head is read back as it was written, and anything else is no head", () => {
  const head = { number: 3, to: idBound(noon), hash: "h" };
  assert.deepEqual(readSealHead(sealHeadText(head)), head);
  assert.equal(readSealHead(undefined), undefined);
  for (const text of ["", "{}", '{"number":0,"to":"","hash":""}'])
    assert.throws(() => readSealHead(text), { code: "corrupt" });
});

function chain(length: number): SealEntry[] {
  const seals: SealEntry[] = [];
  for (let at = 0; at < length; at++) {
    const head = seals.at(-1);
    const range = { from: head?.to ?? "", to: idBound(noon + at * minute) };
    seals.push(sealed([{ id: `e${at}` }], { source: "gitlab", head, range, keepDays: 400, at: noon }));
  }
  return seals;
}

test("any seal that is changed, exchanged or taken away breaks the chain", () => {
  const seals = chain(4);
  const head = seals[3];
  assert.deepEqual(chainBreaks({ seals, head }, []), []);
  for (const at of [0, 1, 2, 3]) {
    assert.notDeepEqual(chainBreaks({ seals: seals.toSpliced(at, 1), head }, []), [], `without ${at + 1}`);
    for (const [name, value] of Object.entries(seals[at] ?? {})) {
      const changed = { ...seals[at], [name]: typeof value === "number" ? value + 1 : `${value}0` } as SealEntry;
      assert.notDeepEqual(chainBreaks({ seals: seals.with(at, changed), head }, []), [], name);
    }
  }
  assert.deepEqual(chainBreaks({ seals, head: undefined }, []), [
    "the chain has 4 seals, and its head names seal none: nothing is sealed",
  ]);
});

test("each id is under the one seal whose stretch it lies in", () => {
  const seals = chain(5);
  assert.deepEqual(
    [0, 1, 2.5, 3, 4].map((at) => sealOver(seals, entryId(noon + at * minute, "x"))?.number),
    [2, 3, 4, 5, undefined],
  );
  assert.equal(sealOver(seals, "")?.number, 1);
  assert.equal(sealOver(seals, seals[2]?.to ?? "")?.number, 3);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Figure, isMet, readFigures } from "./figure.ts";
import { blockOf, withBlock } from "./page.ts";
import { goalRows, speedRows, unmetLines } from "./report.ts";

const met: Figure = {
  goal: "G10",
  what: "10,000 rules into memory",
  unit: "ms",
  ours: 11.25,
  spread: [10.5, 12],
  limit: { name: "decompression", value: 1.5 },
  peer: { name: "an item per rule", value: 132 },
  most: 12,
};
const missed: Figure = {
  ...{ goal: "G4", what: "job hooks", unit: "x", ours: 0.2512, least: 0.55 },
  unmet: "the signature alone takes half",
};
const shown: Figure = { goal: "memory", what: "an open task", unit: "bytes", ours: 1234 };

test("the goals stand in their order, each with its limit, the best of others, ours, and whether it is met", () => {
  assert.deepEqual(goalRows([shown, met, missed]).slice(1), [
    ["G4", "job hooks", "", "", "0.25x", "", ">= 0.55x", "NOT MET"],
    [
      ...["G10", "10,000 rules into memory", "1.50 ms decompression", "132 ms an item per rule", "11.3 ms"],
      ...["10.5 ms to 12 ms", "<= 12 ms", "met"],
    ],
    ["memory", "an open task", "", "", "1,234 bytes", "", "", ""],
  ]);
});

test("the short table has of each goal the first that others do as well", () => {
  assert.deepEqual(speedRows([shown, met, missed, { ...met, what: "more of it" }]).slice(1), [
    ["G10 10,000 rules into memory", "11.3 ms", "132 ms an item per rule"],
  ]);
});

test("of a goal that is not met it is said why; that nobody did is said as well", () => {
  const { unmet: _, ...silent } = missed;
  assert.deepEqual(unmetLines([met, missed, silent]), [
    "G4 job hooks: the signature alone takes half",
    "G4 job hooks: nobody has said why",
  ]);
});

test("a bound is met by what is equal to it, from above and from below", () => {
  const of = (ours: number) => [isMet({ ...met, ours }), isMet({ ...missed, ours })];
  assert.deepEqual(
    [of(12), of(12.01), of(0.55), of(0.54), isMet(shown)],
    [[true, true], [false, true], [true, true], [true, false], undefined],
  );
});

test("what a part tells comes through JSON as it was, and anything else is refused", () => {
  assert.deepEqual(readFigures(JSON.parse(JSON.stringify([met, missed, shown]))), [met, missed, shown]);
  assert.throws(() => readFigures([{ ...met, unit: "furlongs" }]));
  assert.throws(() => readFigures("ready"));
});

test("a page takes the table in the place of the last one, and a page without that place is told of", () => {
  const about = {
    ...{ processor: "a processor", cores: 2, memoryGigabytes: 8, system: "Linux 6", node: "v24", loadBefore: 0.1 },
    at: "2026-11-22T10:00:00.000Z",
  };
  const block = blockOf({ figures: [missed], about, seconds: 600 });
  const page = "# P\n<!-- goals, written by the bench -->\nold\n<!-- end of goals -->\nrest\n";
  const written = withBlock(page, "goals", block);
  assert.match(written, /\| G4 \| job hooks \|/);
  assert.match(written, /- G4 job hooks: the signature alone takes half/);
  assert.match(
    written,
    /2 cores, 8 GB, Linux 6, Node v24, load 0.1 before, 2026-11-22T10:00Z; 600 seconds in all\.\n<!-- end/,
  );
  assert.ok(!written.includes("old") && written.endsWith("rest\n"));
  assert.equal(withBlock(written, "goals", block), written);
  assert.throws(() => withBlock("# P\n", "goals", block), /no place for goals/);
});

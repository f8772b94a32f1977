import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { functionNames } from "./bundles.ts";
import { type Figures, goalsOf, percentile } from "./figures.ts";
import { lackOf } from "./install.ts";
import { tableOf, withTable } from "./table.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/performance.md"), "utf8");

const measured = (name: string, coldMillis: number, aloneMillis: number) => ({
  name,
  event: "an event",
  coldMillis,
  aloneMillis,
  warm: { count: 300, p50Millis: coldMillis / 100, p99Millis: coldMillis / 10 },
});

const figures: Figures = {
  rounds: 11,
  bareMillis: 40,
  functions: [
    measured("empty", 100, 60),
    { ...measured("webhook", 250, 140), initBytes: 599_001, allBytes: 800_000 },
    { ...measured("work", 400, 220), initBytes: 1_346_000, allBytes: 1_900_000 },
  ],
  withCompileCache: [{ name: "webhook", ratio: 0.8 }],
};

test("a function's figures stand beside the empty handler's and bare node's", () => {
  const [, , , webhook] = tableOf(figures).split("\n");
  assert.equal(webhook, "| webhook | an event | 250 | 2.50 | 140 | 3.50 | 2.5 | 25.0 | 2.5 | 600 KB |");
});

test("a goal that is missed is told as missed", () => {
  assert.deepEqual(
    goalsOf(figures).map(({ name, value, most }) => [name, value, most]),
    [
      ["G5", 3.5, 3.5],
      ["G5", 600, 600],
      ["G6", 5.5, 5],
      ["G6", 1346, 1500],
    ],
  );
  const goals = tableOf(figures).split("\n").slice(-4);
  assert.deepEqual(
    goals.map((line) => /(\*\*not met\*\*|met)\.$/.exec(line)?.[1]),
    ["met", "met", "**not met**", "met"],
  );
});

test("the half of a hundred values is their fiftieth, and the worst of few is their last", () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 99 - at);
  assert.deepEqual([percentile(hundred, 50), percentile(hundred, 99), percentile([3, 1], 99)], [50, 99, 3]);
});

test("the page keeps its words when its figures are written again, and has figures of every function", () => {
  const twice = withTable(withTable(page, "old"), tableOf(figures));
  assert.ok(twice.includes(tableOf(figures)) && !twice.includes("\nold\n"));
  assert.equal(withTable(twice, "x"), withTable(page, "x"));
  assert.throws(() => withTable("no place", "x"), { message: /no place for the figures/ });
  for (const name of functionNames) assert.match(page, new RegExp(`^\\| ${name} \\|`, "m"));
});

test("where the runtime client cannot be, the reason and the cure are told", () => {
  assert.match(lackOf("darwin", false) ?? "", /on Linux alone, not on darwin/);
  assert.match(lackOf("linux", false) ?? "", /cmake/);
  assert.equal(lackOf("linux", true), undefined);
});

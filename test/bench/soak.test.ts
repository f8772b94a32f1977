import assert from "node:assert/strict";
import { test } from "node:test";
import { wrongIn } from "./soak/books.ts";
import { type Sample, trendOf } from "./soak/judge.ts";
import { figuresOf, soakLines } from "./soak/print.ts";
import { soak } from "./soak/run.ts";

// The bench for a few seconds: `npm run bench -- soak` takes half an hour.

const minute = 60_000;
const megabyte = 1_048_576;

function samples(heapMegabytes: (minutes: number) => number, minutes = 30): Sample[] {
  const rest = { rssBytes: 1, besideBytes: 1, handles: 1, cpuMicros: 1, faults: { count: 0, last: "" } };
  return Array.from({ length: minutes + 1 }, (_, at) => ({
    ...rest,
    atMillis: at * minute,
    heapBytes: heapMegabytes(at) * megabyte,
  }));
}

test("a heap that goes up and down is flat, one that warms up and then stays is too", () => {
  assert.equal(trendOf(samples((at) => 40 + (at % 3) / 5)).verdict, "flat");
  assert.equal(trendOf(samples((at) => 40 - 5 * Math.exp(-at))).verdict, "flat");
});

test("a heap that loses a hundred bytes with each of twenty deliveries a second grows, and the slope says how fast", () => {
  const perHour = (100 * 20 * 3_600) / megabyte;
  const trend = trendOf(samples((at) => 40 + (perHour * at) / 60 + (at % 3) / 5));
  assert.equal(trend.verdict, "grows");
  assert.ok(Math.abs(trend.perHour / megabyte - perHour) < 1, `${trend.perHour / megabyte} MB an hour`);
});

test("a few minutes say nothing", () => {
  assert.equal(trendOf(samples((at) => 40 + at, 5)).verdict, "too short to say");
  assert.equal(trendOf([]).verdict, "too short to say");
});

test("an effect that happened twice, or without a task that says so, or that is only said, is told", () => {
  assert.deepEqual(wrongIn(["retry job:1", "keep job:2"], ["keep job:2", "retry job:1"]), []);
  assert.deepEqual(wrongIn(["retry job:1", "retry job:1"], ["retry job:1"]), ["retry job:1 happened 2 times"]);
  assert.deepEqual(wrongIn(["retry job:1"], []), ["retry job:1 happened, and no task says so"]);
  assert.deepEqual(wrongIn([], ["retry job:1"]), ["retry job:1 is said to be done, and is not"]);
});

test("a few seconds of everything: what was to happen has happened once, and the process was weighed", async () => {
  const seen: Sample[] = [];
  const found = await soak({ minutes: 0.07, onSample: (sample) => seen.push(sample) });
  assert.deepEqual([found.wrong, found.samples.at(-1)?.faults], [[], { count: 0, last: "" }]);
  assert.ok(found.effects >= 3 && found.deliveries > 10, `${found.effects} effects, ${found.deliveries} deliveries`);
  assert.equal(seen.length, 12);
  assert.ok(
    seen.every(({ heapBytes, rssBytes, handles }) => heapBytes > megabyte && rssBytes > heapBytes && handles > 0),
  );
  const trend = trendOf(found.samples);
  const [heap, effects] = figuresOf(found, trend);
  assert.ok(heap?.goal === "soak" && heap.ours > 0.5 && heap.ours < 2, JSON.stringify(heap));
  assert.deepEqual([effects?.goal, effects?.ours], ["soak", 0]);
  assert.ok(soakLines(found, trend).some((line) => line.includes("too short to say")));
});

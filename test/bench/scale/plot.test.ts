import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOn, spanOf, ticksOf, valueText } from "./axis.ts";
import { type Plot, type Series, svgOf } from "./plot.ts";
import { plotTable } from "./table.ts";

const ours: Series = {
  name: "Penstock",
  kind: "ours",
  points: [
    [10, 1_000],
    [100, 10_000],
    [1_000, 100_000],
  ],
};
const plot: Plot = {
  name: "rules-decide",
  title: "Deciding, by rules",
  says: "One job.",
  command: "npm run bench -- scale --only=rules",
  x: { title: "rules", unit: "count" },
  y: { title: "time", unit: "nanoseconds" },
  series: [ours],
};

const circles = (svg: string) =>
  [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)] as const);

test("what grows ten times moves on by the same step on each axis", () => {
  const places = circles(svgOf(plot));
  const steps = places.slice(1).map(([x, y], at) => [x - (places[at]?.[0] ?? 0), y - (places[at]?.[1] ?? 0)]);
  const [first = [0, 0], second = [1, 1]] = steps;
  assert.equal(places.length, 3);
  for (const axis of [0, 1])
    assert.ok(Math.abs((first[axis] ?? 0) - (second[axis] ?? 1)) <= 0.11, JSON.stringify(steps));
  assert.ok((first[0] ?? 0) > 100 && (first[1] ?? 0) < -100, JSON.stringify(steps));
});

test("a point stands where its tick says", () => {
  const svg = svgOf(plot);
  const [, x] = /x="([\d.]+)" y="[\d.]+" text-anchor="middle">100</.exec(svg) ?? [];
  const [, y] = /y="([\d.]+)" text-anchor="end">10 µs</.exec(svg) ?? [];
  assert.deepEqual(circles(svg)[1], [Number(x), Number(y) - 4]);
});

test("every point is within the picture, however far they reach", () => {
  const wide = svgOf({
    ...plot,
    series: [
      {
        ...ours,
        points: [
          [1, 1],
          [1e6, 1e13],
        ],
      },
    ],
  });
  for (const [x, y] of circles(wide)) assert.ok(x > 84 && x < 560 && y >= 78 && y <= 352, `${x}, ${y}`);
});

test("what does not grow has a decade around it, and looks flat", () => {
  assert.deepEqual(spanOf([27, 27, 27]), [10, 100]);
  assert.deepEqual(spanOf([2.1, 3.1]), [1, 10]);
  assert.deepEqual(spanOf([8, 30]), [5, 50]);
  assert.deepEqual(spanOf([0.7, 350]), [0.5, 500]);
  assert.deepEqual(spanOf([1, 10]), [0.5, 20], "and nothing lies on the frame");
  assert.deepEqual(spanOf([100, 171]), [50, 500]);
});

test("an axis names 1, 2 and 5 of each decade, and of three decades and more only powers of ten", () => {
  assert.deepEqual(ticksOf([5, 2_000]), [5, 10, 20, 50, 100, 200, 500, 1_000, 2_000]);
  assert.deepEqual(ticksOf([10, 10_000]), [10, 100, 1_000, 10_000]);
  assert.deepEqual(ticksOf([1_000, 1_000_000]), [1e3, 1e4, 1e5, 1e6]);
});

test("a value stands in the middle of its decade by its logarithm", () => {
  assert.equal(placeOn([1, 100], 10), 0.5);
  assert.equal(placeOn([7, 7], 7), 0.5);
});

test("values have three digits and the unit that people use", () => {
  const texts = [
    valueText(884, "nanoseconds"),
    valueText(3_064, "nanoseconds"),
    valueText(999_960, "nanoseconds"),
    valueText(7_200e9, "nanoseconds"),
    valueText(10_000, "count"),
    valueText(1_000_000, "count"),
    valueText(1.5, "count"),
    valueText(600_000_000, "bytes"),
    valueText(1.0249, "times"),
  ];
  assert.deepEqual(texts, ["884 ns", "3.06 µs", "1 ms", "2 h", "10,000", "1 million", "1.5", "600 MB", "1.02x"]);
});

test("texts are escaped, and no name of a rule can become a part of the picture", () => {
  const evil = `</text><script>alert("1")</script>&'`;
  const svg = svgOf({ ...plot, title: evil, says: evil, command: evil, series: [{ ...ours, name: "<b>&\"'" }] });
  assert.doesNotMatch(svg, /<script|<b>/);
  assert.match(svg, /&lt;b&gt;&amp;&quot;&#39;/);
  assert.equal([...svg.matchAll(/<text\b/g)].length, [...svg.matchAll(/<\/text>/g)].length);
});

test("a picture says what made it, has a title, and no script and nothing from elsewhere", () => {
  const svg = svgOf(plot);
  assert.match(svg, /<desc id="rules-decide-desc">One job\. Made by: npm run bench -- scale --only=rules<\/desc>/);
  assert.match(svg, /<text class="soft code"[^>]*>npm run bench -- scale --only=rules<\/text>/);
  assert.match(svg, /role="img" aria-labelledby="rules-decide-title rules-decide-desc"/);
  assert.doesNotMatch(svg.replace("http://www.w3.org/2000/svg", ""), /script|https?:|href|url\(/);
});

test("it is readable in the dark, says its lines by name and value, and is small", () => {
  const others = Array.from({ length: 5 }, (_, at): Series => ({ ...ours, name: `other ${at}`, kind: "other" }));
  const svg = svgOf({ ...plot, series: [ours, ...others] });
  assert.match(svg, /@media\(prefers-color-scheme:dark\)/);
  assert.match(svg, />Penstock<\/text>.*>100 µs<\/text>/);
  assert.ok(Buffer.byteLength(svg) < 20_000, `${Buffer.byteLength(svg)} bytes`);
  const rows = [...svg.matchAll(/class="label" x="\d+" y="(\d+)"/g)].map(([, y]) => Number(y));
  const gaps = rows.slice(1).map((y, at) => y - (rows[at] ?? 0));
  assert.ok(rows.length === 6 && gaps.every((gap) => gap >= 33), `labels lie on each other: ${rows.join(", ")}`);
  assert.ok(Math.max(...rows) < 440 && Math.min(...rows) > 60);
});

test("the same plot gives the same text", () => {
  assert.equal(svgOf(structuredClone(plot)), svgOf(plot));
});

test("what cannot be drawn is refused: nothing, no points, zero, a way back, a name that has no room", () => {
  const refused = (series: readonly Series[]) => assert.throws(() => svgOf({ ...plot, series }), RangeError);
  refused([]);
  refused([{ ...ours, points: [] }]);
  for (const y of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) refused([{ ...ours, points: [[10, y]] }]);
  refused([
    {
      ...ours,
      points: [
        [10, 1],
        [10, 2],
      ],
    },
  ]);
  refused([{ ...ours, name: "a name that is much too long" }]);
  assert.throws(() => svgOf({ ...plot, name: "../page" }), RangeError);
});

test("the table beside a plot has its numbers, and nothing where a line has none", () => {
  const short: Series = { name: "short", kind: "limit", points: [[100, 5]] };
  assert.deepEqual(plotTable({ ...plot, series: [ours, short] }), [
    ["rules", "Penstock", "short"],
    ["10", "1 µs", ""],
    ["100", "10 µs", "5 ns"],
    ["1,000", "100 µs", ""],
  ]);
});

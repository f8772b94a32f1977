import assert from "node:assert/strict";
import { test } from "node:test";
import { weighEvents } from "./memory/events.ts";
import { itemBytes } from "./memory/itemBytes.ts";
import { weighRules } from "./memory/rules.ts";
import { weighTables } from "./memory/stored.ts";
import { weigh } from "./memory/weigh.ts";

// The bench in small: `npm run bench -- memory`.

test("what one of many takes is weighed: a thousand numbers more are eight thousand bytes more, or half of that", () => {
  const [small, large] = [10, 1_010].map((length) => weigh(300, () => Array(length).fill(0.5)));
  const more = (large ?? 0) - (small ?? 0);
  assert.ok(more >= 3_900 && more <= 8_300, `${more} bytes`);
});

test("an event is smaller than what it was read from, and one without builds far smaller", () => {
  const [job, whole, head] = weighEvents({ jobs: 500, pipelines: 100 });
  for (const figure of [job, whole, head]) {
    assert.equal(figure?.goal, "memory");
    assert.ok((figure?.ours ?? 0) > 0 && (figure?.ours ?? 0) < (figure?.peer?.value ?? 0), JSON.stringify(figure));
  }
  assert.ok((head?.ours ?? 0) < (whole?.ours ?? 0) / 5);
});

test("an open task, a journal entry and a rule have their bytes, and what is stored costs one unit a write", async () => {
  const figures = [...(await weighTables(500)), ...(await weighRules(500))];
  assert.equal(figures.length, 5);
  for (const { what, ours, goal } of figures)
    assert.ok(goal === "memory" && ours > 50 && ours < 50_000, `${what}: ${ours}`);
  for (const { what, ours } of figures.slice(1, 3)) assert.ok(ours <= 1_024, `${what}: ${ours}`);
});

test("an item is as large as DynamoDB reckons", () => {
  assert.equal(itemBytes({ id: "abc" }), 5);
  assert.equal(itemBytes({ n: 1_200 }), 1 + 1 + 1);
  assert.equal(itemBytes({ n: -12.345 }), 1 + 1 + 3);
  assert.equal(itemBytes({ is: true, no: null, gone: undefined }), 3 + 3);
  assert.equal(itemBytes({ é: "é" }), 4);
  assert.equal(itemBytes({ l: ["ab", "c"] }), 1 + 3 + (1 + 2) + (1 + 1));
  assert.equal(itemBytes({ m: { a: "b" }, e: {} }), 1 + 3 + 1 + 2 + (1 + 3));
  assert.equal(itemBytes({ b: new Uint8Array(7) }), 8);
});

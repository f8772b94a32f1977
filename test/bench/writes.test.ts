import assert from "node:assert/strict";
import { test } from "node:test";
import { delivery } from "./writes/count.ts";
import { countWrites, figuresOf, together } from "./writes/figures.ts";
import { reasonOf } from "./writes/reasons.ts";

test("a delivery writes nothing where nobody wants it, else its task and why; a retry is six writes, two of them transactions", async () => {
  const written = await countWrites("wanted");
  const { unwanted, planned, retry } = written;
  assert.deepEqual(unwanted.steps, []);
  assert.deepEqual(
    planned.steps.map(({ command, items }) => [command, ...items]),
    [
      ["PutItem", "task waiting"],
      ["PutItem", "entry of a delivery"],
    ],
  );
  assert.deepEqual(
    retry.steps.filter(({ isWrite }) => isWrite).map(({ items }) => items),
    [
      ["task waiting"],
      ["entry of a delivery"],
      ["task claimed"],
      ["throttle"],
      ["task calling", "limit perJob", "limit outage"],
      ["task done", "entry of a task"],
    ],
  );
  assert.deepEqual([retry.writes, retry.transactions, retry.items, retry.steps.length], [6, 2, 9, 12]);
  for (const step of retry.steps) assert.match(reasonOf(step), /\w/);
  assert.ok(written.together.writes <= 6 * together && written.together.transactions === 2 * together);
  assert.deepEqual(
    figuresOf(written).map(({ goal, ours, most }) => [goal, ours, most]),
    [
      ["G9", 0, 0],
      ["G9", 2, 1],
      ["G9", 6, 4],
      ["G9", 2, 2],
    ],
  );
});

test("where every delivery is recorded, one that nobody wants is one write, and one that plans is none more", async () => {
  const [unwanted, planned] = [await delivery("all", "running"), await delivery("all", "failed")];
  assert.deepEqual([unwanted.writes, planned.writes], [1, 2]);
});

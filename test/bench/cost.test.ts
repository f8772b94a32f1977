import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { others } from "../prove/cost/bill.ts";
import { deliveries } from "../prove/cost/deliveries.ts";
import { countDeliveries } from "./cost/counts.ts";
import { figures } from "./cost/figures.ts";
import { text } from "./report.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/cost.md"), "utf8");

test("a million webhooks cost what docs/cost.md says, and no more than the goals", () => {
  const found = figures();
  for (const { what, ours } of found)
    assert.ok(page.includes(`| ${what.replace("a million webhooks, ", "")} | ${text(ours, "$")} |`), what);
  assert.deepEqual(
    found.map(({ goal, most, ours }) => [goal, most, most === undefined || ours <= most]),
    [
      ["G13", 0.27, true],
      ["G13", 0.95, true],
      ["G13", undefined, true],
    ],
  );
});

test("the other ways to take webhooks in cost what docs/cost.md says, and none as little as ours", () => {
  const [ours] = figures();
  const [request, ...ways] = others("us-east-1");
  for (const [what, dollars] of [...(request ? [request] : []), ...ways])
    assert.ok(page.includes(`| ${what} | ${text(dollars, "$")} |`), what);
  assert.equal(ours?.limit?.value, request?.[1]);
  for (const [what, dollars] of ways) assert.ok(ours && dollars > ours.ours, what);
});

test("the bill is made of what deliveries are counted to ask of the tables", async () => {
  const counts = await countDeliveries(deliveries.slice(0, 3));
  assert.deepEqual(
    Object.values(counts).map(({ webhook }) => webhook?.writes ?? 0),
    [0, 1, 3],
  );
});

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";

const mostMillis = 90_000;

/** How much is found in a large rulebook, by a process that is ended where it takes too long. */
async function foundIn(kind: string, count: number, what: string): Promise<unknown> {
  const child = fork(join(import.meta.dirname, "many.ts"), [kind, String(count), what], { timeout: mostMillis });
  const told: unknown[] = [];
  child.on("message", (found) => void told.push(found));
  const [, signal] = await once(child, "close");
  assert.equal(signal, null, `${count} rules took too long`);
  return told[0];
}

for (const [kind, findings] of [
  ["names", 0],
  ["inputs", 5_900],
  ["plays", 0],
] as const)
  test(`lint of six thousand rules does not compare each with all others as a text: ${kind}`, async () => {
    assert.equal(await foundIn(kind, 6_000, "lint"), findings);
  });

test("of all that ten thousand rules and fifty invariants say against each other the first thousand is told", async () => {
  assert.equal(await foundIn("names", 10_000, "apply"), 1_000);
});

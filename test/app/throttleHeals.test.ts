import assert from "node:assert/strict";
import { test } from "node:test";
import { throttleKey } from "../../lib/core/throttleState.ts";
import { start } from "./site.ts";
import { countedSite, oneProcess } from "./throttleProcess.ts";

const nothing = { keep: 0, play: 0, retry: 0, patrol: 0, sweep: 0, admin: 0 };
const tomorrow = JSON.stringify({ refillAt: start + 86_400_000, left: nothing, spare: 0 });

for (const [what, text] of [
  ["that another version wrote", '{"tokens":12}'],
  ["that a clock wrote which was a day ahead", tomorrow],
] as const)
  test(`a budget ${what} is closed for a moment, and not for ever`, async () => {
    const s = await countedSite();
    await s.store.putNote(throttleKey("gitlab", "act"), text, undefined);
    assert.ok("closedUntil" in (await oneProcess(s).take()));
    s.pass(60);
    assert.ok(!("closedUntil" in (await oneProcess(s).take())));
  });

test("a failure that is noted in a budget which cannot be read does not hold it up", async () => {
  const s = await countedSite();
  await s.store.putNote(throttleKey("gitlab", "act"), "?", undefined);
  await oneProcess(s).fails(1);
  assert.ok("closedUntil" in (await oneProcess(s).take()));
  s.pass(60);
  assert.ok(!("closedUntil" in (await oneProcess(s).take())));
});

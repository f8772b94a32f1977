import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import type { StoredRulebook } from "../../lib/core/ports.ts";
import { silent } from "../../lib/edge/log.ts";

const rules = '{"version":1,"rules":[]}';
const book = (version: number): StoredRulebook => ({ version, hash: "the same text", rules });

/** A reader whose questions are answered when the test says so. */
function slowReader() {
  const asked: ((book: StoredRulebook) => void)[] = [];
  let now = 0;
  const store = { rulebook: () => new Promise<StoredRulebook>((resolve) => asked.push(resolve)) };
  const reader = createRulesReader({ store, actions, clock: () => now, log: silent });
  return { reader, asked, pass: (seconds: number) => (now += seconds * 1000) };
}

test("rules are as old as the question for them: an answer that took a minute is not believed for ten seconds more", async () => {
  const { reader, asked, pass } = slowReader();
  const slow = reader.recent("gitlab");
  pass(60);
  asked[0]?.(book(1));
  assert.equal((await slow).version, 1);
  const next = reader.recent("gitlab");
  asked[1]?.(book(2));
  assert.equal((await next).version, 2);
});

test("an answer that was overtaken by one to a later question does not bring old rules back", async () => {
  const { reader, asked, pass } = slowReader();
  const early = reader.live("gitlab");
  pass(1);
  const late = reader.live("gitlab");
  asked[1]?.(book(2));
  assert.equal((await late).version, 2);
  asked[0]?.(book(1));
  assert.equal((await early).version, 1);
  assert.equal((await reader.recent("gitlab")).version, 2);
});

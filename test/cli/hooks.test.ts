import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import type { HookAnswer } from "../../lib/cli/hooks/answers.ts";
import { hookTable, lackText } from "../../lib/cli/hooks/text.ts";
import { apiHouse, now } from "./apiHouse.ts";

const minute = 60_000;
const working: HookAnswer = {
  project: 42,
  path: "shop/api",
  hook: 7,
  state: "working",
  words: "GitLab calls it",
  since: now - 90 * minute,
  seenAt: now - 4 * minute,
  resent: 12,
  waiting: 0,
};
const { project: _, path: __, ...unowned } = working;
const disabled: HookAnswer = {
  ...unowned,
  group: "sh\u001bop",
  state: "disabled",
  words: "test it in GitLab",
  waiting: 3,
};
const missing: HookAnswer = { ...unowned, project: 43, hook: 0, state: "missing", words: "add one", resent: 0 };

test("each hook is a line: how it stands, whose it is, since when, what was sent again and what to do", () => {
  assert.deepEqual(hookTable([disabled, missing, working], now).map(stripVTControlCharacters), [
    "state     of           hook  since       seen    resent  waiting  what to do",
    "disabled  group sh\uFFFDop  7     1h 30m ago  4m ago  12      3        test it in GitLab",
    "missing   project 43         1h 30m ago  4m ago  0       0        add one",
    "working   shop/api     7     1h 30m ago  4m ago  12      0        GitLab calls it",
  ]);
});

test("hooks that are paused, disabled or missing are a fault; what is not known is none", () => {
  const text = (...states: HookAnswer["state"][]) => lackText(states.map((state) => ({ ...working, state })));
  assert.equal(text("working", "unknown"), undefined);
  assert.match(text("working", "paused") ?? "", /^1 hook brings nothing now \(paused\)/);
  assert.match(text("disabled", "missing", "disabled") ?? "", /^3 hooks bring nothing now \(disabled, missing\)/);
});

test("where no hook was seen the command says so, and gives a program an empty list", async (t) => {
  const house = await apiHouse(t);
  const { code, text } = await house.here("hooks");
  assert.deepEqual([code, text], [0, "the patrol has seen no webhook that leads here"]);
  assert.deepEqual(JSON.parse((await house.here("hooks", "--json")).out), { hooks: [], now });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { entryLines, ruleLine, taskLines } from "../../lib/cli/render.ts";
import { fullTask, noon, switchEntry } from "../contract/samples.ts";

const plain = (lines: readonly string[]) => lines.map(stripVTControlCharacters);

test("the journal shows who moved the switch, and why", () => {
  const entry = switchEntry(noon, { reason: "the release waits", stops: ["everything", "verb:play"] });
  assert.deepEqual(plain(entryLines(entry)), [
    "2025-10-09T08:53:20Z  switch  stop verb:play  stopped now: everything, verb:play",
    `${" ".repeat(22)}by      arn:aws:iam::123456789012:user/alice`,
    `${" ".repeat(22)}reason  the release waits`,
  ]);
  const [resumed] = plain(entryLines(switchEntry(noon, { step: "resume", stops: [] })));
  assert.match(resumed ?? "", /resume verb:play {2}stopped now: nothing$/);
});

test("nothing that people wrote steers the terminal", () => {
  const hostile = ["\u001b[2J", "\u0007", "\u202e", "\n", "\u2028"];
  const text = hostile.join("");
  const lines = [
    ...entryLines(switchEntry(noon, { what: text, who: text, reason: text, stops: [text] })),
    ruleLine({ id: text, mode: text, do: { action: text }, description: text }),
    ...taskLines({ ...fullTask(), reason: text, wants: [{ rule: text, action: text, params: {}, event: text }] }),
  ];
  for (const line of lines) for (const one of hostile) assert.ok(!line.includes(one), JSON.stringify(line));
});

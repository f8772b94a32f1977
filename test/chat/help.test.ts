import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { readRuleFiles } from "../../lib/app/apply.ts";
import { readCommand } from "../../lib/chat/grammar.ts";
import { helpMessage } from "../../lib/chat/help.ts";
import { commandWords } from "../../lib/core/said.ts";
import { lintRulebook } from "../../lib/rules/lint/lintRulebook.ts";
import { problemText } from "../../lib/rules/read.ts";
import { textOf } from "./grammarWords.ts";

const now = Date.UTC(2026, 10, 20, 9);

test("help names every word, in few lines, and tells of an action what the action tells of itself", () => {
  const message = helpMessage(actions);
  const lines = textOf(message).split("\n");
  for (const word of commandWords)
    assert.ok(
      lines.some((line) => line.startsWith(word)),
      word,
    );
  assert.ok(message.lines.length <= 40);
  assert.match(textOf(message), /^retry JOB .*: Run a failed job again\.$/m);
});

test("a word whose action is not there is not told of", () => {
  const some = actions.filter(({ name }) => name !== "play");
  const text = textOf(helpMessage(some));
  assert.doesNotMatch(text, /^(play|arm) /m);
  assert.match(textOf(helpMessage(some, "play")), /^play cannot be said here/);
});

for (const word of commandWords)
  test(`help ${word} tells how it is said, with an example that the grammar reads as that word`, () => {
    const message = helpMessage(actions, word);
    const text = textOf(message);
    const [, example = ""] = /Like this: (.*)/.exec(text) ?? [];
    const read = readCommand(example);
    assert.ok("said" in read, textOf("wrong" in read ? read.wrong : message));
    assert.equal(read.said.word, word);
    assert.ok(message.lines.length <= 12);
  });

for (const word of ["retry", "restart", "play", "arm", "keep", "cancel"] as const)
  test(`help ${word} shows a rule that hears it, which is a good one`, () => {
    const [, rule = ""] = /^(\{ id: .*\})$/m.exec(textOf(helpMessage(actions, word))) ?? [];
    const text = `version: 1\ndefaults: { mode: enforce }\nrules:\n  - ${rule}\n`;
    const read = readRuleFiles([{ file: "help.yaml", text }], actions);
    if ("problems" in read) assert.fail(read.problems.map(problemText).join("\n"));
    assert.deepEqual(lintRulebook(read.rulebook, actions, now), []);
    assert.deepEqual(read.rulebook.rules[0]?.on, [{ command: word }]);
  });

import assert from "node:assert/strict";
import { test } from "node:test";
import { recipes } from "../../infra/local/recipes.ts";
import { actions } from "../../lib/actions/index.ts";
import { readRuleFiles } from "../../lib/app/apply.ts";
import { languageOf, openRulebook, type ReadRule, ruleReader } from "../../lib/rules/opened.ts";
import { packRules } from "../../lib/rules/pack.ts";
import type { Rule, Rulebook } from "../../lib/rules/rulebook.ts";

const readRule = ruleReader(actions);
const more = `
version: 1
calendars: { office: { zone: Europe/Berlin, open: "Mon-Fri 09:00-17:00" } }
failureClasses: { flaky: [{ exitCode: 3 }] }
rules:
  - { id: one, projects: ["shop/**", "!shop/x"], on: job, when: { status: failed, name: "build*", failureClass: flaky }, do: retry }
  - { id: two, projects: 42, on: pipeline, when: { all: [{ status: manual }] }, require: { calendar: office }, do: { play: { job: x } } }
`;

function rulebookOf(files: readonly { file: string; text: string }[]): Rulebook {
  const read = readRuleFiles(files, actions);
  if ("problems" in read) assert.fail(JSON.stringify(read.problems));
  return read.rulebook;
}

const book = rulebookOf([...recipes(), { file: "more.yaml", text: more }]);
const text = JSON.stringify(book);
const mustNotRead: ReadRule = () => assert.fail("a rule is read again");

test("a build that has read rules before takes them as they are stored: just what it would read again", () => {
  const language = languageOf(book, readRule, "this build");
  assert.equal(language, "this build");
  const pack = packRules(book, text, language);
  assert.ok(pack);
  const opened = openRulebook({ rules: text, pack }, mustNotRead, "this build");
  const again = openRulebook({ rules: text }, readRule);
  assert.deepEqual(opened.beside, again.beside);
  for (const [at, rule] of book.rules.entries()) {
    assert.deepEqual(opened.read(at), again.read(at));
    assert.equal(opened.find(rule.id), at);
  }
});

for (const [what, language, own] of [
  ["of another build", "another", "this build"],
  ["of a program that runs from its sources", undefined, "this build"],
  ["of a build, in a program that runs from its sources", "another", undefined],
  ["of no build at all", undefined, undefined],
] as const)
  test(`a pack ${what} is read, and its rules are checked`, () => {
    const spoilt = { ...book, rules: book.rules.map((rule) => ({ ...rule, for: "soon" })) };
    const pack = packRules(spoilt, JSON.stringify(spoilt), language);
    const opened = openRulebook({ rules: JSON.stringify(spoilt), ...(pack && { pack }) }, readRule, own);
    assert.equal(opened.count, book.rules.length);
    for (const at of book.rules.keys()) assert.ok("reason" in opened.read(at));
  });

test("a rule that would be read otherwise, or not at all, keeps a build from vouching for the rulebook", () => {
  const [first, ...others] = book.rules;
  assert.ok(first);
  const withRule = (rule: object) => ({ ...book, rules: [...others, rule as Rule] });
  assert.equal(languageOf(withRule({ ...first, id: "last" }), readRule, "this build"), "this build");
  for (const rule of [
    { ...first, for: "soon" },
    { ...first, do: { action: "reboot", params: {} } },
    { ...first, moon: "full" },
    { ...first, projects: "**" },
  ])
    assert.equal(languageOf(withRule(rule), readRule, "this build"), undefined);
});

test("a program that runs from its sources vouches for nothing, and reads nothing for it", () => {
  assert.equal(languageOf(book, mustNotRead), undefined);
});

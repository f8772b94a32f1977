import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { openRulebook, ruleReader } from "../../lib/rules/opened.ts";
import { outageBounds } from "../../lib/rules/outage.ts";
import { packRules } from "../../lib/rules/pack.ts";
import { readRulebook } from "../../lib/rules/read.ts";
import type { Rule } from "../../lib/rules/rulebook.ts";

const head = "version: 1\nrules:\n  - { id: r, projects: a/b, on: job, when: { status: failed }";

function read(rest: string) {
  return readRulebook(`${head}, ${rest} }\n`, "rules.yaml", actions);
}

function ruleOf(rest: string): Rule {
  const found = read(rest);
  const [rule] = "rulebook" in found ? found.rulebook.rules : [];
  assert.ok(rule, JSON.stringify(found));
  return rule;
}

function problemsOf(rest: string): readonly string[] {
  const found = read(rest);
  return "problems" in found ? found.problems.map(({ message }) => message) : [];
}

function boundsOf(rule: Rule) {
  const action = actions.find(({ name }) => name === rule.do.action);
  return action && outageBounds(rule, action);
}

for (const [rest, bounds] of [
  ["do: retry", { perProject: 20, withinSeconds: 600 }],
  ["do: restart", { perProject: 20, withinSeconds: 600 }],
  ["do: retry, outage: off", undefined],
  ["do: retry, outage: {}", { perProject: 20, withinSeconds: 600 }],
  ["do: retry, outage: { perSource: 200 }", { perProject: 20, perSource: 200, withinSeconds: 600 }],
  ["do: retry, outage: { perProject: 1, within: 1m }", { perProject: 1, withinSeconds: 60 }],
  ["do: restart, outage: { perProject: 10000, within: 1h }", { perProject: 10_000, withinSeconds: 3_600 }],
  ["do: cancel", undefined],
  ["do: { play: { job: x } }", undefined],
] as const)
  test(`\`${rest}\` is held back as it says`, () => assert.deepEqual(boundsOf(ruleOf(rest)), bounds));

for (const [rest, problem] of [
  ["do: retry, outage: { perProjekt: 3 }", "unknown key `perProjekt`; did you mean `perProject`?"],
  ["do: retry, outage: { perProject: 0 }", "expected a whole number from 1 to 10000, got 0"],
  ["do: retry, outage: { within: 30s }", "expected a span from 1m to 1h, got 30s"],
  ["do: retry, outage: { within: 2h }", "expected a span from 1m to 1h, got 2h"],
  [
    "do: retry, outage: never",
    "expected off, or bounds such as { perProject: 20, perSource: 200, within: 10m }; got `never`",
  ],
  ["do: keep, outage: off", "`outage` holds back what makes jobs run again: `retry` and `restart` do, `keep` does not"],
  ["do: retry, limit: { outage: off }", "`outage` is a key of the rule itself and does not belong here"],
] as const)
  test(`\`${rest}\` is refused, and what helps is told`, () => assert.deepEqual(problemsOf(rest), [problem]));

test("a pack that knows nothing of outages is read, and means the usual bounds", () => {
  const rule = ruleOf("do: retry");
  assert.ok(!("outage" in rule));
  const book = { version: 1 as const, rules: [rule] };
  const rules = JSON.stringify(book);
  const pack = packRules(book, rules);
  assert.ok(pack);
  const opened = openRulebook({ rules, pack }, ruleReader(actions)).read(0);
  assert.ok(!("reason" in opened));
  assert.deepEqual(boundsOf(opened), { perProject: 20, withinSeconds: 600 });
});

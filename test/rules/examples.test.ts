import assert from "node:assert/strict";
import { test } from "node:test";
import { asksOf } from "../../lib/core/verdict.ts";
import { leaves } from "../../lib/rules/checks/leaves.ts";
import { compileRulebook } from "../../lib/rules/compile.ts";
import { readRegex } from "../../lib/rules/regex.ts";
import { type Given, now } from "./examples/example.ts";
import { examples } from "./examples.ts";
import { factsWith, rulebookOf } from "./specs.ts";

/** A class as the rulebook's own would be compiled. */
const [infra] = compileRulebook(
  rulebookOf(
    'version: 1\nrules: [{ id: infra, projects: "**", on: job, do: keep, when: { failureReason: runner_system_failure } }]',
  ),
  1,
);
assert.ok(infra);
const classes = new Map([
  ["infra.runner", (...asked: Parameters<typeof infra.decide>) => ({ path: "class", ...infra.decide(...asked) })],
]);

function verdictOn(when: string, { job, ...around }: Given) {
  const text = `version: 1\nrules: [{ id: r, projects: "**", on: job, do: keep, when: ${when} }]`;
  const [rule] = compileRulebook(rulebookOf(text), 1, { readRegex, classes });
  assert.ok(rule);
  return rule.decide(factsWith(job, around), now);
}

for (const { title, when, yes, no, unknown, ask } of examples)
  test(`${title} ${when}`, () => {
    const verdicts = [yes, no, ...(unknown ? [unknown] : [])].map((given) => verdictOn(when, given));
    assert.deepEqual(
      verdicts.map(({ answer }) => answer),
      unknown ? ["yes", "no", "unknown"] : ["yes", "no"],
    );
    for (const { because, answer } of verdicts) {
      assert.equal(because.answer, answer);
      assert.ok(because.wanted !== undefined && because.seen !== undefined, `${because.path} tells what it saw`);
    }
    const [asked] = asksOf(verdicts[2]?.clauses ?? []);
    assert.equal(asked && ("fact" in asked ? asked.fact : "group" in asked ? "group" : "log"), ask);
  });

test("every condition has an example, each with a sentence of its own", () => {
  const named = new Set(examples.map(({ condition }) => condition));
  assert.deepEqual(
    [...Object.keys(leaves), "jobs", "all", "any", "not"].filter((key) => !named.has(key)),
    [],
  );
  assert.equal(new Set(examples.map(({ title }) => title)).size, examples.length);
  for (const { condition, when } of examples) assert.match(when, new RegExp(`\\b${condition}:`));
});

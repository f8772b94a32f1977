import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { readRuleFiles } from "../../../lib/app/apply.ts";
import { diffRulebooks, isNothing } from "../../../lib/rules/diff/diff.ts";
import { inline } from "../../../lib/rules/diff/inline.ts";
import { rulebookYaml } from "../../../lib/rules/diff/yaml.ts";
import type { Rulebook } from "../../../lib/rules/rulebook.ts";
import { draw } from "../naive/draw.ts";

function book(text: string): Rulebook {
  const read = readRuleFiles([{ file: "rules.yaml", text }], actions);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return read.rulebook;
}

const plainRule = { id: "a", projects: ["x/**"], on: "job", when: { status: "failed" }, do: "retry" };
const one = `version: 1
calendars:
  office: { zone: UTC, open: "Mon-Fri 09:00-17:00" }
rules:
  - { id: a, projects: ["x/**"], on: job, when: { status: failed, not: { fork: true } }, do: retry }
  - { id: b, projects: ["x/**"], on: job, when: { status: failed }, do: { retry: { after: 30s } }, mode: enforce }
  - { id: gone, projects: ["x/**"], on: job, do: keep }
`;
const other = `version: 1
calendars:
  office: { zone: UTC, open: "Mon-Fri 08:00-17:00" }
rules:
  - { id: fresh, projects: ["x/**"], on: job, do: keep }
  - { id: b, projects: ["x/**"], on: job, when: { status: failed }, do: { retry: { after: 1m } }, mode: enforce }
  - { id: a, projects: ["x/**"], on: job, when: { status: [failed, canceled], not: { fork: true } }, do: restart, mode: { enforce: 10% } }
`;

test("two rulebooks differ by what was added, removed and changed, key by key, in whatever order they stand", () => {
  const { rules, calendars, failureClasses } = diffRulebooks(book(one), book(other));
  assert.deepEqual([rules.added.map(({ id }) => id), rules.removed.map(({ id }) => id)], [["fresh"], ["gone"]]);
  assert.deepEqual(rules.changed, [
    { id: "b", changes: [{ key: "do.retry.after", before: "30s", after: "1m" }] },
    {
      id: "a",
      changes: [
        { key: "mode", before: "report", after: { enforce: "10%" } },
        { key: "when.status", before: ["failed"], after: ["failed", "canceled"] },
        { key: "do", before: "retry", after: "restart" },
      ],
    },
  ]);
  assert.deepEqual(calendars.changed, [
    { id: "office", changes: [{ key: "open", before: ["Mon-Fri 09:00-17:00"], after: ["Mon-Fri 08:00-17:00"] }] },
  ]);
  assert.deepEqual(failureClasses, { added: [], removed: [], changed: [] });
});

test("the order of rules is no difference, and before the first apply everything is new", () => {
  const { rules, ...beside } = book(one);
  assert.ok(isNothing(diffRulebooks(book(one), { ...beside, rules: rules.toReversed() })));
  assert.equal(diffRulebooks(undefined, book(one)).rules.added.length, 3);
});

test("stored rules that no version could read are told as removed or changed, and break nothing", () => {
  const odd = { version: 1, rules: [null, 7, { id: "a", when: 3 }] } as unknown as Rulebook;
  const { rules } = diffRulebooks(odd, book(one));
  assert.deepEqual(
    rules.removed.map(({ id }) => id),
    ["rule-1", "rule-2"],
  );
  assert.ok(rules.changed.some(({ id }) => id === "a"));
});

const recipes = join(import.meta.dirname, "../../../infra/recipes");

for (const file of readdirSync(recipes).filter((name) => name.endsWith(".yaml") && !name.includes(".cases.")))
  test(`the recipe ${file}, written from what is stored, is the same rulebook again`, () => {
    const rulebook = book(readFileSync(join(recipes, file), "utf8"));
    assert.equal(JSON.stringify(book(rulebookYaml(rulebook))), JSON.stringify(rulebook));
  });

test("whatever rules there are, written as YAML they read as the same ones", () => {
  let count = 0;
  for (let seed = 1; seed <= 20; seed++) {
    for (const rule of draw({ rules: 20, events: 1 }, seed).rules) {
      const read = readRuleFiles([{ file: "r.json", text: rulebookYaml({ version: 1, rules: [rule] }) }], actions);
      if ("problems" in read) continue;
      count++;
      assert.equal(JSON.stringify(book(rulebookYaml(read.rulebook))), JSON.stringify(read.rulebook));
      assert.ok(isNothing(diffRulebooks({ version: 1, rules: [rule] }, read.rulebook)), JSON.stringify(rule));
    }
  }
  assert.ok(count > 100, String(count));
});

for (const [what, text] of [
  ["a tab in a block", "one\n\ttwo\n"],
  ["a family that joiners hold together", "ships \u{1F469}\u200D\u{1F4BB} it"],
  ["a mark that turns the line round", "a\u202Eb"],
  ["a character beyond the first plane", "a\u{E0001}b"],
  ["a control character", "a\u0007\u0085b"],
  ["a line separator", "a\u2028b\nc\n"],
] as const)
  test(`a description with ${what} comes back whole, and in nothing that a terminal obeys`, () => {
    const rulebook = book(JSON.stringify({ version: 1, rules: [{ ...plainRule, description: text }] }));
    const written = rulebookYaml(rulebook);
    assert.doesNotMatch(written, /[^\P{Cc}\n]|[\p{Cf}\u2028\u2029]/u);
    assert.equal(book(written).rules[0]?.description, text);
  });

for (const [value, text] of [
  ["failed", "failed"],
  [["failed"], "failed"],
  [["failed", "canceled"], "[failed, canceled]"],
  [{ enforce: "10%" }, "{ enforce: 10% }"],
  [{ over: "1h" }, "{ over: 1h }"],
  ["true", '"true"'],
  ["12", '"12"'],
  ["a: b", '"a: b"'],
  ["!x/**", '"!x/**"'],
  ["x/**", "x/**"],
  ["\u001b[2J", '"\\u001b[2J"'],
  [true, "true"],
  [undefined, "undefined"],
] as const)
  test(`${JSON.stringify(value)} is told as ${text}`, () => {
    assert.equal(inline(value), text);
  });

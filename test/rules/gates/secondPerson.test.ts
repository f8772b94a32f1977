import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { diffLines } from "../../../lib/cli/rules/diffText.ts";
import { diffRulebooks } from "../../../lib/rules/diff/diff.ts";
import { needsSecondPerson } from "../../../lib/rules/diff/secondPerson.ts";
import { readRulebook } from "../../../lib/rules/read.ts";
import type { Rulebook } from "../../../lib/rules/rulebook.ts";

const head = `version: 1
calendars: { office: { zone: UTC, open: "Mon-Fri 09:00-17:00" }, night: { zone: UTC, open: "daily 22:00-04:00" } }
rules:
  - { id: other, projects: ["**"], on: job, when: { status: failed }, do: retry }
`;

function book(...rules: readonly string[]): Rulebook {
  const read = readRulebook(head + rules.map((rule) => `  - { ${rule} }\n`).join(""), "rules.yaml", actions);
  if ("problems" in read) throw new Error(JSON.stringify(read.problems));
  return read.rulebook;
}

function gate(require = "", { id = "gate", more = "mode: enforce", projects = '["a/**"]', when = "" } = {}): string {
  return `id: ${id}, projects: ${projects}, on: job, do: { play: { job: deploy } }, ${more}${when && `, when: ${when}`}${require && `, require: ${require}`}`;
}

const two = "{ approvals: { count: 2, from: [{ role: maintainer }, { group: sre }], within: 1d } }";
const office = "{ calendar: office }";

/** What is looser after each change, as a diff says it; none: nobody else is needed. */
const changes: readonly [what: string, before: string, after: string, words?: string][] = [
  ["fewer approvals", two, two.replace("2", "1"), "FEWER PEOPLE MUST APPROVE"],
  ["more approvals", two, two.replace("2", "3")],
  ["no approvals", two, "", "NOBODY MUST APPROVE ANY MORE"],
  ["approvals where there were none", "", two],
  ["the author's own approval", two, two.replace("count: 2", "count: 2, notAuthor: false"), "THE AUTHOR COUNTS TOO"],
  ["no approval by the author any more", two.replace("count: 2", "count: 2, notAuthor: false"), two],
  ["a lower role", two, two.replace("maintainer", "developer"), "OTHERS MAY APPROVE"],
  ["a higher role", two, two.replace("maintainer", "owner")],
  ["one more group", two, two.replace("sre", "[sre, qa]"), "OTHERS MAY APPROVE"],
  ["people of the group alone", two, two.replace("{ group: sre }", "{ group: sre, user: [ada, bob, eva] }")],
  ["one kind of people less", two, two.replace(", { group: sre }", "")],
  ["approvals by anybody", two, two.replace(/from: .*\], /, ""), "OTHERS MAY APPROVE"],
  ["approvals that count longer", two, two.replace("1d", "2d"), "APPROVALS COUNT FOR LONGER"],
  [
    "approvals that count as long as the gate waits",
    two,
    two.replace(", within: 1d", ""),
    "APPROVALS COUNT FOR LONGER",
  ],
  ["approvals that count less long", two, two.replace("1d", "3h")],
  ["a calendar that is waited for no more", office, "", "NO CALENDAR"],
  ["another calendar", office, "{ calendar: night }", "ANOTHER CALENDAR"],
  ["a calendar where there was none", "", office],
  [
    "an override by developers",
    office,
    "{ calendar: office, override: { from: { role: developer } } }",
    "OTHERS MAY SET THE CALENDAR ASIDE",
  ],
  [
    "an override by owners, no more by maintainers",
    office,
    "{ calendar: office, override: { from: { role: owner } } }",
  ],
  [
    "an override by maintainers again",
    "{ calendar: office, override: { from: { role: owner } } }",
    office,
    "OTHERS MAY SET THE CALENDAR ASIDE",
  ],
  ["other reminders", two, two.replace(/ }$/, ", remind: 1h, escalate: { after: 2h } }")],
];

for (const [what, before, after, words] of changes)
  test(`a gate with ${what}: ${words === undefined ? "nobody else is needed" : "needs a second person, and the diff says why"}`, () => {
    const [was, is] = [book(gate(before)), book(gate(after))];
    assert.deepEqual(needsSecondPerson(was, is, actions), words === undefined ? [] : ["gate"]);
    const lines = diffLines(diffRulebooks(was, is)).join("\n");
    assert.deepEqual(lines.match(/[A-Z]{2,}( [A-Z]{2,})*/g) ?? [], words === undefined ? [] : [words], lines);
  });

test("a gate that waits longer lets its approvals count for longer: a second person is needed", () => {
  const [short, long] = ["{ approvals: { count: 1 }, expires: 1d }", "{ approvals: { count: 1 } }"];
  assert.deepEqual(needsSecondPerson(book(gate(short)), book(gate(long)), actions), ["gate"]);
  assert.deepEqual(needsSecondPerson(book(gate(long)), book(gate(short)), actions), []);
});

test("where people had to approve, taking them away needs a second person even in tests", () => {
  const tests = { when: "{ environmentTier: testing }" };
  assert.deepEqual(needsSecondPerson(book(gate(two, tests)), book(gate("", tests)), actions), ["gate"]);
  assert.deepEqual(needsSecondPerson(book(gate("", tests)), book(gate("", tests)), actions), []);
});

/** What becomes of a gate beside a rule that plays the same job and requires less. */
const leaving: readonly [what: string, after: readonly string[], needs: readonly string[]][] = [
  ["stays", [gate(two)], []],
  ["is gone", [], ["lax"]],
  ["only reports", [gate(two, { more: "mode: report" })], ["lax"]],
  ["acts in a share of the projects", [gate(two, { more: "mode: { enforce: 99% }" })], ["lax"]],
  ["ends one day", [gate(two, { more: "mode: enforce, until: 2030-01-01" })], ["lax"]],
  ["means fewer projects", [gate(two, { projects: "[a/b]" })], ["lax", "gate"]],
  ["asks for fewer people", [gate(two.replace("2", "1"))], ["lax", "gate"]],
  ["asks for more people", [gate(two.replace("2", "3"))], []],
];

for (const [what, after, needs] of leaving)
  test(`a gate that ${what}, beside a rule that plays the same with less: ${needs.length === 0 ? "nobody else is needed" : "needs a second person"}`, () => {
    const lax = gate("", { id: "lax", projects: '["a/**"]' });
    const far = gate("", { id: "far", projects: '["b/**"]' });
    assert.deepEqual(needsSecondPerson(book(lax, far, gate(two)), book(lax, far, ...after), actions), needs);
  });

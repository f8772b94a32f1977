import assert from "node:assert/strict";
import { test } from "node:test";
import { readRuleFiles } from "../../lib/app/apply.ts";
import { problemText } from "../../lib/rules/read.ts";
import { specs } from "./specs.ts";

function files(...texts: string[]) {
  return texts.map((text, at) => ({ file: `${"abc"[at]}.yaml`, text: `version: 1\n${text}` }));
}

function problemsOf(...texts: string[]): string[] {
  const read = readRuleFiles(files(...texts), specs);
  return "problems" in read ? read.problems.map(problemText) : [];
}

const rule = (id: string, more = "") => `{ id: ${id}, projects: a/b, on: job, do: retry${more} }`;
const hours = "{ zone: UTC, open: Mon 09:00-17:00 }";

test("the calendars of several files are those of one rulebook, and a rule may need one of another file", () => {
  const read = readRuleFiles(
    files(
      `calendars: { work: ${hours} }\nrules: [${rule("x", ", require: { calendar: nights }")}]`,
      `calendars: { nights: { zone: UTC, open: daily 22:00-02:00 } }\nrules: [${rule("y", ", require: { calendar: work }")}]`,
    ),
    specs,
  );
  assert.ok("rulebook" in read);
  assert.deepEqual(Object.keys(read.rulebook.calendars ?? {}), ["work", "nights"]);
  assert.deepEqual(
    read.rulebook.rules.map(({ id, require }) => [id, require?.calendar]),
    [
      ["x", "nights"],
      ["y", "work"],
    ],
  );
});

test("the failure classes of several files are those of one rulebook", () => {
  const read = readRuleFiles(
    files(
      `failureClasses: { one: [{ failureReason: x }] }\nrules: [${rule("x")}]`,
      `failureClasses: { two: [{ failureReason: y }] }\nrules: [${rule("y")}]`,
    ),
    specs,
  );
  assert.ok("rulebook" in read);
  assert.deepEqual(Object.keys(read.rulebook.failureClasses ?? {}), ["one", "two"]);
});

test("a rulebook without calendars has no key for them", () => {
  const read = readRuleFiles(files(`rules: [${rule("x")}]`), specs);
  assert.ok("rulebook" in read);
  assert.deepEqual(Object.keys(read.rulebook), ["version", "rules"]);
});

test("a calendar that is nowhere is told where the rule names it, with the nearest name", () => {
  assert.deepEqual(
    problemsOf(
      `calendars: { business-hours: ${hours} }\nrules: [${rule("x")}]`,
      `rules:\n  - ${rule("y")}\n  - ${rule("z", ", require: { calendar: busines-hours }")}`,
    ),
    ["b.yaml:4:70: no calendar `busines-hours`; did you mean `business-hours`? (rules.1.require.calendar)"],
  );
});

for (const [name, calendars, rest] of [
  ["like nothing", `calendars: { work: ${hours}, nights: ${hours} }`, "; known are work, nights"],
  ["in a rulebook without any", "", ": the rulebook has none"],
] as const)
  test(`a calendar's name ${name} is told with those that there are`, () => {
    assert.deepEqual(problemsOf(`${calendars}\nrules: [${rule("x", ", require: { calendar: constructor }")}]`), [
      `a.yaml:3:74: no calendar \`constructor\`${rest} (rules.0.require.calendar)`,
    ]);
  });

test("what two files name alike is told where the second one does, in the order of its text", () => {
  assert.deepEqual(
    problemsOf(
      `calendars: { work: ${hours} }\nfailureClasses: { odd: [{ tag: true }] }\nrules: [${rule("x")}]`,
      `rules: [${rule("x")}]\nfailureClasses: { odd: [{ tag: true }] }\ncalendars: { work: ${hours} }`,
      `rules: [${rule("y")}, ${rule("x")}]`,
    ),
    [
      "b.yaml:2:15: the rule x is in a.yaml already: names are unique in a rulebook (rules.0.id)",
      "b.yaml:3:19: the failure class odd is in a.yaml already: names are unique in a rulebook (failureClasses.odd)",
      "b.yaml:4:14: the calendar work is in a.yaml already: names are unique in a rulebook (calendars.work)",
      "c.yaml:2:61: the rule x is in a.yaml already: names are unique in a rulebook (rules.1.id)",
    ],
  );
});

test("a calendar in a file with an error is not missed on top of it", () => {
  assert.deepEqual(
    problemsOf(
      `calendars: { work: { zone: UTC } }\nrules: [${rule("x")}]`,
      `rules: [${rule("y", ", require: { calendar: work }")}]`,
    ),
    ["a.yaml:2:20: expected `open` or `closed`: without them it is always open (calendars.work)"],
  );
});

test("a file may hold nothing but calendars and failure classes, which the rules of another one name", () => {
  const shared = `calendars: { work: ${hours} }\nfailureClasses: { odd: [{ tag: true }] }`;
  const rules = `rules: [${rule("x", ", require: { calendar: work }, when: { status: failed, failureClass: odd }")}]`;
  for (const parts of [
    [shared, rules],
    [rules, shared],
  ]) {
    const read = readRuleFiles(files(...parts), specs);
    assert.ok("rulebook" in read);
    assert.deepEqual([read.rulebook.rules.length, Object.keys(read.rulebook.calendars ?? {})], [1, ["work"]]);
  }
  assert.deepEqual(problemsOf(shared), [
    "a.yaml:1:1: no file has a rule: give those with `rules` too, they make one rulebook",
  ]);
});

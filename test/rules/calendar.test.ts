import assert from "node:assert/strict";
import { test } from "node:test";
import { badCalendars, badWindows, calendarLines, windows } from "./calendarLines.ts";
import { rest, ruleLines } from "./mistakes.ts";
import { parseRulebook, problemsOf, rulebookOf, specs } from "./specs.ts";

test("a calendar is read with its zone, its windows and its freezes, and the rule with its name", () => {
  const { calendars, rules } = rulebookOf(`
version: 1
calendars:
  business-hours:
    zone: Europe/Berlin
    open: ["Mon-Thu 09:00-17:00", "Fri 09:00-13:00"]
    closed: [{ from: 2026-12-20, to: 2027-01-06, why: year-end freeze }]
  nights: { zone: UTC, open: daily 22:00-02:00 }
  always: { zone: UTC, closed: { from: 2026-12-24T12:00, to: 2026-12-26 } }
rules:
  - { id: a, projects: a/b, on: job, do: retry, require: { calendar: business-hours } }
`);
  assert.deepEqual(calendars, {
    "business-hours": {
      zone: "Europe/Berlin",
      open: ["Mon-Thu 09:00-17:00", "Fri 09:00-13:00"],
      closed: [{ from: "2026-12-20", to: "2027-01-06", why: "year-end freeze" }],
    },
    nights: { zone: "UTC", open: ["daily 22:00-02:00"] },
    always: { zone: "UTC", closed: [{ from: "2026-12-24T12:00", to: "2026-12-26" }] },
  });
  assert.deepEqual(rules[0]?.require, { calendar: "business-hours" });
});

test("a calendar that was stored is read as it was written", () => {
  const rulebook = rulebookOf(
    calendarLines("zone: Asia/Kathmandu, open: [Mon 09:00-17:00], closed: [{ from: 2026-12-20, to: 2026-12-20 }]"),
  );
  assert.deepEqual(parseRulebook(JSON.parse(JSON.stringify(rulebook)), specs), rulebook);
});

for (const window of windows)
  test(`the window ${JSON.stringify(window)} is taken`, () => {
    assert.deepEqual(problemsOf(calendarLines(`zone: UTC, open: ${JSON.stringify(window)}`)), []);
  });

for (const [window, problem] of badWindows)
  test(`the window ${JSON.stringify(window)} is refused where it stands`, () => {
    const text = calendarLines(`zone: UTC, open: [Mon 08:00-09:00, ${JSON.stringify(window)}]`);
    assert.deepEqual(problemsOf(text), [`rules.yaml:3:43: ${problem}`]);
  });

for (const [name, keys, problems] of badCalendars)
  test(`a calendar with ${name} is told with its place`, () => {
    assert.deepEqual(
      problemsOf(calendarLines(keys)),
      problems.map((line) => `rules.yaml:${line}`),
    );
  });

test("a calendar's name with other letters is told where the calendar stands", () => {
  const text = calendarLines("zone: UTC, open: Mon 09:00-17:00").replace("  c: {", "  bad name: {");
  assert.deepEqual(problemsOf(text), [
    "rules.yaml:3:13: expected a name of letters, digits, . and -, at most 64 of them",
  ]);
});

test("a window of a megabyte of spaces is refused at once", () => {
  const began = process.cpuUsage().user;
  const [problem] = problemsOf(calendarLines(`zone: UTC, open: "Mon${" ".repeat(1_000_000)}x"`));
  assert.match(problem ?? "", /expected a window such as/);
  assert.ok(process.cpuUsage().user - began < 5_000_000);
});

for (const [name, keys, problem] of [
  [
    "a name alone",
    "require: office",
    "7:14: expected { calendar: NAME }, { approvals: … } of a gate, or { plan: true } of a rule that deletes, got `office`",
  ],
  [
    "no calendar",
    "require: {}",
    "7:14: expected { calendar: NAME }, { approvals: … } of a gate, or { plan: true } of a rule that deletes",
  ],
  ["an empty name", 'require: { calendar: "" }', "7:26: expected the name of a calendar"],
  [
    "approvals as a number",
    "require: { approvals: 2 }",
    "7:27: expected how many people must approve, e.g. { count: 2 }, got 2",
  ],
  [
    "a plan where it deletes nothing",
    "require: { plan: true }",
    "7:22: `plan` lists what a rule with `on: { schedule: … }` would delete: only such rules require it",
  ],
  ["a misspelt key", "require: { calender: x }", "7:16: unknown key `calender`; did you mean `calendar`?"],
] as const)
  test(`a rule that requires ${name} is told so with its place`, () => {
    assert.equal(problemsOf(ruleLines("id: a", ...rest, keys))[0], `rules.yaml:${problem}`);
  });

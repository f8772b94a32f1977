import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { problemText, readRulebook } from "../../../lib/rules/read.ts";
import { storedRule } from "../../../lib/rules/rulebook.ts";

/** A rule that plays, with `require` in line 5. */
function gate(require: string, verb = "{ play: { job: deploy } }"): string {
  return [
    "version: 1",
    "calendars: { office: { zone: UTC, open: Mon 09:00-17:00 } }",
    "rules:",
    `  - { id: a, projects: a/b, on: job, when: { status: [manual, failed] }, do: ${verb},`,
    `      require: ${require} }`,
  ].join("\n");
}

function read(text: string) {
  return readRulebook(text, "r.yaml", actions);
}

function problems(text: string): string[] {
  const found = read(text);
  return "problems" in found ? found.problems.map((problem) => problemText({ ...problem, path: "" })) : [];
}

const role = "guest, planner, reporter, developer, maintainer, owner";

for (const [what, require, problem] of [
  [
    "a number of people without a map",
    "{ approvals: 2 }",
    "29: expected how many people must approve, e.g. { count: 2 }, got 2",
  ],
  ["nobody", "{ approvals: {} }", "29: `count` is missing"],
  ["a count of 0", "{ approvals: { count: 0 } }", "38: expected at least 1 person"],
  ["a count of 21", "{ approvals: { count: 21 } }", "38: expected at most 20 people"],
  ["a count of 1.5", "{ approvals: { count: 1.5 } }", "38: expected a whole number of people, got 1.5"],
  ["a count in quotes", '{ approvals: { count: "2" } }', "38: expected a whole number of people, got `2`"],
  [
    "a misspelt count",
    "{ approvals: { count: 1, form: { user: ada } } }",
    "41: unknown key `form`; did you mean `from`?",
  ],
  ["another tool's word", "{ approvals: { count: 1, number: 2 } }", "41: unknown key `number`; did you mean `count`?"],
  [
    "people who are nobody",
    "{ approvals: { count: 1, from: {} } }",
    "47: expected `role`, `user`, `group` or several of them",
  ],
  [
    "an empty list of people",
    "{ approvals: { count: 1, from: [] } }",
    "47: an empty list matches nothing: expected at least one value",
  ],
  ["people as text", "{ approvals: { count: 1, from: ada } }", "47: expected a map of role, user, group, got `ada`"],
  ["a role that is none", "{ approvals: { count: 1, from: { role: admin } } }", `55: expected a role: ${role}`],
  [
    "a username with @",
    '{ approvals: { count: 1, from: { user: "@ada" } } }',
    "55: a username is written without @: `ada`",
  ],
  [
    "a pattern of usernames",
    "{ approvals: { count: 1, from: { user: [bob, ada*] } } }",
    "61: expected one person's username, got `ada*`: no pattern",
  ],
  ["an id as username", "{ approvals: { count: 1, from: { user: 7 } } }", "55: expected a username, got 7"],
  [
    "a group with a wildcard",
    "{ approvals: { count: 1, from: { group: platform/* } } }",
    "56: expected a group's full path, such as platform/release: without wildcards, and no / at its ends",
  ],
  [
    "a group with a slash at its end",
    "{ approvals: { count: 1, from: { group: platform/ } } }",
    "56: expected a group's full path, such as platform/release: without wildcards, and no / at its ends",
  ],
  ["authors by a word", "{ approvals: { count: 1, notAuthor: maybe } }", "52: expected true or false, got `maybe`"],
  [
    "a span that is none",
    "{ approvals: { count: 1, within: 3 } }",
    "49: expected a span such as 30s, 15m, 2h or 7d: more than 0, at most ten years; got 3",
  ],
  [
    "an override without a calendar",
    "{ approvals: { count: 1 }, override: { from: { role: owner } } }",
    "53: `override` sets a calendar aside, and none is required: add `calendar`",
  ],
  ["an override by nobody", "{ calendar: office, override: {} }", "46: `from` is missing"],
  [
    "only an end",
    "{ expires: 1d }",
    "16: expected { calendar: NAME }, { approvals: … } of a gate, or { plan: true } of a rule that deletes",
  ],
  [
    "approvals that count for longer than the gate waits",
    "{ approvals: { count: 1, within: 2d }, expires: 1d }",
    "49: 2d is longer than the gate waits at all, 1d: see `expires`",
  ],
  [
    "approvals that count for longer than a gate usually waits",
    "{ approvals: { count: 1, within: 8d } }",
    "49: 8d is longer than the gate waits at all, 7d: see `expires`",
  ],
  [
    "reminders later than the end",
    "{ calendar: office, expires: 1h, remind: 2h }",
    "57: 2h is longer than the gate waits at all, 1h: see `expires`",
  ],
  [
    "an escalation later than the end",
    "{ calendar: office, expires: 1h, escalate: { after: 61m } }",
    "68: 61m is longer than the gate waits at all, 1h: see `expires`",
  ],
  [
    "an escalation with an unknown slot",
    '{ approvals: { count: 1 }, escalate: { after: 1h, text: "{{ secret }}" } }',
    "72: {{ secret }} in the text is not known: it may use ref, sha, pipeline.id, job.name, by.username, command.NAME",
  ],
  ["a misspelt key", "{ approvals: { count: 1 }, remnid: 1h }", "43: unknown key `remnid`; did you mean `remind`?"],
  [
    "a plan",
    "{ plan: true }",
    "24: `plan` lists what a rule with `on: { schedule: … }` would delete: only such rules require it",
  ],
] as const)
  test(`a gate with ${what} is told so with its place`, () => {
    assert.deepEqual(problems(gate(require)), [`r.yaml:5:${problem}`]);
  });

test("what only a gate has use for is refused on another verb, each key with its place", () => {
  const require =
    "{ calendar: office, approvals: { count: 1 }, expires: 1d, remind: 1h, escalate: { after: 2h }, override: { from: { role: owner } } }";
  assert.deepEqual(
    problems(gate(require, "retry")).map((line) => line.replace(/^r.yaml:5:\d+: /, "")),
    ["approvals", "expires", "remind", "escalate", "override"].map(
      (key) => `\`${key}\` is of a gate: only \`play\` requires it`,
    ),
  );
  assert.deepEqual(problems(gate("{ calendar: office }", "retry")), []);
});

test("a gate is stored as it is read again: people are lists, and nothing is filled in", () => {
  const require =
    '{ approvals: { count: 20, from: { role: maintainer, user: ada, group: [a/b, c] }, notAuthor: false, within: 1d }, calendar: office, expires: 7d, remind: 1d, escalate: { after: 2d, text: "{{ ref }} waits" }, override: { from: [{ user: bob }] } }';
  const found = read(gate(require));
  assert.ok("rulebook" in found, JSON.stringify(found));
  const [rule] = found.rulebook.rules;
  assert.deepEqual(rule?.require, {
    approvals: {
      count: 20,
      from: [{ role: "maintainer", user: ["ada"], group: ["a/b", "c"] }],
      notAuthor: false,
      within: "1d",
    },
    calendar: "office",
    expires: "7d",
    remind: "1d",
    escalate: { after: "2d", text: "{{ ref }} waits" },
    override: { from: [{ user: ["bob"] }] },
  });
  assert.deepEqual(storedRule(actions).parse(JSON.parse(JSON.stringify(rule))), rule);
});

test("a gate waits as long as any of its spans at most, and the two may be the same", () => {
  assert.deepEqual(problems(gate("{ approvals: { count: 1, within: 7d }, remind: 7d }")), []);
  assert.deepEqual(problems(gate("{ calendar: office, remind: 400d }")), []);
});

test("a rule may wait for people to arm what it plays", () => {
  const text = gate("{ approvals: { count: 1 } }").replace("on: job", "on: { command: arm }");
  assert.deepEqual(problems(text), []);
});

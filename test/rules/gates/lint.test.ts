import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { readRuleFiles } from "../../../lib/app/apply.ts";
import { lintRulebook } from "../../../lib/rules/lint/lintRulebook.ts";
import { problemText } from "../../../lib/rules/read.ts";

const now = Date.UTC(2026, 10, 20, 9);

/** What lint tells of one rule that plays; `require` and `when` begin in lines 5 and 6. */
function told({ require = "", when = "", on = "job" }: { require?: string; when?: string; on?: string }): string[] {
  const text = [
    "version: 1",
    "calendars: { office: { zone: UTC, open: Mon 09:00-17:00 } }",
    "rules:",
    `  - { id: a, projects: [a/b], on: ${on}, do: { play: { job: deploy } }`,
    require && `    , require: ${require}`,
    `    ${when && `, when: ${when}`} }`,
  ].join("\n");
  const read = readRuleFiles([{ file: "f", text }], actions);
  if ("problems" in read) assert.fail(read.problems.map(problemText).join("\n"));
  return lintRulebook(read.rulebook, actions, now).map(({ severity, code, path, message }) => {
    const { line, column } = read.problemAt({ path, message });
    return `${line}:${column} ${severity} ${code} ${message}`;
  });
}

for (const [what, rule, finding] of [
  [
    "more people than have names",
    { require: "{ approvals: { count: 3, from: [{ user: [ada, bob] }, { user: Ada }] } }" },
    /^5:47 error nobodyCanApprove ada, bob may approve, and 3 people must: the gate never opens/,
  ],
  [
    "just as many people as have names",
    { require: "{ approvals: { count: 2, from: { user: [ada, bob] } } }" },
    /^5:47 warning nobodyCanApprove ada, bob may approve, and none of them approves what they wrote/,
  ],
  [
    "one person alone",
    { require: "{ approvals: { count: 1, from: { user: ada } } }" },
    /^5:47 warning nobodyCanApprove ada alone may approve, and nobody approves what they wrote or began themselves/,
  ],
  [
    "one person alone, who may be the author",
    { require: "{ approvals: { count: 1, from: { user: ada }, notAuthor: false } }" },
    undefined,
  ],
  ["one person or a group", { require: "{ approvals: { count: 3, from: [{ user: ada }, { group: a }] } }" }, undefined],
  ["more names than people", { require: "{ approvals: { count: 1, from: { user: [ada, bob] } } }" }, undefined],
  [
    "a role that plays nothing",
    { require: "{ approvals: { count: 1, from: [{ user: ada }, { role: reporter }] } }" },
    /^5:71 warning idleRole a reporter cannot play jobs in GitLab/,
  ],
  [
    "an override by guests",
    { require: "{ calendar: office, override: { from: { role: guest } } }" },
    /^5:62 warning idleRole a guest cannot play/,
  ],
  ["a role that plays", { require: "{ approvals: { count: 1, from: { role: developer } } }" }, undefined],
  [
    "reminders without end",
    { require: "{ calendar: office, remind: 1h }" },
    /^5:44 warning endlessReminders people are reminded every 1h for as long as the gate waits, and it waits without end/,
  ],
  ["reminders with an end", { require: "{ calendar: office, remind: 1h, expires: 1d }" }, undefined],
  [
    "reminders of approvals, which end by themselves",
    { require: "{ approvals: { count: 1 }, remind: 1h }" },
    undefined,
  ],
  [
    "a play in production by nobody",
    { when: "{ environment: production }" },
    /^4:44 warning playWithoutPeople this plays in production, and no person says yes to it/,
  ],
  [
    "a play in production by its tier, deeper",
    { when: "{ all: [{ any: [{ environmentTier: production }, { tag: true }] }] }" },
    /playWithoutPeople this plays in production/,
  ],
  ["a play in parts of production", { when: '{ environment: "prod/*" }' }, /playWithoutPeople/],
  [
    "a play on protected branches, in a window",
    { when: "{ protected: true }", require: "{ calendar: office }" },
    /playWithoutPeople this plays on protected branches or tags/,
  ],
  [
    "a play in production that people approve",
    { when: "{ environment: production }", require: "{ approvals: { count: 1 } }" },
    undefined,
  ],
  ["a play in staging", { when: "{ environment: staging, protected: false }" }, undefined],
  ["a play anywhere but in production", { when: "{ not: { environment: production } }" }, undefined],
  [
    "a play in production that a person arms",
    { when: "{ environment: production, by: { role: maintainer } }", on: "{ command: arm }" },
    /chatWithoutAllow/,
  ],
] as const)
  test(`lint of ${what}`, () => {
    const lines = told(rule);
    assert.equal(lines.length, finding ? 1 : 0, lines.join("\n"));
    if (finding) assert.match(lines.join(), finding);
  });

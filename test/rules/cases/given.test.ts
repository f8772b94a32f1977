import assert from "node:assert/strict";
import { test } from "node:test";
import { givenWords } from "../../../lib/rules/cases/given.ts";
import { caseFile, failuresOf, ran, ruleFile } from "./asked.ts";

type Answer = "yes" | "no" | "unknown";

/** What is given, a condition that asks for it, and what a rule with it says. */
const rows: readonly [given: string, when: string, answer: Answer][] = [
  ["name: build", "name: build", "yes"],
  ["", "name: build", "no"],
  ["name: rspec 1/4", "group: rspec", "yes"],
  ["stage: test", "stage: test", "yes"],
  ["", "stage: test", "unknown"],
  ["ref: main", "ref: main", "yes"],
  ["ref: topic", "ref: main", "no"],
  ["", "ref: main", "unknown"],
  ["tag: true", "tag: true", "yes"],
  ["", "tag: true", "unknown"],
  ["protected: true", "protected: true", "yes"],
  ["", "protected: true", "unknown"],
  ["fork: true", "fork: true", "yes"],
  ["fork: false", "fork: true", "no"],
  ["mergeRequest: absent", "fork: true", "no"],
  ["", "fork: true", "unknown"],
  ["pipelineSource: schedule", "pipelineSource: schedule", "yes"],
  ["", "pipelineSource: schedule", "unknown"],
  ["mergeRequest: { target: main }", "mergeRequest: { target: main }", "yes"],
  ["mergeRequest: null", "mergeRequest: { target: main }", "no"],
  ["mergeRequest: {}", "mergeRequest: { target: main }", "unknown"],
  ["fork: true", "mergeRequest: { target: main }", "unknown"],
  ["failureReason: api_failure", "failureReason: api_failure", "yes"],
  ["failureReason: absent", "failureReason: api_failure", "no"],
  ["", "failureReason: api_failure", "unknown"],
  ["failureReason: ci_quota_exceeded", "failureClass: capacity.quota", "yes"],
  ["exitCode: 137", "exitCode: 137", "yes"],
  ["exitCode: absent", "exitCode: 137", "no"],
  ["", "exitCode: 137", "unknown"],
  ["allowFailure: true", "allowFailure: true", "yes"],
  ["when: manual", "when: manual", "yes"],
  ["environment: prod", "environment: prod", "yes"],
  ["environment: absent", "environment: prod", "no"],
  ["", "environment: prod", "unknown"],
  ["environment: prod, environmentTier: production", "environmentTier: production", "yes"],
  ["environment: prod", "environmentTier: production", "unknown"],
  ["runnerTags: [linux]", "runnerTags: { any: linux }", "yes"],
  ["", "runnerTags: { any: linux }", "unknown"],
  ["runner: spot-1", 'runner: "spot-*"', "yes"],
  ["runner: 12", "runner: 12", "yes"],
  ["runner: { id: 3, type: instance_type }", "runner: { type: instance_type }", "yes"],
  ["runner: absent", "runner: 12", "no"],
  ["attempt: 2", "attempt: 2", "yes"],
  ["", "attempt: 2", "unknown"],
  ["by: ann", "by: { user: ann }", "yes"],
  ["by: { user: ann }", "by: { role: developer }", "unknown"],
  ["by: { role: maintainer }", "by: { role: developer }", "yes"],
  ["by: { role: none }", "by: { role: guest }", "no"],
  ["by: { bot: true }", "by: { bot: true }", "yes"],
  ["by: absent", "by: { user: ann }", "no"],
  ["bridge: true", "bridge: true", "yes"],
  ["archived: true", "archived: true", "yes"],
  ["", "archived: true", "unknown"],
  ["deployment: approved", "deployment: approved", "yes"],
  ["deployment: blocked", "deployment: approved", "no"],
  ["", "deployment: approved", "unknown"],
  ["age: 2h", "age: { over: 1h, under: 3h }", "yes"],
  ["", "age: { over: 1h }", "unknown"],
  ["queuedFor: 20m", "queuedFor: { over: 19m, under: 21m }", "yes"],
  ["queuedFor: absent", "queuedFor: { over: 19m }", "no"],
  ["ranFor: 2h", "ranFor: { over: 119m, under: 121m }", "yes"],
  ["ranFor: 2h, endedFor: 9d", "ranFor: { over: 119m, under: 121m }", "yes"],
  ["ranFor: absent", "ranFor: { over: 119m }", "no"],
  ["pipelineStatus: running", "pipelineStatus: running", "yes"],
  ["", "pipelineStatus: running", "unknown"],
  ["jobs: [{ name: lint, status: success }]", "jobs: { any: { status: success } }", "yes"],
  ["jobs: []", "jobs: { all: { status: failed } }", "yes"],
  [
    "jobs: [{ name: b, status: failed, bridge: true }]",
    "jobs: { where: { bridge: true }, any: { status: failed } }",
    "yes",
  ],
  ["", "jobs: { any: { status: success } }", "unknown"],
  ["newest: true", "newest: true", "yes"],
  ["superseded: true", "superseded: true", "yes"],
  ["latest: true", "latest: true", "yes"],
  ["", "newest: true", "unknown"],
  ["rank: 6", "rank: { over: 5 }", "yes"],
  ["rank: absent", "rank: { over: 5 }", "no"],
  ["artifacts: present", "artifacts: present", "yes"],
  ["artifacts: absent", "artifacts: present", "no"],
  ["", "artifacts: present", "unknown"],
  ["artifacts: { expiredFor: 8d }", "artifacts: { expiredFor: 7d }", "yes"],
  ["artifacts: { expiresIn: 1d }", "artifacts: { expiresWithin: 2d }", "yes"],
  ["artifacts: { kept: true }", "artifacts: { kept: true }", "yes"],
  ["artifacts: present", "artifacts: { kept: true }", "no"],
  ["artifacts: { types: [junit, archive], size: 2GB }", "artifacts: { types: junit, over: 1GB }", "yes"],
  ["artifacts: present, endedFor: 31d", "artifacts: { olderThan: 30d }", "yes"],
  ["artifacts: present", "artifacts: { olderThan: 30d }", "unknown"],
  ["log: { step_script: connection reset }", 'log: { matches: "connection reset" }', "no"],
  ['log: "ERROR: Job failed (system failure): connection reset"', 'log: { matches: "connection reset" }', "yes"],
  ["log: absent", 'log: { matches: "connection reset" }', "no"],
  ["", 'log: { matches: "connection reset" }', "unknown"],
  ['log: "ERROR: Job failed: exit code 42"', "exitCode: 42", "yes"],
  ['log: "ERROR: Job failed: exit code 42", exitCode: 1', "exitCode: 42", "no"],
];

for (const [given, when, answer] of rows)
  test(`given ${given || "nothing more"}, when ${when} says ${answer}`, async () => {
    const rule = ruleFile(`on: [job, pipeline], do: { notify: { to: journal, text: x } }, when: { ${when} }`);
    assert.deepEqual(await failuresOf(rule, caseFile(given, `{ r: ${answer} }`)), []);
  });

test("every word that can be given is tried, but for those that no condition asks for", () => {
  const tried = rows.map(([given]) => given).join(" ");
  const others = ["project", "status", "since", "sha", "pipeline", "command", "approvals"];
  assert.deepEqual(
    givenWords.filter((word) => !others.includes(word) && !tried.includes(`${word}:`)),
    [],
  );
});

for (const [project, projects, answer] of [
  ["shop/api", '"shop/**"', "yes"],
  ["shop/api", "42", "no"],
  ["42", "42", "yes"],
  ["42", '"shop/**"', "unknown"],
  ["{ id: 42, path: shop/api }", '[42, "!shop/**"]', "no"],
] as const)
  test(`a project given as ${project} is met by ${projects}: ${answer}`, async () => {
    const rule = `version: 1\nrules: [{ id: r, projects: ${projects}, on: job, do: keep }]`;
    assert.deepEqual(await failuresOf(rule, caseFile(`project: ${project}`, `{ r: ${answer} }`)), []);
  });

const log = `
log: |
  section_start:get_sources
  fatal: early EOF
  section_end:1700000001:get_sources
  section_start:step_script
  boom
  section_end:step_script
  ERROR: Job failed: exit code 1
`.trim();

for (const [where, matches, answer] of [
  ["", "boom", "no"],
  ["section: step_script, ", "boom", "yes"],
  ["section: get_sources, ", "^fatal", "yes"],
  ["section: get_sources, ", "boom", "no"],
  ["", "exit code 1", "yes"],
] as const)
  test(`a log with its sections is read as a runner's: ${matches} in ${where || "its own lines"} is a ${answer}`, async () => {
    const rule = ruleFile(`on: job, do: keep, when: { log: { ${where}matches: "${matches}" } }`);
    const asText = `given: { status: failed }\ncases:\n  - name: it\n    given:\n${log.replace(/^/gm, "      ")}\n    expect: { r: ${answer} }\n`;
    const map = `log: { get_sources: "fatal: early EOF", step_script: [boom], end: "ERROR: Job failed: exit code 1" }`;
    assert.deepEqual(await failuresOf(rule, asText), []);
    assert.deepEqual(await failuresOf(rule, caseFile(map, `{ r: ${answer} }`)), []);
  });

test("a case's own words hold before those of its base, and those before the file's; what is unknown is known to nobody", async () => {
  const rule = ruleFile("on: job, do: keep, when: { ref: main, stage: test, tag: false }");
  const cases = `
given: { status: success, ref: main, tag: true }
bases: { tests: { stage: test, tag: false } }
cases:
  - { name: all of them, given: { base: tests }, expect: { r: yes } }
  - { name: its own, given: { base: tests, ref: topic }, expect: { r: { answer: no, because: ref } } }
  - { name: no base, expect: { r: { answer: no, because: tag } } }
  - { name: not known, given: { base: tests, unknown: [ref] }, expect: { r: { answer: unknown, because: ref } } }
`;
  assert.deepEqual(await failuresOf(rule, cases), []);
});

test("a case that names no moment is asked at the same moment for ever, and a rule that has ended by then says no", async () => {
  const rule = ruleFile("on: job, do: keep, until: 2026-01-04");
  const cases = caseFile("", "{ r: { answer: no, because: until } }", "    at: 2026-01-05T00:00:00+01:00\n");
  assert.deepEqual(await failuresOf(rule, cases), ["4:15 r answer: no, got yes"]);
  assert.deepEqual(await failuresOf(rule, caseFile("", "{ r: { answer: no, because: until } }")), []);
});

test("of what a case expects nothing of, nothing is asked", async () => {
  const [result] = await ran(
    `${ruleFile("on: job, do: keep")}  - { id: s, projects: "**", on: job, do: keep }\n`,
    caseFile("", "{ s: yes }"),
  );
  assert.deepEqual([...(result?.spoken.keys() ?? [])], ["s"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { logKey, roleLevels } from "../../lib/core/looked.ts";
import { asksOf, becauseText, type Clause } from "../../lib/core/verdict.ts";
import type { Check } from "../../lib/rules/check.ts";
import { compileRulebook } from "../../lib/rules/compile.ts";
import { readRegex } from "../../lib/rules/regex.ts";
import type { RuleTools } from "../../lib/rules/tools.ts";
import { type Given, hoursAgo, now, sibling } from "./examples/example.ts";
import { factsWith, rulebookOf } from "./specs.ts";

function verdictOn(when: string, { job, ...around }: Given, tools: RuleTools = { readRegex }) {
  const text = `version: 1\nrules: [{ id: r, projects: "**", on: job, do: keep, when: { ${when} } }]`;
  const [rule] = compileRulebook(rulebookOf(text), 1, tools);
  assert.ok(rule);
  return rule.decide(factsWith(job, around), now);
}

/** The answer, and the line that explains it. */
function told(...asked: Parameters<typeof verdictOn>): string {
  const { answer, because } = verdictOn(...asked);
  return `${answer}, ${becauseText(because)}`;
}

const absences: readonly [when: string, given: Given, place?: string][] = [
  ["failureReason: x", { job: { failureReason: null } }],
  ["failureClass: x", { job: { status: "success" } }],
  ["exitCode: 1", { looked: { exitCode: null } }],
  ["exitCode: 0", { job: { status: "running" } }],
  ["exitCode: 0", { job: { isBridge: true } }],
  ["environment: x", { job: { environment: null } }],
  ["environment: x", { looked: { environment: null } }],
  ["environmentTier: x", { looked: { environment: null } }],
  ["runner: x", { job: { runner: null } }],
  ["runner: x", { job: { isBridge: true } }],
  ["runnerTags: { none: x }", { job: { isBridge: true } }, "runnerTags.none"],
  ["queuedFor: { under: 1h }", { job: { queuedSeconds: null } }],
  ["ranFor: { under: 1h }", { job: { startedAt: null } }],
  ["pipelineSource: push", { looked: { pipeline: null } }],
  ["pipelineStatus: failed", { looked: { pipeline: null } }],
  ["mergeRequest: { target: main }", { pipeline: { id: 1, mergeRequest: null } }, "mergeRequest.target"],
  ["rank: 1", { looked: { rank: null } }],
  ["artifacts: { kept: false }", { job: { artifacts: null } }],
  ["artifacts: { over: 1B }", { job: { isBridge: true } }],
  ["log: { matches: x }", { looked: { logs: new Map([[logKey({ tailBytes: 65_536 }), null]]) } }],
  ["log: { matches: x }", { job: { isBridge: true } }],
  ["by: { user: x }", { job: { userName: null } }, "by.user"],
  ["by: { role: guest }", { looked: { by: null } }, "by.role"],
  ["by: { bot: false }", { looked: { by: null } }, "by.bot"],
];

for (const [when, given, place = when.slice(0, when.indexOf(":"))] of absences)
  test(`\`${when}\` is a no to what is absent: ${JSON.stringify(given)}`, () => {
    const { answer, because } = verdictOn(when, given);
    assert.deepEqual([answer, because.path, because.seen], ["no", `when.${place}`, "absent"]);
    assert.equal(verdictOn(`not: { ${when} }`, given).answer, "yes");
  });

for (const [name, given, answer] of [
  ["a push", { pipeline: { id: 1, source: "push" } }, "no"],
  ["a schedule, by a look", { looked: { pipeline: { source: "schedule" } } }, "no"],
  ["a child pipeline, which may be a merge request's", { pipeline: { id: 1, source: "parent_pipeline" } }, "unknown"],
  ["no merge request", { pipeline: { id: 1, mergeRequest: null } }, "no"],
  ["a merge request of the project", { pipeline: { id: 1, mergeRequest: { isFromFork: false } } }, "no"],
  ["a merge request from elsewhere", { pipeline: { id: 1, mergeRequest: { isFromFork: true } } }, "yes"],
  ["a merge request from nobody knows where", { pipeline: { id: 1, source: "push", mergeRequest: {} } }, "unknown"],
  ["a pipeline that is gone", { looked: { pipeline: null } }, "unknown"],
] satisfies [string, Given, string][])
  test(`fork: ${name}: ${answer}`, () => {
    assert.equal(verdictOn("fork: true", given).answer, answer);
    assert.equal(verdictOn("not: { fork: false }", given).answer, answer);
  });

for (const role of Object.keys(roleLevels))
  for (const [other, level] of Object.entries(roleLevels))
    test(`a ${other} is ${level >= roleLevels[role as keyof typeof roleLevels] ? "at least" : "no"} ${role}`, () => {
      const is = Object.keys(roleLevels).indexOf(other) >= Object.keys(roleLevels).indexOf(role);
      const given = { looked: { by: { userId: 1, level } } };
      assert.equal(
        told(`by: { role: ${role} }`, given),
        `${is ? "yes" : "no"}, when.by.role: wanted ${role}, saw ${other}`,
      );
    });

test("nobody of the project has no role, and a level between two is the lower one", () => {
  assert.match(told("by: { role: guest }", { looked: { by: { userId: 1, level: 5 } } }), /^no, .* saw no role$/);
  assert.match(told("by: { role: developer }", { looked: { by: { userId: 1, level: 25 } } }), /^no, .* saw reporter$/);
});

test("whoever a look found counts before the job's own user, name unknown or not", () => {
  const given = (username?: string): Given => ({
    job: { userName: "ada" },
    looked: { by: { userId: 1, ...(username !== undefined && { username }) } },
  });
  assert.equal(verdictOn("by: { user: ada }", given("bob")).answer, "no");
  assert.equal(verdictOn("by: { user: ada }", given()).answer, "unknown");
});

test("without its engine, what only a regular expression could tell is unknown, and a glob beside it still counts", () => {
  const when = 'name: [lint, { matches: "b.*" }]';
  assert.equal(verdictOn(when, { job: { name: "lint" } }, {}).answer, "yes");
  assert.equal(verdictOn(when, {}, {}).answer, "unknown");
  assert.equal(verdictOn(`not: { ${when} }`, {}, {}).answer, "unknown");
  const logs = new Map([[logKey({ tailBytes: 65_536 }), "x"]]);
  assert.deepEqual(asksOf(verdictOn("log: { matches: x }", { looked: { logs } }, {}).clauses), []);
});

test("a log is asked for by its sections and its tail, and what it says stays out of the verdict", () => {
  const when = "log: { section: [b, a], tail: 1.5KB, matches: ['pass.*', other] }";
  const [ask] = asksOf(verdictOn(when, {}).clauses);
  assert.deepEqual(ask, { log: { sections: ["b", "a"], tailBytes: 1536 } });
  const logs = new Map([[logKey({ sections: ["a", "b"], tailBytes: 1536 }), "line\npassword=hunter2"]]);
  const verdict = verdictOn(when, { looked: { logs } });
  assert.equal(told(when, { looked: { logs } }), "yes, when.log: wanted /pass.*/ or /other/ in b or a, saw a match");
  assert.doesNotMatch(JSON.stringify(verdict), /hunter2/);
});

test("a job that still runs has run until now, and one whose end nobody told has run unknown long", () => {
  const when = "ranFor: { over: 2h, under: 4h }";
  assert.match(told(when, { job: { status: "running", startedAt: hoursAgo(3) } }), /^yes, .* saw 3h$/);
  assert.match(told(when, { job: { status: "canceling", startedAt: hoursAgo(5), finishedAt: null } }), /^no/);
  assert.match(told(when, { job: { status: "success", startedAt: hoursAgo(3) } }), /^unknown/);
  assert.match(told(when, { job: { status: "other", startedAt: hoursAgo(3) } }), /^unknown/);
});

test("a pipeline status of a newer GitLab is unknown, wanted or not", () => {
  assert.equal(verdictOn("pipelineStatus: failed", { job: { pipelineStatus: "paused" } }).answer, "unknown");
  assert.equal(verdictOn("not: { pipelineStatus: failed }", { job: { pipelineStatus: "paused" } }).answer, "unknown");
});

const answering =
  (answer: Clause["answer"]): Check =>
  () => ({ path: "c", answer, ask: { fact: "isNewest" } });

test("a failure class decides by its own conditions, and one that nobody knows stays unknown", () => {
  const classes = new Map([
    ["infra.spot", answering("no")],
    ["infra.net", answering("unknown")],
    ["user", answering("yes")],
  ]);
  const on = (names: string) => verdictOn(`failureClass: ${names}`, {}, { classes });
  assert.equal(on("infra.spot").answer, "no");
  assert.equal(on('["infra.*", user]').because.seen, "user");
  assert.deepEqual(asksOf(on('"infra.*"').clauses), [{ fact: "isNewest" }]);
  assert.equal(on('"capacity.*"').answer, "no");
  assert.equal(on("[infra.spot, gone]").because.seen, "unknown, there is no class gone");
  assert.equal(verdictOn("failureClass: user", {}).answer, "unknown");
});

test("what is told of a pipeline holds for the jobs in it, and can be asked for; what a look found out about the job does not", () => {
  const siblings = [sibling("a", { status: "failed" })];
  const all = "jobs: { all: { fork: false, artifacts: present } }";
  const jobs = [sibling("a", { artifacts: { files: [{ type: "archive", sizeBytes: 1 }], expireAt: null } })];
  assert.equal(verdictOn(all, { looked: { siblings: jobs, pipeline: { mergeRequest: null } } }).answer, "yes");
  assert.deepEqual(asksOf(verdictOn(all, { looked: { siblings: jobs } }).clauses), [{ fact: "pipeline" }]);
  assert.deepEqual(asksOf(verdictOn("jobs: { any: { stage: x } }", { looked: { siblings } }).clauses), []);
  assert.deepEqual(asksOf(verdictOn("jobs: { any: { ref: x } }", { looked: { siblings } }).clauses), []);
});

test("a verdict on the jobs of a pipeline names the one that decided", () => {
  const siblings = [sibling("unit"), sibling("lint", { status: "failed" }), sibling("deploy", { stage: "live" })];
  const on = (jobs: string) => told(`jobs: { ${jobs} }`, { looked: { siblings } });
  assert.equal(on("all: { status: success }"), "no, when.jobs: wanted all of the jobs, saw lint: status failed");
  assert.equal(
    on("where: { stage: live }, all: { tag: true }"),
    "unknown, when.jobs: wanted all of the jobs selected, saw unknown",
  );
  assert.equal(
    on("where: { name: x }, all: { tag: true }"),
    "no, when.jobs: wanted all of the jobs selected, saw no such job",
  );
  assert.equal(
    on("where: { stage: test }, any: { name: x }"),
    "no, when.jobs: wanted any of the jobs selected, saw none of 2",
  );
  assert.equal(
    on("where: { stage: live }, all: { name: deploy }"),
    "yes, when.jobs: wanted all of the jobs selected, saw all of 1",
  );
});

test("one rule judges the jobs of two pipelines apart, at one moment and at two", () => {
  const text =
    'version: 1\nrules: [{ id: r, projects: "**", on: job, do: keep, when: { jobs: { any: { age: { over: 1h } } } } }]';
  const [rule] = compileRulebook(rulebookOf(text), 1);
  assert.ok(rule);
  const facts = (hours: number) =>
    factsWith({}, { pipeline: { id: 1, jobs: [sibling("a", { createdAt: hoursAgo(hours) })] } });
  const [young, old] = [facts(0), facts(2)];
  const answers = [young, old, young].map((one) => rule.decide(one, now).answer);
  assert.deepEqual([...answers, rule.decide(young, now + 7_200_000).answer], ["unknown", "yes", "unknown", "yes"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Facts } from "../../lib/core/event.ts";
import type { Job } from "../../lib/core/job.ts";
import { type Answer, becauseText } from "../../lib/core/verdict.ts";
import { compileRulebook, forSeconds } from "../../lib/rules/compile.ts";
import { factsWith, rulebookOf, ruleWith } from "./specs.ts";

const now = Date.parse("2026-11-20T12:00:00Z");
const day = 86_400_000;

const archive = { type: "archive", sizeBytes: 10 };
const trace = { type: "trace", sizeBytes: 10 };

interface Row {
  readonly name: string;
  readonly when: string;
  readonly job?: Partial<Job>;
  readonly around?: Partial<Facts>;
  readonly answer: Answer;
  /** The deciding clause. */
  readonly because: string;
}

const rows: readonly Row[] = [
  {
    name: "a status that is wanted",
    when: "status: failed",
    answer: "yes",
    because: "when.status: wanted failed, saw failed",
  },
  {
    name: "one of two statuses",
    when: "status: [success, failed]",
    answer: "yes",
    because: "when.status: wanted success or failed, saw failed",
  },
  { name: "another status", when: "status: pending", answer: "no", because: "when.status: wanted pending, saw failed" },
  {
    name: "a status of a newer GitLab",
    when: "status: failed",
    job: { status: "other" },
    answer: "unknown",
    because: "when.status: wanted failed, saw unknown",
  },
  {
    name: "not a status, on one of a newer GitLab",
    when: "not: { status: failed }",
    job: { status: "other" },
    answer: "unknown",
    because: "when.not.status: wanted failed, saw unknown",
  },
  {
    name: "a name by glob",
    when: 'name: "deploy:*"',
    job: { name: "deploy:production" },
    answer: "yes",
    because: "when.name: wanted deploy:*, saw deploy:production",
  },
  {
    name: "a name of parallel jobs is itself",
    when: "name: rspec",
    job: { name: "rspec 1/4" },
    answer: "no",
    because: "when.name: wanted rspec, saw rspec 1/4",
  },
  {
    name: "a group of parallel jobs",
    when: "group: rspec",
    job: { name: "rspec 1/4" },
    answer: "yes",
    because: "when.group: wanted rspec, saw rspec",
  },
  {
    name: "a group of matrix jobs",
    when: "group: rspec",
    job: { name: "rspec: [linux, 3.2]" },
    answer: "yes",
    because: "when.group: wanted rspec, saw rspec",
  },
  {
    name: "a name with brackets is no pattern",
    when: 'name: "rspec: [linux, 3.2]"',
    job: { name: "rspec: [linux, 3.2]" },
    answer: "yes",
    because: "when.name: wanted rspec: [linux, 3.2], saw rspec: [linux, 3.2]",
  },
  {
    name: "a stage",
    when: "stage: test",
    job: { stage: "test" },
    answer: "yes",
    because: "when.stage: wanted test, saw test",
  },
  {
    name: "a stage that nobody told",
    when: "stage: test",
    answer: "unknown",
    because: "when.stage: wanted test, saw unknown",
  },
  {
    name: "a ref of a merge request",
    when: 'ref: "refs/merge-requests/**"',
    job: { ref: "refs/merge-requests/7/head" },
    answer: "yes",
    because: "when.ref: wanted refs/merge-requests/**, saw refs/merge-requests/7/head",
  },
  {
    name: "the pipeline's ref where the job's is not told",
    when: "ref: main",
    around: { pipeline: { id: 1, ref: "main", source: "push" } },
    answer: "yes",
    because: "when.ref: wanted main, saw main",
  },
  {
    name: "the job's own ref before its pipeline's",
    when: "ref: main",
    job: { ref: "refs/merge-requests/7/head" },
    around: { pipeline: { id: 1, ref: "main", source: "push" } },
    answer: "no",
    because: "when.ref: wanted main, saw refs/merge-requests/7/head",
  },
  {
    name: "a fork's branch that is called main",
    when: "ref: main",
    around: { pipeline: { id: 1, ref: "main", source: "merge_request_event" } },
    answer: "unknown",
    because: "when.ref: wanted main, saw unknown",
  },
  {
    name: "a pipeline that might be of a merge request",
    when: "ref: main",
    around: { pipeline: { id: 1, ref: "main" } },
    answer: "unknown",
    because: "when.ref: wanted main, saw unknown",
  },
  { name: "a tag", when: "tag: true", job: { tag: true }, answer: "yes", because: "when.tag: wanted true, saw true" },
  { name: "no tag", when: "tag: true", job: { tag: false }, answer: "no", because: "when.tag: wanted true, saw false" },
  {
    name: "no tag is wanted",
    when: "tag: false",
    job: { tag: false },
    answer: "yes",
    because: "when.tag: wanted false, saw false",
  },
  {
    name: "a tag by its pipeline",
    when: "tag: true",
    around: { pipeline: { id: 1, tag: true } },
    answer: "yes",
    because: "when.tag: wanted true, saw true",
  },
  {
    name: "a tag that nobody told",
    when: "tag: false",
    answer: "unknown",
    because: "when.tag: wanted false, saw unknown",
  },
  {
    name: "a failure reason",
    when: "failureReason: api_failure",
    job: { failureReason: "api_failure" },
    answer: "yes",
    because: "when.failureReason: wanted api_failure, saw api_failure",
  },
  {
    name: "an old word for a new failure reason",
    when: "failureReason: stuck_or_timeout_failure",
    job: { failureReason: "no_updates_running" },
    answer: "yes",
    because: "when.failureReason: wanted stuck_or_timeout_failure, saw no_updates_running",
  },
  {
    name: "an old word for a server's timeout",
    when: "failureReason: [api_failure, job_execution_timeout]",
    job: { failureReason: "server_timeout_running" },
    answer: "yes",
    because: "when.failureReason: wanted api_failure or job_execution_timeout, saw server_timeout_running",
  },
  {
    name: "a new word does not mean the old one",
    when: "failureReason: no_updates_running",
    job: { failureReason: "stuck_or_timeout_failure" },
    answer: "no",
    because: "when.failureReason: wanted no_updates_running, saw stuck_or_timeout_failure",
  },
  {
    name: "a failure reason that nobody told",
    when: "failureReason: api_failure",
    answer: "unknown",
    because: "when.failureReason: wanted api_failure, saw unknown",
  },
  {
    name: "no failure reason",
    when: "failureReason: api_failure",
    job: { failureReason: null },
    answer: "no",
    because: "when.failureReason: wanted api_failure, saw absent",
  },
  {
    name: "a failure reason of a job that did not fail",
    when: "failureReason: unknown_failure",
    job: { status: "success", failureReason: "unknown_failure" },
    answer: "no",
    because: "when.failureReason: wanted unknown_failure, saw absent",
  },
  {
    name: "no failure reason, where none is wanted",
    when: "not: { failureReason: api_failure }",
    job: { status: "success" },
    answer: "yes",
    because: "when.not: wanted not failureReason api_failure, saw absent",
  },
  {
    name: "artifacts",
    when: "artifacts: present",
    job: { artifacts: { files: [trace, archive], expireAt: null } },
    answer: "yes",
    because: "when.artifacts: wanted present, saw present",
  },
  {
    name: "a log alone is no artifact",
    when: "artifacts: present",
    job: { artifacts: { files: [trace], expireAt: null } },
    answer: "no",
    because: "when.artifacts: wanted present, saw absent",
  },
  {
    name: "no artifacts",
    when: "artifacts: absent",
    job: { artifacts: null },
    answer: "yes",
    because: "when.artifacts: wanted absent, saw absent",
  },
  {
    name: "artifacts that nobody told",
    when: "artifacts: absent",
    answer: "unknown",
    because: "when.artifacts: wanted absent, saw unknown",
  },
  {
    name: "artifacts that expired exactly so long ago",
    when: "artifacts: { expiredFor: 7d }",
    job: { artifacts: { files: [archive], expireAt: now - 7 * day } },
    answer: "yes",
    because: "when.artifacts: wanted expired for 7d, saw expiry 2026-11-13T12:00:00Z",
  },
  {
    name: "artifacts that expired a moment too late",
    when: "artifacts: { expiredFor: 7d }",
    job: { artifacts: { files: [archive], expireAt: now - 7 * day + 1 } },
    answer: "no",
    because: "when.artifacts: wanted expired for 7d, saw expiry 2026-11-13T12:00:00Z",
  },
  {
    name: "artifacts that are kept",
    when: "artifacts: { expiredFor: 7d }",
    job: { artifacts: { files: [archive], expireAt: null } },
    answer: "no",
    because: "when.artifacts: wanted expired for 7d, saw no expiry",
  },
  {
    name: "expired artifacts that are gone",
    when: "artifacts: { expiredFor: 7d }",
    job: { artifacts: { files: [trace], expireAt: now - 9 * day } },
    answer: "no",
    because: "when.artifacts: wanted expired for 7d, saw absent",
  },
  {
    name: "an expiry that nobody told",
    when: "artifacts: { expiredFor: 7d }",
    answer: "unknown",
    because: "when.artifacts: wanted expired for 7d, saw unknown",
  },
  {
    name: "siblings that all hold",
    when: "status: failed, tag: true",
    job: { tag: true },
    answer: "yes",
    because: "when.tag: wanted true, saw true",
  },
  {
    name: "a no among siblings beats an unknown",
    when: "stage: test, tag: true",
    job: { tag: false },
    answer: "no",
    because: "when.tag: wanted true, saw false",
  },
  {
    name: "an unknown among siblings beats a yes",
    when: "status: failed, tag: true",
    answer: "unknown",
    because: "when.tag: wanted true, saw unknown",
  },
  {
    name: "any, of which one holds",
    when: "any: [{ failureReason: api_failure }, { name: build }]",
    answer: "yes",
    because: "when.any.1.name: wanted build, saw build",
  },
  {
    name: "any, of which none holds",
    when: "any: [{ failureReason: api_failure }, { name: x }]",
    job: { failureReason: "script_failure" },
    answer: "no",
    because: "when.any.0.failureReason: wanted api_failure, saw script_failure",
  },
  {
    name: "any, of which one could not be known",
    when: "any: [{ name: x }, { failureReason: api_failure }]",
    answer: "unknown",
    because: "when.any.1.failureReason: wanted api_failure, saw unknown",
  },
  {
    name: "all, of which one fails",
    when: "all: [{ name: build }, { status: pending }]",
    answer: "no",
    because: "when.all.1.status: wanted pending, saw failed",
  },
  {
    name: "siblings within any mean and",
    when: "any: [{ name: build, status: pending }]",
    answer: "no",
    because: "when.any.0.status: wanted pending, saw failed",
  },
  {
    name: "not, of what holds",
    when: "not: { status: [failed, success] }",
    answer: "no",
    because: "when.not: wanted not status failed or success, saw failed",
  },
  {
    name: "not, of several of which one fails",
    when: "not: { status: failed, name: x }",
    answer: "yes",
    because: "when.not: wanted no match, saw none",
  },
  {
    name: "not, of several that all hold",
    when: "not: { status: failed, name: build }",
    answer: "no",
    because: "when.not: wanted no match, saw a match",
  },
  {
    name: "not, of what could not be known",
    when: "not: { status: failed, tag: true }",
    answer: "unknown",
    because: "when.not.tag: wanted true, saw unknown",
  },
  {
    name: "not, of a group",
    when: "not: { any: [{ name: x }, { name: build }] }",
    answer: "no",
    because: "when.not: wanted no match, saw a match",
  },
  {
    name: "groups in groups",
    when: "all: [{ any: [{ not: { name: x } }] }]",
    answer: "yes",
    because: "when.all.0.any.0.not: wanted not name x, saw build",
  },
];

for (const { name, when, job, around, answer, because } of rows)
  test(`${name}: ${answer}`, () => {
    const verdict = ruleWith(`when: { ${when} }`).decide(factsWith(job, around), now);
    assert.deepEqual([verdict.answer, becauseText(verdict.because)], [answer, because]);
  });

for (const [name, projects, project, answer] of [
  ["a glob that matches", '["shop/**"]', { id: 42, path: "shop/api" }, "yes"],
  ["a glob that does not match", '["platform/**"]', { id: 42, path: "shop/api" }, "no"],
  ["one of several globs", '["platform/**", "shop/*"]', { id: 42, path: "shop/api" }, "yes"],
  ["an id", "[42]", { id: 42 }, "yes"],
  ["an id as text", '"42"', { id: 42 }, "yes"],
  ["another id", "[41]", { id: 42, path: "41" }, "no"],
  ["a path that nobody told", '["shop/**"]', { id: 42 }, "unknown"],
  ["every project, path or not", '["**"]', { id: 42 }, "yes"],
  ["an id or a path that nobody told", '[41, "shop/**"]', { id: 42 }, "unknown"],
  ["an id beside a path that nobody told", '[42, "shop/**"]', { id: 42 }, "yes"],
  ["an exclusion", '["shop/**", "!shop/legacy/**"]', { id: 42, path: "shop/legacy/x" }, "no"],
  ["an exclusion in front", '["!shop/legacy/**", "shop/**"]', { id: 42, path: "shop/legacy/x" }, "no"],
  ["an exclusion of others", '["**", "!shop/legacy/**"]', { id: 42, path: "shop/api" }, "yes"],
  ["an exclusion that cannot be known", '["**", "!shop/legacy/**"]', { id: 42 }, "unknown"],
  ["an exclusion by id", '["**", "!42"]', { id: 42 }, "no"],
  ["an exclusion of everything", '["shop/**", "!**"]', { id: 42 }, "no"],
  ["an exclusion by path of another id", '[41, "!shop/**"]', { id: 42 }, "no"],
] as const)
  test(`projects: ${name}: ${answer}`, () => {
    const rule = ruleWith(`projects: ${projects}`);
    const verdict = rule.decide(factsWith({}, { project }), now);
    assert.deepEqual([verdict.answer, verdict.because.path], [answer, "projects"]);
    assert.equal(rule.concernsProject(project), answer);
  });

test("a verdict names the rule with its version and lists every condition", () => {
  const verdict = ruleWith("when: { status: failed, any: [{ tag: true }, { stage: x }] }").decide(factsWith(), now);
  assert.equal(verdict.rule, "r@7");
  assert.deepEqual(
    verdict.clauses.map(({ path, answer }) => [path, answer]),
    [
      ["projects", "yes"],
      ["when.status", "yes"],
      ["when.any", "unknown"],
    ],
  );
  assert.deepEqual(
    verdict.clauses[2]?.parts?.map(({ path }) => path),
    ["when.any.0.tag", "when.any.1.stage"],
  );
});

test("a rule without conditions says yes to every job of its projects", () => {
  const verdict = ruleWith("").decide(factsWith(), now);
  assert.deepEqual([verdict.answer, becauseText(verdict.because)], ["yes", "projects: wanted **, saw shop/api"]);
});

test("a rule that is off says no and why, even where it would not know", () => {
  const verdict = ruleWith("mode: off, when: { tag: true }").decide(factsWith(), now);
  assert.deepEqual([verdict.answer, becauseText(verdict.because)], ["no", "mode: wanted report or enforce, saw off"]);
});

test("a rule that only reports decides like any other", () => {
  assert.equal(ruleWith("mode: report, when: { status: failed }").decide(factsWith(), now).answer, "yes");
});

test("a rule ends with the last day that it names, UTC", () => {
  const rule = ruleWith("until: 2026-11-20");
  assert.equal(rule.decide(factsWith(), Date.parse("2026-11-20T23:59:59.999Z")).answer, "yes");
  const over = rule.decide(factsWith(), Date.parse("2026-11-21T00:00:00Z"));
  assert.deepEqual(
    [over.answer, becauseText(over.because)],
    ["no", "until: wanted a day up to 2026-11-20, saw 2026-11-21T00:00:00Z"],
  );
});

test("a rule concerns the events that it names", () => {
  const rules = compileRulebook(
    rulebookOf(`
version: 1
rules:
  - { id: a, projects: "**", on: [job, pipeline], do: retry, for: 1h30m }
  - { id: b, projects: "**", on: { schedule: { every: 1d } }, do: keep }
`),
    1,
  );
  const kinds = ["job", "pipeline", "schedule"] as const;
  assert.deepEqual(
    rules.map((rule) => kinds.filter((kind) => rule.concerns(kind))),
    [["job", "pipeline"], ["schedule"]],
  );
  assert.deepEqual(
    rules.map(({ rule }) => forSeconds(rule)),
    [5400, undefined],
  );
});

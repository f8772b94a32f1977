import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { actions } from "../../../lib/actions/index.ts";
import { readRuleFiles } from "../../../lib/app/apply.ts";
import { readRules } from "../../../lib/cli/rules/files.ts";
import { activationFaults } from "../../../lib/rules/activation.ts";
import { dotText } from "../../../lib/rules/prove/dot.ts";
import { cycleText, proveRulebook } from "../../../lib/rules/prove/proof.ts";
import { problemText, readRulebook } from "../../../lib/rules/read.ts";
import type { Rulebook } from "../../../lib/rules/rulebook.ts";
import { bookOf, limited } from "./books.ts";

const root = join(import.meta.dirname, "../../..");
const retry = "on: job, when: { status: failed }, do: retry";
const bridges = "on: job, when: { status: failed, bridge: true }, do: retry";
const fight = ["on: job, when: { status: canceled }, do: retry", "on: job, when: { status: running }, do: cancel"];

const isRefused = (book: Rulebook) => proveRulebook(book, actions).isRefused;

const rows: readonly (readonly [what: string, book: Rulebook, isRefused: boolean])[] = [
  ["a retry has perJob: 2 by itself", bookOf(retry), false],
  ["a retry without any limit", limited(bookOf(retry), {}), true],
  [
    "a retry of the first run alone, without any limit",
    limited(bookOf(retry.replace("failed }", "failed, attempt: 1 }")), {}),
    false,
  ],
  ["a retry with a limit an hour", limited(bookOf(retry), { perProjectPerHour: 3 }), false],
  ["a retry with a limit a day", limited(bookOf(retry), { perRulePerDay: 3 }), false],
  ["a restart without any limit", limited(bookOf("on: job, when: { status: pending }, do: restart"), {}), true],
  ["gates that open gates, without any limit", bookOf('on: pipeline, do: { play: { job: "**" } }'), false],
  ["a keep that a retry follows", bookOf("on: job, when: { status: failed }, do: keep", retry), false],
  ["a cancel and a retry that fight", bookOf(...fight), false],
  ["the same without any limit", limited(bookOf(...fight), {}), true],
  ["a retry of trigger jobs, with perJob alone", bookOf(bridges), true],
  ["the same with perPipeline", bookOf(`${bridges}, limit: { perPipeline: 2 }`), true],
  ["the same with perSha", bookOf(`${bridges}, limit: { perSha: 2 }`), false],
  ["the same with a limit a day", bookOf(`${bridges}, limit: { perRulePerDay: 2 }`), false],
  [
    "the same of pipelines that people pushed",
    bookOf(bridges.replace("bridge: true", "bridge: true, pipelineSource: push")),
    false,
  ],
  [
    "the same of any pipelines but those that trigger jobs began",
    bookOf(bridges.replace("bridge: true", "bridge: true, not: { pipelineSource: [pipeline, parent_pipeline] }")),
    false,
  ],
  [
    "the same of child pipelines",
    bookOf(bridges.replace("bridge: true", "bridge: true, pipelineSource: parent_pipeline")),
    true,
  ],
  [
    "the same in one project, of pipelines that other projects began",
    bookOf(`${bridges.replace("bridge: true", "bridge: true, pipelineSource: pipeline")}, projects: [shop/api]`),
    true,
  ],
  ["a play of trigger jobs", bookOf('on: pipeline, when: { bridge: true }, do: { play: { job: "**" } }'), true],
  [
    "the same only reported",
    bookOf('on: pipeline, when: { bridge: true }, do: { play: { job: "**" } }, mode: report'),
    false,
  ],
  [
    "a play of trigger jobs of pushed pipelines beside a retry of anything",
    bookOf('on: pipeline, when: { bridge: true, pipelineSource: push }, do: { play: { job: "**" } }', retry),
    false,
  ],
  [
    "a cancel of trigger jobs, which GitLab does not do",
    bookOf("on: job, when: { status: running, bridge: true }, do: cancel"),
    false,
  ],
];

for (const [what, book, expected] of rows)
  test(`${what}: ${expected ? "refused" : "accepted"}`, () => {
    assert.equal(isRefused(book), expected);
    assert.equal(activationFaults(book, actions).length > 0, expected);
  });

test("a refusal names the rules of the circle, how each leads to the next, what is missing and the cure, at what the first does", () => {
  const text = [
    "version: 1",
    "defaults: { mode: enforce }",
    "rules:",
    `  - { id: other, projects: ["**"], on: job, when: { status: success }, do: keep }`,
    `  - id: down`,
    `    projects: [shop/api]`,
    `    on: job`,
    `    when: { status: failed, bridge: true, pipelineSource: push, name: first }`,
    `    do: retry`,
    `  - { id: up, projects: ["**"], on: job, when: { status: failed, bridge: true, pipelineSource: parent_pipeline }, do: retry }`,
    "",
  ].join("\n");
  const read = readRulebook(text, "rules.yaml", actions);
  assert.ok("rulebook" in read);
  assert.deepEqual(activationFaults(read.rulebook, actions).map(read.problemAt).map(problemText), [
    "rules.yaml:10:119: this goes round without end: up retries a job, and up may want a job of the child pipeline that the trigger job began; nothing on the way is used up: each round may begin a new pipeline, in which perJob and perPipeline count anew; give one of these rules `limit: { perSha: 2 }` (or perProjectPerHour, perRulePerDay), or keep it to pipelines that no trigger job began: `not: { pipelineSource: [pipeline, parent_pipeline] }` (rules.2.do)",
  ]);
});

test("each circle is told once, the shortest way, with what it uses up", () => {
  const { cycles } = proveRulebook(bookOf(...fight), actions);
  assert.deepEqual(
    cycles.map((cycle) => [cycleText(cycle), cycle.uses]),
    [
      [
        "a retries a job, and b may want the new run of that job; b cancels a job, and a may want the canceled job",
        ["a: perJob: 2", "b: perJob: 2"],
      ],
    ],
  );
});

test("what only a rate holds back is accepted, and it is said that it goes on for ever", () => {
  const { cycles, isRefused } = proveRulebook(limited(bookOf(retry), { perRulePerDay: 3 }), actions);
  assert.equal(isRefused, false);
  assert.deepEqual(
    cycles.map(({ uses, holdsBack }) => [uses, holdsBack]),
    [[[], ["a: perRulePerDay: 3"]]],
  );
});

test("the graph as Graphviz text holds every rule and edge, the refused ones red", () => {
  assert.equal(
    dotText(
      proveRulebook(bookOf(bridges.replace("bridge: true", 'bridge: true, name: "x"'), `${retry}, mode: off`), actions),
    ),
    [
      "digraph rules {",
      "  rankdir=LR;",
      "  node [shape=box];",
      '  "a" [label="a\\nretry"];',
      '  "a" -> "a" [label="the new run of that job; a job of the child pipeline that the trigger job began", color=red];',
      "}",
    ].join("\n"),
  );
});

function asEnforced(book: Rulebook): Rulebook {
  return { ...book, rules: book.rules.map((rule) => ({ ...rule, mode: "enforce" as const })) };
}

test("the recipes together, all enforced, are accepted, but for what the invariant of one of them forbids the others", () => {
  const read = readRuleFiles(readRules([join(root, "infra/recipes")]), actions);
  assert.ok("rulebook" in read);
  assert.ok(read.rulebook.rules.length >= 20);
  const { invariants = [], ...book } = asEnforced(read.rulebook);
  const faults = activationFaults({ ...book, invariants }, actions);
  assert.ok(faults.every(({ message }) => message.startsWith("the invariant two-for-production forbids")));
  const others = invariants.filter(({ id }) => id !== "two-for-production");
  assert.deepEqual(activationFaults({ ...book, invariants: others }, actions), []);
});

test("the rulebooks of docs/rules.md and README.md are accepted", () => {
  const texts = ["docs/rules.md", "README.md"].flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(/```yaml\n([^`]*?rules:\n[^`]*?)```/g)].map(
      ([, text = ""]) => text,
    ),
  );
  const books = texts.flatMap((text) => {
    const read = readRulebook(text, "docs.yaml", actions);
    return "rulebook" in read ? [read.rulebook] : [];
  });
  assert.ok(books.length >= 2);
  for (const book of books)
    assert.deepEqual(
      proveRulebook(asEnforced(book), actions).cycles.filter(({ refused }) => refused),
      [],
    );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { readRulebook } from "../../lib/rules/read.ts";
import { mistakes, rest, ruleLines } from "./mistakes.ts";
import { newcomersMistakes } from "./newcomersMistakes.ts";
import { parseRulebook, problemsOf, rulebookOf, specs } from "./specs.ts";

test("a rule is read with its lists, its mode and its limits settled", () => {
  const rulebook = rulebookOf(`
version: 1
defaults: { mode: enforce }
rules:
  - id: retry-infrastructure
    description: Runs again.
    owner: platform
    projects: ["**", "!legacy/**", 42]
    on: [job, pipeline]
    when:
      status: failed
      any: [{ failureReason: [api_failure, brand_new_reason] }, { not: { tag: true } }]
    for: 1h30m
    do: { retry: { after: 30s, backoff: 2 } }
    limit: { perPipeline: 10 }
    onUnknown: attention
    until: 2026-12-31
`);
  assert.deepEqual(rulebook, {
    version: 1,
    rules: [
      {
        id: "retry-infrastructure",
        description: "Runs again.",
        owner: "platform",
        projects: ["**", "!legacy/**", 42],
        on: ["job", "pipeline"],
        when: {
          status: ["failed"],
          any: [{ failureReason: ["api_failure", "brand_new_reason"] }, { not: { tag: true } }],
        },
        for: "1h30m",
        onUnknown: "attention",
        until: "2026-12-31",
        do: { action: "retry", params: { after: "30s", backoff: 2 } },
        mode: "enforce",
        limit: { perJob: 2, perPipeline: 10 },
      },
    ],
  });
});

test("a rule without any mode only reports, and its own mode and limits win", () => {
  const [plain, own] = rulebookOf(`
version: 1
rules:
  - { id: a, projects: "x/**", on: job, do: retry }
  - { id: b, projects: "x/**", on: job, do: { restart: }, mode: off, limit: { perJob: 9 } }
`).rules;
  assert.equal(plain?.mode, "report");
  assert.deepEqual(plain?.limit, { perJob: 2 });
  assert.equal(own?.mode, "off");
  assert.deepEqual(own?.limit, { perJob: 9 });
  assert.deepEqual(own?.do, { action: "restart", params: {} });
});

test("JSON is read as well, tabs and all", () => {
  const rule = { id: "a", projects: ["**"], on: "job", do: "keep" };
  const text = JSON.stringify({ version: 1, rules: [rule] }, null, "\t");
  assert.equal(rulebookOf(text).rules[0]?.do.action, "keep");
});

test("an anchor is written once and used in many rules", () => {
  const { rules } = rulebookOf(`
version: 1
rules:
  - { id: a, projects: &ours ["x/**"], on: job, do: retry }
  - { id: b, projects: *ours, on: job, do: keep }
`);
  assert.deepEqual(rules[1]?.projects, ["x/**"]);
});

for (const [name, text, problems] of [...mistakes, ...newcomersMistakes])
  test(`${name} is told with its place`, () => {
    const told = problemsOf(text);
    // How deep the parser gets depends on the stack that is left.
    const comparable = name === "brackets without end" ? told.map((line) => line.replace(/1:\d+/, "1:806")) : told;
    assert.deepEqual(
      comparable,
      problems.map((line) => `rules.yaml:${line}`),
    );
  });

for (const [value, shown] of [
  ["0", "0"],
  ["-1", "-1"],
  ["1.5", "1.5"],
  ["1001", "1001"],
  ["1e9", "1000000000"],
  ['"3"', '"3"'],
  [".nan", "null"],
] as const)
  test(`a limit of ${value} is refused`, () => {
    assert.deepEqual(problemsOf(ruleLines("id: a", ...rest, `limit: { perJob: ${value} }`)), [
      `rules.yaml:7:22: expected a whole number from 1 to 1000, got ${shown}`,
    ]);
  });

test("limits of 1 and of 1000 are taken", () => {
  const [rule] = rulebookOf(ruleLines("id: a", ...rest, "limit: { perJob: 1, perRulePerDay: 1000 }")).rules;
  assert.deepEqual(rule?.limit, { perJob: 1, perRulePerDay: 1000 });
});

for (const span of ["0", "-1h", "1e9d", "15", "0s", "11y"])
  test(`a \`for\` of ${span} is refused`, () => {
    assert.deepEqual(problemsOf(ruleLines("id: a", ...rest, `for: "${span}"`)), [
      `rules.yaml:7:10: expected a span such as 30s, 15m, 2h or 7d: more than 0, at most ten years; got \`${span}\``,
    ]);
  });

test("all problems are told at once, in the order of the file, each with its path", () => {
  const read = readRulebook(
    [
      "rules:",
      "  - id: a",
      "    on: jbo",
      "  - id: a",
      "    projects: x/y",
      "    on: job",
      "    do: rtry",
      "version: 3",
    ].join("\n"),
    "ours/rules.yaml",
    specs,
  );
  assert.ok("problems" in read);
  assert.deepEqual(
    read.problems.map(({ line, column, path }) => [line, column, path]),
    [
      [2, 5, "rules.0.projects"],
      [2, 5, "rules.0.do"],
      [3, 9, "rules.0.on"],
      [4, 9, "rules.1.id"],
      [7, 9, "rules.1.do.rtry"],
      [8, 10, "version"],
    ],
  );
  assert.ok(read.problems.every(({ file }) => file === "ours/rules.yaml"));
});

test("an id that is taken is told at the second rule", () => {
  const rule = (id: string) => `  - { id: ${id}, projects: a/b, on: job, do: keep }\n`;
  assert.deepEqual(problemsOf(`version: 1\nrules:\n${rule("a")}${rule("b")}${rule("a")}`), [
    "rules.yaml:5:11: `a` is the id of rules.0 already",
  ]);
});

/** Groups within groups: `count` of them around one condition. */
function nested(count: number): string {
  return `${"{ any: [".repeat(count)}{ tag: true }${"] }".repeat(count)}`;
}

test("groups nest 8 deep and not 9", () => {
  assert.deepEqual(problemsOf(ruleLines("id: a", ...rest, `when: ${nested(8)}`)), []);
  assert.deepEqual(problemsOf(ruleLines("id: a", ...rest, `when: ${nested(9)}`)), [
    "rules.yaml:7:11: all, any and not are nested 9 deep: at most 8",
  ]);
  assert.equal(problemsOf(ruleLines("id: a", ...rest, `when: ${nested(90)}`)).length, 1);
});

test("a rule has 50 conditions and not 51", () => {
  const when = (count: number) =>
    `when: { tag: true, any: [${"{ name: a, ref: b },".repeat(count)}], not: { stage: x } }`;
  assert.deepEqual(problemsOf(ruleLines("id: a", ...rest, when(24))), []);
  assert.deepEqual(problemsOf(ruleLines("id: a", ...rest, when(24).replace("stage: x", "stage: x, tag: true"))), [
    "rules.yaml:7:11: 51 conditions: at most 50 a rule",
  ]);
});

test("a rule has 16 KB of JSON and not a byte more", () => {
  const sized = (bytes: number) => ruleLines("id: a", ...rest, `description: ${"é".repeat(8000)}${"x".repeat(bytes)}`);
  const [over] = problemsOf(sized(2000));
  const most = 16_384;
  const excess = Number(/is (\d+) bytes/.exec(over ?? "")?.[1]) - most;
  assert.deepEqual(problemsOf(sized(2000 - excess)), []);
  assert.deepEqual(problemsOf(sized(2001 - excess)), [
    `rules.yaml:3:5: the rule is ${most + 1} bytes of JSON: at most ${most}`,
  ]);
});

test("a file has 10,000 rules and not one more", () => {
  const rules = (count: number) =>
    JSON.stringify({
      version: 1,
      rules: Array.from({ length: count }, (_, at) => ({ id: `r${at}`, projects: "**", on: "job", do: "keep" })),
    });
  assert.equal(rulebookOf(rules(10_000)).rules.length, 10_000);
  assert.deepEqual(problemsOf(rules(10_001)), ["rules.yaml:1:22: expected at most 10000 rules"]);
});

test("a file of more than 5 MiB is refused unread", () => {
  const most = 5 * 1024 * 1024;
  assert.deepEqual(problemsOf(`#${" ".repeat(most)}`), [`rules.yaml:1:1: the file is larger than ${most} bytes`]);
  assert.deepEqual(problemsOf(`#${" ".repeat(most - 1)}`), [
    "rules.yaml:1:1: the file is empty: it should begin with `version: 1`",
  ]);
});

test("an alias bomb is refused, unexploded", () => {
  const levels = "abcdefghi".split("");
  const bomb = levels.map((name, at) => `${name}: &${name} [${Array(10).fill(at === 0 ? "x" : `*${levels[at - 1]}`)}]`);
  assert.deepEqual(problemsOf(bomb.join("\n")), ["rules.yaml:2:8: an anchor is used more than 100 times"]);
});

test("a rulebook is read back from what is stored, as the same text", () => {
  const rulebook = rulebookOf(`
version: 1
defaults: { mode: enforce }
rules:
  - { id: a, projects: [7, "x/**"], on: [job], when: { not: { all: [{ tag: true }] } }, do: { play: { job: x } }, limit: { perSha: 3 } }
  - { id: b, projects: "**", on: [{ schedule: { every: 1d } }], do: deleteArtifacts, when: { artifacts: { expiredFor: 1d } } }
  - { id: c, projects: "**", on: pipeline, mode: off, do: restart, for: 15m, until: 2027-01-01, description: d, owner: o }
`);
  const stored = JSON.stringify(rulebook);
  const again = parseRulebook(JSON.parse(stored), specs);
  assert.deepEqual(again, rulebook);
  assert.equal(JSON.stringify(again), stored);
});

const [storedRule] = rulebookOf(ruleLines("id: a", ...rest)).rules;

for (const [name, stored] of [
  ["nothing", null],
  ["text", "version: 1"],
  ["a rule as people write it", { version: 1, rules: [{ ...storedRule, do: "retry" }] }],
  ["a rule without a mode", { version: 1, rules: [{ ...storedRule, mode: undefined }] }],
  ["a rule without limits", { version: 1, rules: [{ ...storedRule, limit: undefined }] }],
  ["a rule of another shape", { version: 1, rules: [{ ...storedRule, extra: 1 }] }],
  ["a verb that is gone", { version: 1, rules: [{ ...storedRule, do: { action: "erase", params: {} } }] }],
  ["a verb of the prototype", { version: 1, rules: [{ ...storedRule, do: { action: "__proto__", params: {} } }] }],
  [
    "a verb from a wrong event",
    { version: 1, rules: [{ ...storedRule, do: { action: "deleteArtifacts", params: {} } }] },
  ],
] as const)
  test(`a stored rulebook that holds ${name} is corrupt`, () => {
    assert.throws(() => parseRulebook(stored, specs), { name: "StoreError", code: "corrupt" });
  });

test("a stored rulebook of a later version is refused as such", () => {
  assert.throws(() => parseRulebook({ version: 2, rules: [storedRule] }, specs), { name: "StoreError", code: "newer" });
});

for (const [where, text] of [
  ["a name", "name: { length: { toString: 1, valueOf: 2 } }"],
  ["a list of statuses", "status: { length: { toString: 1, valueOf: 2 } }"],
] as const)
  test(`a map that pretends to have a length in place of ${where} is a problem like any other`, () => {
    const problems = problemsOf(
      `version: 1\nrules:\n  - { id: a, projects: "**", on: job, do: keep, when: { ${text} } }\n`,
    );
    assert.ok(problems.length > 0);
  });

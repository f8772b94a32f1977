import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { actions } from "../../../lib/actions/index.ts";
import { readRulebook } from "../../../lib/rules/read.ts";
import { rulesSchema } from "../../../lib/rules/schema/rulesSchema.ts";
import { conditionMistakes, regexMistakes } from "../conditionMistakes.ts";
import { mistakes, rest, ruleLines } from "../mistakes.ts";
import { newcomersMistakes } from "../newcomersMistakes.ts";

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
const isRules = ajv.compile(rulesSchema(actions));

/** What only our reader finds: what a word means, and how two values compare, JSON Schema cannot say. */
const onlyTheReader = [
  "a verb that needs a parameter",
  "an unknown zone",
  "a time of day for a quarter of an hour",
  "every second",
  "every third day",
  "a cron of minute 61",
  "a cron that never comes",
  "a zone by its city alone",
  "attempt: { over: 5, under: 5 }",
  "age: { over: 2d, under: 1h }",
  "log: { matches: x, tail: 2MB }",
];

/** Mistakes in YAML itself have no value that a schema could be asked about. */
function writtenValue(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = parse(text, { logLevel: "silent" });
    // An alias inside its own anchor makes a value that never ends.
    JSON.stringify(value);
    return { value };
  } catch {
    return undefined;
  }
}

const asked = [
  ...mistakes.map(([name, text]) => ({ name, text })),
  ...newcomersMistakes.map(([name, text]) => ({ name, text })),
  ...conditionMistakes.map(([when]) => {
    const status = when.startsWith("status") ? "" : "status: failed, ";
    return { name: when, text: ruleLines("id: a", ...rest, `when: { ${status}${when} }`) };
  }),
].flatMap(({ name, text }) => {
  const value = writtenValue(text);
  // The tests of the reader have verbs of their own: some of their mistakes are none for the real ones.
  const isMistake = !("rulebook" in readRulebook(text, "r", actions));
  return value && isMistake ? [{ name, ...value }] : [];
});

test("most of what the reader refuses is refused by the schema: what remains is known by name", () => {
  const passed = asked.filter(({ value }) => isRules(value)).map(({ name }) => name);
  assert.deepEqual(passed, onlyTheReader);
  assert.ok(asked.length > 100, `${asked.length} mistakes were asked about`);
});

test("whether a regular expression can be read only our reader tells, but for its length", () => {
  const passed = regexMistakes.filter(([source]) =>
    isRules({
      version: 1,
      rules: [{ id: "a", projects: "**", on: "job", do: "keep", when: { name: { matches: source } } }],
    }),
  );
  assert.deepEqual(
    regexMistakes.filter((one) => !passed.includes(one)).map(([source]) => source.length),
    [501],
  );
});

const book = (rule: object) => ({ version: 1, rules: [{ id: "a", projects: "**", on: "job", ...rule }] });

for (const [what, rule, isRight] of [
  ["a delete from a hook", { do: "deleteArtifacts" }, false],
  ["a delete from a hook and a schedule", { on: ["job", { schedule: { every: "1d" } }], do: "deleteArtifacts" }, false],
  ["a delete from a schedule", { on: { schedule: { every: "1d" } }, do: "deleteArtifacts" }, true],
  ["a retry of no status", { do: "retry", when: { tag: true } }, false],
  [
    "a retry of no status, with parameters",
    { do: { retry: { after: "3m" } }, when: { not: { status: "failed" } } },
    false,
  ],
  [
    "a retry of one of several groups with a status",
    { do: "retry", when: { all: [{ tag: true }, { status: "failed" }] } },
    true,
  ],
  [
    "a retry of groups of which one has no status",
    { do: "retry", when: { any: [{ tag: true }, { status: "failed" }] } },
    false,
  ],
  ["`for` on a schedule", { on: [{ schedule: { every: "1d" } }], do: "keep", for: "3m" }, false],
  [
    "a share per day of what is kept",
    { on: { schedule: { every: "1d" } }, do: "keep", limit: { percentPerDay: 5 } },
    false,
  ],
  [
    "a share per day of what is deleted",
    { on: { schedule: { every: "1d" } }, do: "erase", limit: { percentPerDay: 5 } },
    true,
  ],
  [
    "bytes per day of what is retried",
    { do: "retry", when: { status: "failed" }, limit: { bytesPerDay: "1GB" } },
    false,
  ],
  ["approvals as a number", { do: "keep", require: { approvals: 2 } }, false],
  ["a notice to a chat", { do: { notify: { to: { secret: "/penstock/x" }, text: "x" } } }, false],
  ["a log inside of jobs", { do: "keep", when: { jobs: { any: { log: { matches: "x" } } } } }, false],
  [
    "a stage inside of jobs, in a group",
    { do: "keep", when: { jobs: { where: { any: [{ stage: "x" }] }, all: { not: { tag: true } } } } },
    true,
  ],
  ["a variable whose name is none", { on: "pipeline", do: { play: { job: "x", variables: { "a-b": "x" } } } }, false],
] as const)
  test(`the schema ${isRight ? "takes" : "refuses"} ${what}, as the reader does`, () => {
    assert.equal(isRules(book(rule)), isRight, ajv.errorsText(isRules.errors));
    assert.equal("rulebook" in readRulebook(JSON.stringify(book(rule)), "r", actions), isRight);
  });

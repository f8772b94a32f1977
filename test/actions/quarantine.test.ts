import assert from "node:assert/strict";
import { test } from "node:test";
import { deleteArtifacts } from "../../lib/actions/deleteArtifacts.ts";
import { actions } from "../../lib/actions/index.ts";
import { openRulebook, ruleReader } from "../../lib/rules/opened.ts";
import { readRulebook } from "../../lib/rules/read.ts";

const day = 86_400;

function textOf(quarantine: string, rest = ""): string {
  const params = quarantine === "" ? "{}" : `{ quarantine: ${quarantine} }`;
  return `version: 1
rules:
  - id: r
    projects: ["**"]
    on: { schedule: { every: 1d } }
    do: { deleteArtifacts: ${params} }
${rest}`;
}

for (const quarantine of ["1s", "1m", "23h", "23h59m59s", "0", '"0"', "0s", "86400", "soon", "-7d", "null", "[7d]"])
  test(`a quarantine of ${quarantine} is refused where it stands`, () => {
    const read = readRulebook(textOf(quarantine), "rules.yaml", actions);
    assert.ok("problems" in read);
    assert.deepEqual(
      read.problems.map(({ line, column }) => `${line}:${column}`),
      ["6:42"],
    );
    assert.match(read.problems[0]?.message ?? "", /at least 24h/);
  });

for (const [quarantine, seconds] of [
  ["", 7 * day],
  ["24h", day],
  ["1d", day],
  ["23h60m", day],
  ["2w", 14 * day],
] as const)
  test(`a quarantine of ${quarantine || "nothing said"} is ${seconds} seconds`, () => {
    const read = readRulebook(textOf(quarantine), "rules.yaml", actions);
    assert.ok("rulebook" in read, JSON.stringify(read));
    const [rule] = read.rulebook.rules;
    assert.equal(deleteArtifacts.delaySeconds?.(rule?.do.params ?? {}, 0), seconds);
  });

test("a rulebook that an older version stored with a shorter quarantine opens, and a day passes all the same", () => {
  const read = readRulebook(textOf("7d"), "rules.yaml", actions);
  assert.ok("rulebook" in read);
  const rules = JSON.stringify(read.rulebook).replace('"7d"', '"1s"');
  const rule = openRulebook({ rules }, ruleReader(actions)).read(0);
  assert.ok("limit" in rule, JSON.stringify(rule));
  assert.deepEqual(rule.do.params, { quarantine: "1s" });
  assert.equal(deleteArtifacts.delaySeconds?.(rule.do.params, 0), day);
});

for (const [what, rest, limit] of [
  ["none", "", { perProjectPerHour: 50, percentPerDay: 20 }],
  ["one of its own", "    limit: { percentPerDay: 100 }\n", { perProjectPerHour: 50, percentPerDay: 100 }],
  ["bytes", "    limit: { bytesPerDay: 1KB }\n", { perProjectPerHour: 50, percentPerDay: 20, bytesPerDay: 1024 }],
] as const)
  test(`a rule that deletes and names ${what} has 50 an hour, and a fifth a day unless it says so`, () => {
    const read = readRulebook(textOf("7d", rest), "rules.yaml", actions);
    assert.ok("rulebook" in read);
    assert.deepEqual(read.rulebook.rules[0]?.limit, limit);
  });

test("a rule that deletes only what people ask for has no share: nothing is counted for it", () => {
  const text = textOf("7d").replace("{ schedule: { every: 1d } }", "{ command: tidy }");
  const read = readRulebook(text, "rules.yaml", actions);
  assert.ok("rulebook" in read);
  assert.deepEqual(read.rulebook.rules[0]?.limit, { perProjectPerHour: 50 });
});

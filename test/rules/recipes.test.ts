import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { recipes, reporting } from "../../infra/local/recipes.ts";
import { actions } from "../../lib/actions/index.ts";
import { readRuleFiles } from "../../lib/app/apply.ts";
import { namedFiles } from "../../lib/cli/rules/testFiles.ts";
import { lacksOf, lackText } from "../../lib/cli/rules/testLacks.ts";
import { testRules } from "../../lib/cli/rules/testRun.ts";
import { problemText, readRulebook } from "../../lib/rules/read.ts";
import type { Rulebook } from "../../lib/rules/rulebook.ts";

const folder = join(import.meta.dirname, "../../infra/recipes");
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml") && !file.endsWith(".cases.yaml"))
  .map((file) => file.replace(/\.yaml$/, ""));

function rulebookOf(text: string): Rulebook {
  const read = readRulebook(text, "r.yaml", actions);
  if ("problems" in read) assert.fail(read.problems.map(problemText).join("\n"));
  return read.rulebook;
}

for (const name of names)
  test(`the recipe ${name} is one rule that only reports, with a limit of its own or a verb that acts once, and says at its head what it is for`, () => {
    const text = readFileSync(join(folder, `${name}.yaml`), "utf8");
    const { rules } = rulebookOf(text);
    assert.match(text, /^# yaml-language-server: \$schema=\.\/schema\/rules\.schema\.json\n# \S.*\n# .*\n/);
    assert.deepEqual(
      rules.map(({ id, mode }) => [id, mode]),
      [[name, "report"]],
    );
    for (const rule of rules) {
      assert.ok(rule.description, "people read what it is for");
      assert.ok(Object.keys(rule.limit).length > 0 || ["keep", "play"].includes(rule.do.action));
    }
  });

test("there are at least 20 recipes, together one good rulebook", () => {
  assert.ok(names.length >= 20, `${names.length}`);
  const files = names.map((name) => ({ file: name, text: readFileSync(join(folder, `${name}.yaml`), "utf8") }));
  const read = readRuleFiles(files, actions);
  assert.deepEqual("problems" in read ? read.problems.map(problemText) : [], []);
});

test("every recipe does what its cases expect, and each has a case that says yes and one that says no", async () => {
  const tested = await testRules(namedFiles([folder]), { clock: () => 0 });
  assert.equal(tested.files.length, names.length);
  for (const { file, problems, results } of tested.files) {
    assert.deepEqual(problems.map(problemText), [], file);
    for (const { name, failures } of results) assert.deepEqual(failures, [], `${file}: ${name}`);
  }
  assert.deepEqual(lacksOf(tested.tried, true).map(lackText), []);
});

test("npm start and the demo apply five of the recipes, which act on the twin and only report elsewhere", () => {
  const five = ["keep-releases", "promote", "restart-stuck", "retry-infrastructure", "tidy"];
  const modes = (files: ReturnType<typeof recipes>) =>
    files.flatMap(({ text }) => rulebookOf(text).rules.map(({ id, mode }) => [id, mode]));
  assert.deepEqual(
    modes(recipes()),
    five.map((id) => [id, "enforce"]),
  );
  assert.deepEqual(
    modes(recipes().map(reporting)),
    five.map((id) => [id, "report"]),
  );
});

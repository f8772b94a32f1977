import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import { problemText, readRulebook } from "../../lib/rules/read.ts";
import { run } from "../flows/process.ts";

const root = resolve(import.meta.dirname, "../..");

/** As it is called from a folder that has nothing to do with Penstock. */
async function penstock(t: TestContext, cwd: string, ...args: string[]) {
  const program = `process.chdir(${JSON.stringify(cwd)}); process.argv.push(...${JSON.stringify(["rules", ...args])}); await import(${JSON.stringify(join(root, "lib/cli/penstock.ts"))});`;
  const command = run(t, ["--input-type=module", "-e", program]);
  const code = await command.ended;
  return { code, lines: command.lines, text: command.lines.join("\n") };
}

function emptyFolder(t: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(home, { recursive: true }));
  return home;
}

test("without a name every recipe is a line, wherever it is asked", async (t) => {
  const { code, lines } = await penstock(t, emptyFolder(t), "new");
  const files = readdirSync(join(root, "infra/recipes")).filter((file) => /^[^.]+\.yaml$/.test(file));
  assert.equal(code, 0);
  assert.deepEqual(lines.map((line) => `${line.split(" ")[0]}.yaml`).toSorted(), files.toSorted());
  assert.ok(lines.some((line) => /^retry-spot +retry +A job whose machine was taken away/.test(line)));
});

test("a recipe is printed with its comments, for the projects that are named, and only reports; its cases hold for it", async (t) => {
  const home = emptyFolder(t);
  const projects = ["--project", "ours/**", "!ours/old"];
  const [rules, cases, bad, none] = await Promise.all([
    penstock(t, home, "new", "retry-spot", ...projects),
    penstock(t, home, "new", "retry-spot", "--cases", ...projects),
    penstock(t, home, "new", "retry-spot", "--project", "api"),
    penstock(t, home, "new", "retry-spots"),
  ]);
  assert.match(
    rules.text,
    /^# yaml-language-server: \$schema=\.\/rules\.schema\.json\n# Runs a job again whose spot machine/,
  );
  assert.match(rules.text, /^ {4}projects: \["ours\/\*\*", "!ours\/old"\]$/m);
  assert.match(rules.text, /^defaults: \{ mode: report \}$/m);
  const yaml = rules.lines.filter((line) => !line.startsWith("It only reports")).join("\n");
  const read = readRulebook(yaml, "r.yaml", actions);
  assert.ok("rulebook" in read, "problems" in read ? read.problems.map(problemText).join("\n") : "");
  writeFileSync(join(home, "mine.yaml"), yaml);
  writeFileSync(join(home, "mine.cases.yaml"), cases.text);
  const tested = await penstock(t, home, "test", ".", "--strict");
  assert.deepEqual([tested.code, tested.lines.at(-1)], [0, "6 cases: all as expected"]);
  assert.deepEqual([bad.code, /--project: a full path begins with a group/.test(bad.text)], [1, true]);
  assert.deepEqual(
    [none.code, none.text],
    [1, 'there is no recipe "retry-spots"; did you mean `retry-spot`?: rules new --list tells all'],
  );
});

test("the schemas are printed as JSON of draft 2020-12", async (t) => {
  const [rules, cases] = await Promise.all([penstock(t, "/", "schema"), penstock(t, "/", "schema", "--cases")]);
  for (const { code, text } of [rules, cases]) {
    assert.equal(code, 0);
    assert.equal(JSON.parse(text).$schema, "https://json-schema.org/draft/2020-12/schema");
  }
  assert.ok(JSON.parse(rules.text).properties.rules);
  assert.ok(JSON.parse(cases.text).properties.cases);
});

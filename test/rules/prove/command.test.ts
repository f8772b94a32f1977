import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";

const root = join(import.meta.dirname, "../../..");

function prove(t: TestContext, rules: string, ...options: string[]) {
  const home = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(home, { recursive: true }));
  writeFileSync(join(home, "rules.yaml"), `version: 1\ndefaults: { mode: enforce }\nrules:\n  - ${rules}\n`);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "lib/cli/penstock.ts"), "rules", "prove", "rules.yaml", ...options],
    { cwd: home, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
  );
  return { status, stdout, stderr };
}

const retry = '{ id: again, projects: ["**"], on: job, when: { status: failed }, do: retry }';
const trigger = '{ id: down, projects: ["**"], on: job, when: { status: failed, bridge: true }, do: retry }';

test("rules prove tells each circle with what ends it, and the most that each rule does", (t) => {
  const { status, stdout } = prove(t, retry, "--pipelines", "3", "--jobs", "14");
  assert.equal(status, 0);
  assert.deepEqual(stdout.trimEnd().split("\n"), [
    "comes to an end, uses up again: perJob: 2",
    "  again retries a job, and again may want the new run of that job",
    "the most, in 3 pipelines of 1 project in 24 hours:",
    "  rule   verb   requests  held by",
    "  again  retry  84        2 x 14 job names x 3 pipelines",
    "  together 84 requests that GitLab carries out",
  ]);
});

test("rules prove exits 1 where a circle has no end, with its place, what is missing and the cure", (t) => {
  const { status, stdout, stderr } = prove(t, trigger);
  assert.equal(status, 1);
  assert.match(
    stdout,
    /^goes round without end\n {2}down retries a job, and down may want a job of the child pipeline/,
  );
  assert.match(stderr, /rules\.yaml:4:\d+: this goes round without end: .*perSha/);
  assert.doesNotMatch(stdout, /the most/);
});

test("rules prove --json is one document, and tells what is refused in it", (t) => {
  const good = prove(t, retry, "--json");
  const { cycles, bound, isRefused, problems } = JSON.parse(good.stdout);
  assert.deepEqual([cycles.length, bound.calls, isRefused, problems], [1, 20, false, []]);
  const bad = prove(t, trigger, "--json");
  assert.equal(bad.status, 1);
  const refused = JSON.parse(bad.stdout);
  assert.deepEqual([refused.isRefused, refused.bound, refused.problems.length], [true, undefined, 1]);
});

test("rules prove --dot is a graph, and --enforced takes rules that only report for ones that act", (t) => {
  const reporting = retry.replace("do: retry", "do: retry, mode: report");
  assert.match(prove(t, retry, "--dot").stdout, /^digraph rules \{[\s\S]*"again" -> "again"[\s\S]*\}\n$/);
  assert.match(
    prove(t, reporting).stdout,
    /^no cycles[\s\S]*left out, since they only report \(--enforced\) or are off: again\n$/,
  );
  assert.match(prove(t, reporting, "--enforced").stdout, /^comes to an end/);
});

test("rules prove tells what is wrong with a file that cannot be read as rules", (t) => {
  const { status, stderr } = prove(t, "{ id: again }");
  assert.equal(status, 1);
  assert.match(stderr, /rules\.yaml:4:/);
});

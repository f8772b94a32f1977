import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { run } from "../flows/process.ts";
import { apiHouse } from "./apiHouse.ts";

const warns = `version: 1
rules:
  - { id: a, projects: ["**"], on: job, when: { status: failed }, do: retry }
  - { id: b, projects: [shop/api], on: job, when: { status: failed }, do: retry }
`;

function written(t: TestContext, text: string): string {
  const home = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(home, { recursive: true }));
  const file = join(home, "rules.yaml");
  writeFileSync(file, text);
  return file;
}

async function lintOf(t: TestContext, text: string, ...options: string[]) {
  const file = written(t, text);
  const command = run(t, ["lib/cli/penstock.ts", "rules", "lint", file, ...options], {});
  const code = await command.ended;
  return { file, code, text: command.lines.join("\n") };
}

test("a warning is told where it is, as compilers do, and fails only where warnings count", async (t) => {
  const found = await lintOf(t, warns);
  assert.ok(
    found.text.startsWith(`${found.file}:4:11: warning shadowed: a does the same to all of these jobs`),
    found.text,
  );
  assert.match(found.text, /\(rules\.1\.id\)/);
  assert.equal(found.code, 0);
  assert.equal((await lintOf(t, warns, "--strict")).code, 1);
});

test("an error fails, and programs read where it is", async (t) => {
  const { text, code } = await lintOf(
    t,
    warns.replace("status: failed }, do: retry }\n  -", "status: running }, do: retry }\n  -"),
    "--json",
  );
  const { errors, warnings, findings } = JSON.parse(text.split("\n")[0] ?? "");
  assert.deepEqual([errors, warnings, code], [1, 0, 1]);
  const [{ severity, code: what, rules, line, column, path }] = findings;
  assert.deepEqual([severity, what, rules, line, column, path], ["error", "neverMatches", ["a"], 3, 72, "rules.0.do"]);
});

test("rules that cannot be read are told as validate tells them", async (t) => {
  const { file, text, code } = await lintOf(t, warns.replace("status", "statsu"));
  assert.ok(text.startsWith(`${file}:3:49: unknown key \`statsu\``), text);
  assert.equal(code, 1);
});

test("rules that act against an invariant are not applied, and it is told where, with the cure", async (t) => {
  const text = `version: 1
defaults: { mode: enforce }
invariants: [{ id: tags-stay, never: retry, when: { tag: true } }]
rules:
  - { id: a, projects: ["**"], on: job, when: { status: failed }, do: retry }
`;
  const house = await apiHouse(t);
  const file = written(t, text);
  const refused = await house.penstock("rules", "apply", file);
  assert.equal(refused.code, 1);
  assert.ok(
    refused.text.startsWith(`${file}:5:71: the invariant tags-stay forbids to retry a failed job with tag true`),
    refused.text,
  );
  assert.match(refused.text, /add `tag: false` to its `when`/);
  assert.equal(await house.store.rulebook("gitlab"), undefined);
  writeFileSync(file, text.replace("status: failed", "status: failed, tag: false"));
  assert.equal((await house.penstock("rules", "apply", file)).code, 0);
});

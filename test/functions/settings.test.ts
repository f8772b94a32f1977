import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";

const functions = join(import.meta.dirname, "../../functions");

/** What a function says at its first event. */
function said(name: string, env: Readonly<Record<string, string>>): string[] {
  const script = join(import.meta.dirname, "importing.ts");
  const args = [script, join(functions, `${name}.ts`)];
  const { answer } = JSON.parse(execFileSync(process.execPath, args, { env, encoding: "utf8", stdio: "pipe" }));
  assert.match(answer, /^SettingsError: /);
  return answer.replace("SettingsError: ", "").split("\n");
}

/** A PEM file that is none. */
function brokenCa(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "ca.pem");
  writeFileSync(file, "-----BEGIN CERTIFICATE-----\ntop-secret\n-----END CERTIFICATE-----\n");
  return file;
}

/** Wrong everywhere, where one source is described by the environment. */
const wrong = {
  PENSTOCK_GITLAB_URL: "http://top-secret.example.com",
  PENSTOCK_GITLAB_TOKEN: "top secret",
  PENSTOCK_WEBHOOK_SECRETS: "topsecret",
  PENSTOCK_REQUESTS_PER_MINUTE: "top-secret",
  PENSTOCK_SOURCE: "TOP-SECRET",
  PENSTOCK_PROJECTS: ",",
  PENSTOCK_RECORD: "top-secret",
  PENSTOCK_SETTLE_SECONDS: "top-secret",
  PENSTOCK_JOURNAL_DAYS: "top-secret",
  PENSTOCK_STAGE: "TOP-SECRET",
  PENSTOCK_API_TOKEN: "top-secret",
  PENSTOCK_ACCESS: "top-secret",
  PENSTOCK_CHAT: "top-secret",
  PENSTOCK_SECOND_PERSON: "top-secret",
  PENSTOCK_TYPO: "top-secret",
};

const everybody = ["PENSTOCK_TYPO", "PENSTOCK_JOURNAL_DAYS"];
const reaching = ["PENSTOCK_GITLAB_URL", "PENSTOCK_GITLAB_TOKEN", "PENSTOCK_REQUESTS_PER_MINUTE"];
const local = ["PENSTOCK_STAGE", "PENSTOCK_SOURCE", "PENSTOCK_PROJECTS"];
const worker = [...everybody, ...local, ...reaching, "PENSTOCK_SETTLE_SECONDS", "PENSTOCK_GITLAB_CA_FILE"];

for (const [name, names] of [
  ["webhook", [...everybody, ...local, "PENSTOCK_RECORD", "PENSTOCK_WEBHOOK_SECRETS"]],
  ["work", worker],
  ["tick", worker],
  ["patrol", worker],
  ["api", [...everybody, ...local, "PENSTOCK_API_TOKEN", "PENSTOCK_SECOND_PERSON", "PENSTOCK_ACCESS"]],
  ["chat", [...everybody, "PENSTOCK_STAGE", "PENSTOCK_RECORD", "PENSTOCK_CHAT"]],
] as const)
  test(`${name} tells everything that is wrong with its settings at once, each once, and no value`, (t) => {
    const lines = said(name, { ...wrong, PENSTOCK_GITLAB_CA_FILE: brokenCa(t) });
    assert.deepEqual(lines.map((line) => /^- (\w+)/.exec(line)?.[1]).toSorted(), names.toSorted());
    assert.doesNotMatch(lines.join("\n").replaceAll("top-secret.example.com", "top-secret"), /top-?\s?secret/i);
  });

for (const name of ["webhook", "work", "patrol", "api"])
  test(`${name} tells everything that is wrong with the sources of penstock.yaml at once, beside its other settings`, () => {
    const PENSTOCK_SOURCES = JSON.stringify({ version: 2, sources: [{ id: "A", url: "x", projects: [], ca: "" }] });
    const lines = said(name, { PENSTOCK_SOURCES, PENSTOCK_JOURNAL_DAYS: "0" });
    for (const part of ["version", "id", "url", "projects", "tokens", "webhookSecrets", "ca"])
      assert.ok(
        lines.some((line) => line.startsWith("- PENSTOCK_SOURCES does not fit: ") && line.includes(part)),
        `${part} in ${lines.join("\n")}`,
      );
    assert.ok(lines.some((line) => line.startsWith("- PENSTOCK_JOURNAL_DAYS ")));
    assert.equal(lines.length, new Set(lines).size);
  });

test("npm start tells everything that is wrong with its settings at once, and no value", (t) => {
  const start = join(import.meta.dirname, "../../infra/local/start.ts");
  const env = { ...wrong, PENSTOCK_GITLAB_CA_FILE: brokenCa(t), PENSTOCK_PORT: "top-secret" };
  const run = () => execFileSync(process.execPath, [start], { env, encoding: "utf8", stdio: "pipe" });
  assert.throws(run, ({ stderr }: { stderr: string }) => {
    const names = [...stderr.matchAll(/^- (\w+)/gm)].map(([, name]) => name);
    for (const name of [...everybody, ...reaching, "PENSTOCK_SOURCE", "PENSTOCK_PORT", "PENSTOCK_GITLAB_CA_FILE"])
      assert.ok(names.includes(name), `${name} in ${stderr}`);
    assert.doesNotMatch(stderr, /top-?\s?secret/i);
    return true;
  });
});

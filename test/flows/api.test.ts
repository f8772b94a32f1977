import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { run } from "./process.ts";

type Env = Readonly<Record<string, string>>;

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

async function penstock(t: TestContext, env: Env, ...args: string[]) {
  const command = run(t, ["lib/cli/penstock.ts", ...args], env);
  return { code: await command.ended, text: command.lines.join("\n") };
}

const rules = (ids: readonly string[]) =>
  `version: 1\nrules:\n${ids.map((id) => `  - { id: ${id}, description: d, projects: ["**"], on: job, when: { status: failed }, do: retry }\n`).join("")}`;

test("the command goes through the API of the Penstock that runs here, and through the one that the settings name", async (t) => {
  const home = folder(t);
  const env = { PENSTOCK_PORT: "0", PENSTOCK_RUNNING: join(home, "running.json") };
  const started = run(t, ["infra/local/start.ts"], env);
  await started.line(/Ctrl-C stops it/);
  const running = JSON.parse(readFileSync(env.PENSTOCK_RUNNING, "utf8"));

  const stop = await penstock(t, env, "stop", "verb:retry", "--reason", "too many");
  assert.equal(stop.code, 0);
  assert.match(stop.text, /^verb:retry is stopped: from \d{4}-\S+Z on no call starts\nstopped: verb:retry$/);
  assert.match((await penstock(t, env, "switch")).text, /^stopped: verb:retry by local since \S+Z {2}too many$/);
  const typo = await penstock(t, env, "stop", "verb:rety", "--reason", "x");
  assert.deepEqual([typo.code, typo.text], [1, 'nothing is called "verb:rety". Did you mean verb:retry?']);
  assert.equal((await penstock(t, env, "stop")).code, 1);
  const journal = await penstock(t, env, "journal", "tail", "--lines", "500");
  assert.match(journal.text, /switch +stop verb:retry .*\n +by +local\n +reason +too many/);
  assert.equal(
    (await penstock(t, env, "resume", "verb:retry", "--reason", "mended")).text,
    "verb:retry goes on\nnothing is stopped",
  );

  const file = join(home, "rules.yaml");
  writeFileSync(file, rules(["a", "b"]));
  const remote = { PENSTOCK_API_URL: running.api.url, PENSTOCK_API_TOKEN: running.api.token };
  assert.match(
    (await penstock(t, remote, "rules", "apply", file)).text,
    /^\+ a\n\+ b$[\s\S]*^version 2 is active: 2 rules$/m,
  );
  assert.match(
    (await penstock(t, remote, "rules", "show")).text,
    /^version 2, [0-9a-f]{64}\na {2}report {2}retry {2}d\nb /,
  );
  assert.equal((await penstock(t, remote, "rules", "apply", join(home, "none.yaml"))).code, 1);

  const wrong = await penstock(
    t,
    { ...remote, PENSTOCK_API_TOKEN: "another-token-of-some-length" },
    "rules",
    "apply",
    file,
  );
  assert.equal(wrong.code, 1);
  assert.match(wrong.text, /^nobody whom we know asks\./);
  const missing = await penstock(t, { PENSTOCK_API_URL: running.api.url }, "tasks", "list");
  assert.deepEqual([missing.code, /AWS_REGION is missing.*PENSTOCK_API_TOKEN/.test(missing.text)], [1, true]);
  const foreign = await penstock(t, { ...remote, PENSTOCK_SOURCE: "other" }, "tasks", "list");
  assert.deepEqual([foreign.code, foreign.text.slice(0, 24)], [1, "there is no such source."]);

  for (const path of ["/constructor", "/__proto__/x", "/toString"])
    assert.equal((await fetch(`${running.url}${path}`)).status, 404, path);
  assert.equal((await fetch(`${running.url}/api/gitlab/switch`)).status, 401);
});

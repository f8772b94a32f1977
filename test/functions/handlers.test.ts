import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const folder = join(import.meta.dirname, "../../functions");

/** What `importing.ts` tells about a function. */
function imported(name: string, env: Readonly<Record<string, string>> = {}) {
  const script = join(import.meta.dirname, "importing.ts");
  const said = execFileSync(process.execPath, [script, join(folder, name)], { env, encoding: "utf8", stdio: "pipe" });
  return JSON.parse(said) as { exports: string[]; read: string[]; answer: string };
}

/** Our settings, and the list of all names; packages look for words of their own. */
const isSetting = (name: string) => /^(\*|PENSTOCK_.*|AWS_REGION|AWS_ENDPOINT_URL.*)$/.test(name);

for (const name of readdirSync(folder).filter((file) => file.endsWith(".ts")))
  test(`${name} exports make and handler, and reads no setting before its first event`, () => {
    const { exports, read } = imported(name, { PENSTOCK_TYPO: "1" });
    assert.ok(exports.includes("make") && exports.includes("handler"), `it exports ${exports.join(", ")}`);
    assert.deepEqual(read.filter(isSetting), []);
  });

for (const [name, missing] of [
  ["webhook.ts", ["PENSTOCK_WEBHOOK_SECRETS"]],
  ["work.ts", ["PENSTOCK_GITLAB_URL", "PENSTOCK_GITLAB_TOKEN"]],
  ["tick.ts", ["PENSTOCK_GITLAB_URL", "PENSTOCK_GITLAB_TOKEN"]],
] as const)
  test(`${name} without its settings says at its first event all that is missing`, () => {
    const { answer } = imported(name);
    assert.match(answer, /^SettingsError: /);
    for (const setting of missing) assert.match(answer, new RegExp(`${setting} is missing`));
  });

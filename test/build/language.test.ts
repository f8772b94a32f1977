import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { bundle, functionEntries } from "../../infra/build/bundle.ts";
import { languageHash } from "../../infra/build/language.ts";

test("every function of a build that reads rules has the same language, so that one trusts what another has read", async () => {
  const entries = functionEntries().filter(({ name }) => ["api", "webhook", "work"].includes(name));
  assert.equal(entries.length, 3);
  for (const { name, files } of await Promise.all(entries.map(bundle))) {
    const code = files.filter(({ path }) => path.endsWith(".mjs")).map(({ bytes }) => Buffer.from(bytes).toString());
    assert.ok(
      code.some((text) => text.includes(languageHash())),
      `${name} has none, or another one`,
    );
  }
});

test("the language is another one as soon as anything changes that decides how rules are read, and only then", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "penstock-language-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const after = (path: string) => {
    write(path, "changed");
    return languageHash(folder);
  };
  const deciding = ["lib/core/a.ts", "lib/rules/b.ts", "lib/rules/deep/c.ts", "lib/actions/d.ts", "package-lock.json"];
  for (const path of deciding) write(path, "as it was");
  const found = [languageHash(folder), ...deciding.map(after), after("lib/rules/new.ts")];
  assert.equal(new Set(found).size, 2 + deciding.length);
  assert.equal(after("lib/gitlab/e.ts"), found.at(-1));
});

const root = join(import.meta.dirname, "../..");
const applying = `
import { actions } from "${root}/lib/actions/index.ts";
import { applyRules } from "${root}/lib/app/apply.ts";
import { unpackRules } from "${root}/lib/rules/pack.ts";
import { createMemoryStore } from "${root}/lib/store/memory.ts";
export async function applied(text) {
  const store = createMemoryStore();
  await applyRules([{ file: "rules.yaml", text }], "gitlab", { store, actions });
  return unpackRules((await store.rulebook("gitlab")).pack).language;
}
`;

test("what a build applies says that this build has read it", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "penstock-language-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "applying.ts"), applying);
  const { files } = await bundle({ name: "applying", file: join(folder, "applying.ts") });
  mkdirSync(join(folder, "applying"));
  for (const { path, bytes } of files.filter(({ path }) => path.endsWith(".mjs")))
    writeFileSync(join(folder, path), bytes);
  const { applied }: { applied(text: string): Promise<unknown> } = await import(join(folder, "applying/index.mjs"));
  const rules = "version: 1\nrules: [{ id: a, projects: '**', on: job, when: { status: failed }, do: retry }]\n";
  assert.equal(await applied(rules), languageHash());
});

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { sourcesText } from "../../infra/build/sources.ts";
import { readSettings } from "../../lib/edge/config.ts";

const root = join(import.meta.dirname, "../..");

function written(t: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "penstock.yaml");
  writeFileSync(file, text);
  return file;
}

const good = `version: 1
sources:
  - id: main
    url: https://gitlab.example.com
    projects: ["shop/**"]
    tokens: { act: act }
    webhookSecrets: [{ id: hook, parameter: hook }]
`;

test("penstock.yaml becomes the setting that every deployed function reads", () => {
  const text = sourcesText(join(root, "penstock.yaml"));
  const { PENSTOCK_SOURCES: sources } = readSettings({ PENSTOCK_SOURCES: text }, ["sources"]);
  assert.deepEqual(
    sources?.map(({ id }) => id),
    ["gitlab"],
  );
});

for (const [why, from, to, problem] of [
  [
    "a misspelt key",
    "tokens:",
    "token:",
    /^penstock\.yaml:3:5: `tokens` is missing \(sources\.0\.tokens\)\npenstock\.yaml:6:5: unknown key `token`; did you mean `tokens`\? \(sources\.0\.token\)$/,
  ],
  [
    "a token where a name belongs",
    "act: act",
    "act: glpat-abc/def",
    /^penstock\.yaml:6:20: expected the name of an SSM parameter/,
  ],
  ["an address without https", "https:", "http:", /^penstock\.yaml:4:10: expected an https address/],
  [
    "a source without a secret",
    "[{ id: hook, parameter: hook }]",
    "[]",
    /^penstock\.yaml:7:21: expected at least one secret/,
  ],
  ["a source without projects", '["shop/**"]', "[]", /^penstock\.yaml:5:15: expected at least one project/],
  ["a version of tomorrow", "version: 1", "version: 2", /^penstock\.yaml:1:10: expected `version: 1`/],
] as const)
  test(`${why} in penstock.yaml stops the build with its place and cure`, (t) => {
    assert.throws(
      () => sourcesText(written(t, good.replace(from, to))),
      ({ message }: Error) => {
        assert.match(message, problem);
        return true;
      },
    );
  });

test("the same id twice in penstock.yaml stops the build", (t) => {
  const twice = good + good.slice(good.indexOf("  - id"));
  assert.throws(
    () => sourcesText(written(t, twice)),
    /^Error: penstock\.yaml:8:9: a second source main: ids are unique \(sources\.1\.id\)$/,
  );
});

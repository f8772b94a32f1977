import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { settingTexts } from "../../infra/build/sources.ts";
import { accessProblems, readAccess } from "../../lib/edge/access.ts";
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
  const { sources: text, access } = settingTexts(join(root, "penstock.yaml"));
  const { PENSTOCK_SOURCES: sources } = readSettings({ PENSTOCK_SOURCES: text }, ["sources"]);
  assert.deepEqual(
    sources?.map(({ id }) => id),
    ["gitlab"],
  );
  assert.deepEqual(readAccess(access), {});
});

const access = `access:
  - who: arn:aws:iam::123456789012:user/bob
    sources: [main]
    scopes: [read, holds:write]
  - who: { issuer: https://gitlab.example.com, group: shop/leads }
    sources: [main]
    scopes: [gates:write]
`;

test("who may do what becomes a setting of its own, which says the same", (t) => {
  const texts = settingTexts(written(t, good + access));
  assert.doesNotMatch(texts.sources, /bob/);
  assert.deepEqual(readAccess(texts.access), {
    access: [
      { who: "arn:aws:iam::123456789012:user/bob", sources: ["main"], scopes: ["read", "holds:write"] },
      {
        who: { issuer: "https://gitlab.example.com", group: "shop/leads" },
        sources: ["main"],
        scopes: ["gates:write"],
      },
    ],
  });
});

for (const [why, from, to, problem] of [
  ["a misspelt scope", "holds:write", "hold:write", /:11:20: "hold:write" is no scope; did you mean holds:write\?/],
  ["a misspelt key", "scopes: [read", "scope: [read", /:11:5: there is no "scope"; did you mean scopes\?/],
  ["a misspelt claim", "group:", "grup:", /there is no "grup"; did you mean group\?/],
  ["a source that is not there", "[main]", "[mian]", /:10:15: there is no source "mian"; did you mean main\?/],
  ["a role as people call it", "user/bob", "role/bob", /:9:10: AWS tells of a role as .*assumed-role\/NAME\/\*/],
  ["an ARN of any account", "123456789012", "*", /:9:10: expected the ARN of an IAM principal with its account/],
  ["a person and a group at once", "group:", 'subject: "7", group:', /:12:10: expected either subject or group/],
  ["an entry without scopes", "[read, holds:write]", "[]", /:11:13: expected at least one of read, rules:write/],
  ["an empty list", access.slice("access:".length), " []\n", /:8:9: expected at least one entry; without `access`/],
] as const)
  test(`${why} in the list of who may do what stops the build with its place and cure`, (t) => {
    assert.throws(() => settingTexts(written(t, good + access.replace(from, to))), { message: problem });
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
      () => settingTexts(written(t, good.replace(from, to))),
      ({ message }: Error) => {
        assert.match(message, problem);
        return true;
      },
    );
  });

test("the same id twice in penstock.yaml stops the build", (t) => {
  const twice = good + good.slice(good.indexOf("  - id"));
  assert.throws(
    () => settingTexts(written(t, twice)),
    /^Error: penstock\.yaml:8:9: a second source main: ids are unique \(sources\.1\.id\)$/,
  );
});

for (const [why, text, problem] of [
  [
    "a misspelt scope",
    '[{"who":"token","sources":["main"],"scopes":["raed"]}]',
    '0.scopes.0: "raed" is no scope; did you mean read?',
  ],
  [
    "a misspelt key",
    '[{"who":"token","source":["main"],"scopes":["read"]}]',
    '0: there is no "source"; did you mean sources?',
  ],
  [
    "a source that is not there",
    '[{"who":"token","sources":["mian"],"scopes":["read"]}]',
    '0.sources.0: there is no source "mian"; did you mean main?',
  ],
  ["an empty list", "[]", ": expected at least one entry; without `access` whoever IAM lets in may do everything"],
] as const)
  test(`${why} in PENSTOCK_ACCESS is told by the function itself`, () => {
    assert.ok(
      accessProblems(text, ["main"]).includes(`PENSTOCK_ACCESS does not fit: ${problem}`),
      String(accessProblems(text, ["main"])),
    );
  });

test("PENSTOCK_ACCESS that is no JSON is never taken for none", () => {
  assert.deepEqual(accessProblems("{", ["main"]), [
    "PENSTOCK_ACCESS is no JSON: let npm run build write it from penstock.yaml",
  ]);
});

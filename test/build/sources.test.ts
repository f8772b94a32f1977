import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { settingTexts } from "../../infra/build/sources.ts";
import { accessProblems, readAccess } from "../../lib/edge/access.ts";
import { chatProblems, readChat } from "../../lib/edge/chat.ts";
import { talkSettings } from "../../lib/edge/chatTalk.ts";
import { readSettings } from "../../lib/edge/config.ts";
import { selfSigned } from "../gitlab/selfsigned.ts";

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

const withCa = good.replace("    projects", "    ca: ca.pem\n    projects");

test("a private CA that penstock.yaml names is in the setting, without what people write around it", (t) => {
  const file = written(t, withCa);
  writeFileSync(join(dirname(file), "ca.pem"), `our own CA\n${selfSigned.cert}\n`);
  const { PENSTOCK_SOURCES: sources } = readSettings({ PENSTOCK_SOURCES: settingTexts(file).sources }, ["sources"]);
  assert.equal(sources?.[0]?.ca, selfSigned.cert.trim());
});

for (const [why, pem, message] of [
  ["is not there", undefined, /cannot be read/],
  ["is no PEM file", "hello", /holds no certificate/],
  ["holds a private key", selfSigned.cert + selfSigned.key, /holds a private key/],
  ["is cut off", selfSigned.cert.replace(/\n.*\n-----END/, "\n-----END"), /cannot be read/],
] as const)
  test(`a private CA that ${why} stops the build with its place`, (t) => {
    const file = written(t, withCa);
    if (pem !== undefined) writeFileSync(join(dirname(file), "ca.pem"), pem);
    assert.throws(
      () => settingTexts(file),
      (error: Error) => {
        assert.match(error.message, /^penstock\.yaml:5:9: .*sources\.0\.ca/);
        return message.test(error.message) && !error.message.includes("MII");
      },
    );
  });

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

const chat = `chat:
  url: https://chat.penstock.example.com
  buttons: buttons
  slack: { source: main, workspaces: [T012AB3CD], signing: slack-signing, bot: slack-bot }
  comments: [{ source: main, token: comments }]
  links: [{ source: main, application: 0123abcd, secret: oauth }]
  operators: { main: [42] }
  channels:
    deploys: { slack: C012AB3CD }
  routes:
    - { source: main, to: deploys, tell: [gates, outcomes], projects: ["shop/**"], severity: warning, digest: 15m }
`;

test("where people chat becomes a setting of the chat function alone, without a secret in it", (t) => {
  const texts = settingTexts(written(t, good + chat));
  assert.doesNotMatch(texts.sources, /slack/);
  const read = readChat(texts.chat);
  assert.ok("chat" in read && read.chat);
  assert.deepEqual(talkSettings(read.chat), {
    channels: { deploys: { provider: "slack", team: "T012AB3CD", channel: "C012AB3CD" } },
    routes: [
      {
        source: "main",
        to: "deploys",
        tell: ["gates", "outcomes"],
        projects: ["shop/**"],
        severity: "warning",
        digestSeconds: 900,
      },
    ],
    operators: { main: [42] },
    perMinute: 10,
  });
  assert.deepEqual(readChat(settingTexts(written(t, good)).chat), {});
});

for (const [why, from, to, problem] of [
  ["a misspelt key", "signing:", "signin:", /there is no "signin"; did you mean signing\?/],
  ["a secret where a name belongs", "bot: slack-bot", "bot: xoxb-1/2", /expected the name of an SSM parameter/],
  ["an address without https", "https://chat", "http://chat", /expected an https address/],
  ["a name for a workspace", "T012AB3CD]", "our-team]", /expected the id of a workspace, such as T012AB3CD/],
  [
    "a channel of a chat that is not set up",
    "{ slack: C0",
    "{ mattermost: abcdefghijklmnopqrstuvwxyz } #",
    /mattermost is not set up/,
  ],
  [
    "a channel of a workspace that is not believed",
    "C012AB3CD }",
    "C012AB3CD, team: T9 }",
    /:16:\d+: expected one of T012AB3CD/,
  ],
  [
    "a route to a channel that is not there",
    "to: deploys",
    "to: deploy",
    /there is no channel "deploy"; did you mean deploys\?/,
  ],
  ["a digest of seconds", "digest: 15m", "digest: 15s", /expected a span from 1m to 1d/],
  [
    "a source that is not there",
    "comments: [{ source: main",
    "comments: [{ source: mian",
    /there is no source "mian"; did you mean main\?/,
  ],
] as const)
  test(`${why} in chat stops the build with its place and cure`, (t) => {
    assert.throws(() => settingTexts(written(t, good + chat.replace(from, to))), { message: problem });
  });

test("gates of one source are not shown in the chat of another, where no button would open them", () => {
  const setting = {
    url: "https://a.example.com",
    buttons: "b",
    slack: { source: "main", workspaces: ["T012AB3CD"], signing: "s" },
    channels: { deploys: { slack: "C012AB3CD" } },
    routes: [{ source: "other", to: "deploys", tell: ["gates"] }],
  };
  const sources = ["main", "other"];
  assert.match(
    chatProblems(JSON.stringify(setting), sources).join(),
    /"deploys" speaks for main: its buttons would open no/,
  );
  const outcomes = { ...setting, routes: [{ source: "other", to: "deploys", tell: ["outcomes"] }] };
  assert.deepEqual(chatProblems(JSON.stringify(outcomes), sources), []);
});

test("PENSTOCK_CHAT that is no JSON, or names another's source, is told by the function itself", () => {
  assert.match(chatProblems("{", ["main"]).join(), /PENSTOCK_CHAT is no JSON/);
  const other = JSON.stringify({ url: "https://a.example.com", buttons: "b", operators: { other: [1] } });
  assert.match(chatProblems(other, ["main"]).join(), /operators.other: there is no source "other"/);
  assert.deepEqual(chatProblems("", ["main"]), []);
});

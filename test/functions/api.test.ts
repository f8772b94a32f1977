import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { StoreError } from "../../lib/core/errors.ts";
import { createMemoryStore } from "../../lib/store/memory.ts";
import { rulesEntry, runEntry, sampleTask } from "../contract/samples.ts";
import { type Asked, apiEvent, desk, now, token } from "./apiDesk.ts";
import { retryFailed } from "./doorstep.ts";

const files = [{ file: "rules.yaml", text: retryFailed }];
const stop = "/api/gitlab/switch/stops/everything";
const held = "/api/gitlab/holds/7/job:1001";
const rollback = "/api/gitlab/rulebook/rollback";
const waiting = createHash("sha256").update("{}").digest("hex");
const over = sampleTask({ id: "gitlab/7/job:1002/retry", state: "attention" });

/** Every route with a request that it grants. */
const routes: readonly [string, Asked][] = [
  ["/api/gitlab/rulebook", {}],
  ["/api/gitlab/rulebook", { method: "PUT", headers: { "if-match": '"1"' }, body: { files } }],
  ["/api/gitlab/rulebook/1", {}],
  ["/api/gitlab/rulebook/versions", { query: "limit=2&before=9" }],
  ["/api/gitlab/rulebook/proposal", {}],
  [rollback, { method: "POST", headers: { "if-match": '"1"' }, body: { version: 1, reason: "worse" } }],
  ["/api/gitlab/rulebook/reject", { method: "POST", body: { hash: waiting, reason: "no" } }],
  ["/api/gitlab/tasks", { query: "state=waiting&limit=2" }],
  ["/api/gitlab/tasks/gitlab%2F7%2Fjob:1001%2Fretry", {}],
  ["/api/gitlab/journal", { query: "limit=2&after=1795165200000-a" }],
  ["/api/gitlab/journal/seals", { query: "after=1" }],
  ["/api/gitlab/journal/items", {}],
  ["/api/gitlab/journal/tasks", {}],
  ["/api/gitlab/switch", {}],
  [stop, { method: "PUT", body: { reason: "smoke" } }],
  [stop, { method: "DELETE", body: { reason: "no smoke" } }],
  ["/api/gitlab/redrive", { method: "POST", body: { task: over.id, reason: "mended" } }],
  ["/api/gitlab/dismiss", { method: "POST", body: { task: over.id, reason: "mended" } }],
  ["/api/gitlab/holds", { query: "project=7" }],
  [held, {}],
  [held, { method: "PUT", body: { reason: "audit" } }],
  [held, { method: "DELETE", body: { reason: "no audit" } }],
];

const nameOf = (path: string, { method = "GET" }: Asked) => `${method} ${path}`;

async function full() {
  const d = desk();
  const text = '{"version":1,"rules":[]}';
  await d.store.applyRulebook("gitlab", text, { after: 0 });
  const proposal = { number: 1, after: 1, rules: "{}", by: "bob", at: now, needs: ["tidy"] };
  await d.store.propose("gitlab", proposal, rulesEntry(now));
  await d.store.commit([{ put: sampleTask(), seen: "absent" }]);
  await d.store.commit([{ put: over, seen: "absent" }]);
  await d.store.commit([{ journal: runEntry(now) }]);
  await d.store.putNote({ scope: "hold#gitlab/7", key: "job:1001" }, "audit", undefined);
  await d.store.putNote({ scope: "switch#gitlab", key: "stops" }, '["everything"]', undefined);
  return d;
}

for (const [path, asked] of routes) {
  const name = nameOf(path, asked);

  test(`${name} is granted to an IAM principal, and kept by no cache`, async () => {
    const { status, headers } = await (await full()).ask(path, asked);
    assert.deepEqual(
      [status, headers["content-type"], headers["cache-control"]],
      [200, "application/json", "no-store"],
    );
  });

  test(`${name} is refused to everybody else, and nothing changes`, async () => {
    const d = await full();
    const before = JSON.stringify((["rules", "ledger", "tasks"] as const).map((table) => d.store.tables.all(table)));
    for (const headers of [
      {},
      { authorization: `Bearer ${token}` },
      { authorization: "Bearer " },
      { authorization: "" },
    ]) {
      const { status, body } = await d.ask(path, { ...asked, arn: null, headers: { ...asked.headers, ...headers } });
      assert.deepEqual([status, body.error.code], [401, "unauthorized"]);
    }
    assert.equal((await d.ask(path, { ...asked, arn: "" })).status, 401);
    assert.equal(
      JSON.stringify((["rules", "ledger", "tasks"] as const).map((table) => d.store.tables.all(table))),
      before,
    );
  });

  test(`${name} of a source that is not configured is not there`, async () => {
    for (const source of ["other", "gitlab2", "__proto__"]) {
      const { status, body } = await (await full()).ask(path.replace("/api/gitlab", `/api/${source}`), asked);
      assert.deepEqual([status, body.error.code], [404, "noSource"]);
    }
  });

  test(`${name} is refused where the body is larger than 4 MiB`, async () => {
    const { status, body } = await (await full()).ask(path, { ...asked, body: " ".repeat(4 * 1024 * 1024 + 1) });
    assert.deepEqual([status, body.error.code], [413, "tooLarge"]);
  });

  test(`${name} says to come back when the tables cannot be used, and nothing of why`, async () => {
    for (const code of ["unavailable", "throttled", "conflict", "ambiguous"] as const) {
      const failing = () => Promise.reject(new StoreError(code, "DynamoDB read: secret-host: no answer"));
      const store = {
        task: failing,
        tasks: failing,
        entries: failing,
        journal: failing,
        seals: failing,
        stored: failing,
        taskPage: failing,
        note: failing,
        notes: failing,
        rulebook: failing,
        rulebookVersion: failing,
        rulebookVersions: failing,
        newestVersion: failing,
        proposal: failing,
      };
      const d = desk({ world: { store: { ...createMemoryStore(), ...store } } });
      const { status, headers, text, body } = await d.ask(path, asked);
      assert.deepEqual([status, headers["retry-after"], body.error.code], [503, "2", "busy"]);
      assert.doesNotMatch(text, /secret-host|\.ts/);
    }
  });
}

test("a fault of ours is told to nobody but the log", async () => {
  const lines: string[] = [];
  const log = { info: () => {}, error: (what: string, fields = {}) => void lines.push(what, JSON.stringify(fields)) };
  const store = { ...createMemoryStore(), tasks: () => Promise.reject(new Error("the secret is hunter2")) };
  const { status, text, body } = await desk({ world: { store, log } }).ask("/api/gitlab/tasks");
  assert.deepEqual([status, body.error.code], [500, "broken"]);
  assert.doesNotMatch(text, /hunter2|\.ts/);
  assert.match(lines.join(), /hunter2/);
});

test("with a token, and only with a token, whoever has it needs no IAM", async () => {
  const d = desk({ world: { token: { text: token, who: "local" } } });
  const as = async (authorization: string) => {
    const asked = { arn: null, headers: { authorization }, method: "PUT", body: { reason: "smoke" } };
    return (await d.ask(stop, asked)).status;
  };
  assert.deepEqual([await as(`Bearer ${token}`), await as(`bearer ${token}`)], [200, 200]);
  for (const wrong of [
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    token,
    `Basic ${token}`,
    "Bearer",
    `Bearer  ${token}`,
  ])
    assert.equal(await as(wrong), 401, wrong);
  const [entry] = await d.store.entries(1);
  assert.deepEqual(entry?.kind === "switch" && entry.who, "local");
});

for (const [path, allow] of [
  ["/api/gitlab/rulebook", "GET, HEAD, PUT"],
  ["/api/gitlab/tasks", "GET, HEAD"],
  ["/api/gitlab/tasks/a/b", "GET, HEAD"],
  ["/api/gitlab/journal", "GET, HEAD"],
  ["/api/gitlab/switch", "GET, HEAD"],
  ["/api/gitlab/holds", "GET, HEAD"],
  [held, "GET, HEAD, PUT, DELETE"],
  [stop, "PUT, DELETE"],
] as const)
  test(`POST ${path} is refused, with what can be done there`, async () => {
    const { status, headers, body } = await desk().ask(path, { method: "POST", body: {} });
    assert.deepEqual([status, headers.allow, body.error.code], [405, allow, "wrongMethod"]);
  });

for (const path of [
  "/",
  "/api",
  "/api/gitlab",
  "/api/gitlab/",
  "/api/gitlab/rule",
  "/apiary",
  "/api/gitlab/switch/stops",
])
  test(`there is nothing at ${path}`, async () => {
    const { status, body } = await desk().ask(path);
    assert.equal(status, 404);
    assert.ok(body.error.cure);
  });

test("a method that no client may send is refused, not tripped over", async () => {
  assert.equal((await desk().ask("/api/gitlab/switch", { method: "TRACE" })).status, 400);
  const event = apiEvent("/api/gitlab/switch", { headers: { "x-name": "☃" } });
  assert.equal((await desk().ask(event.rawPath, { headers: { "x-name": "☃" } })).status, 400);
});

for (const [why, path, asked, message] of [
  ["an unknown key beside the files", "rulebook", { body: { files, mod: 1 } }, /unknown key `mod`/],
  ["a misspelt key", "rulebook", { body: { fils: files } }, /unknown key `fils`; did you mean `files`\?/],
  [
    "a misspelt key of a file",
    "rulebook",
    { body: { files: [{ file: "a", txt: "" }] } },
    /files: 0: .*`txt`; did you mean `text`\?/,
  ],
  ["no file", "rulebook", { body: { files: [] } }, /expected at least one file/],
  [
    "a key that every object has",
    "rulebook",
    { body: '{"files":[{"file":"a","text":""}],"__proto__":1}' },
    /unknown key `__proto__`/,
  ],
  ["no JSON", "rulebook", { body: "version: 1" }, /the body is no JSON/],
  ["nothing", "rulebook", {}, /the body is no JSON/],
  ["a nesting bomb", "rulebook", { body: "[".repeat(100_000) }, /nested more than 8 deep/],
  [
    "a misspelt reason",
    "switch/stops/everything",
    { body: { reson: "smoke" } },
    /unknown key `reson`; did you mean `reason`\?/,
  ],
  ["a blank reason", "switch/stops/everything", { body: { reason: " \n" } }, /expected some words/],
  ["a reason of 501 characters", "switch/stops/everything", { body: { reason: "x".repeat(501) } }, /at most 500/],
  ["a reason that is no text", "switch/stops/everything", { body: { reason: 7 } }, /expected text, got 7/],
] as const)
  test(`a body with ${why} is refused by name and changes nothing: ${path}`, async () => {
    const d = desk();
    const { status, body } = await d.ask(`/api/gitlab/${path}`, {
      method: "PUT",
      headers: { "if-match": '"0"' },
      ...asked,
    });
    assert.deepEqual([status, body.error.code], [400, "badBody"]);
    assert.match(body.error.message, message);
    assert.deepEqual([d.store.tables.all("rules"), d.store.tables.all("ledger")], [[], []]);
  });

for (const [path, query, message] of [
  ["tasks", "stat=waiting", /unknown key `stat`; did you mean `state`\?/],
  ["tasks", "state=wating", /got `wating`; did you mean `waiting`\?/],
  ["tasks", "limit=0", /from 1 to 1000/],
  ["journal", "limit=1001", /from 1 to 1000/],
  ["journal", "limit=1e1", /from 1 to 1000/],
  ["journal", "aftr=1", /did you mean `after`\?/],
] as const)
  test(`the query ${path}?${query} is refused by name`, async () => {
    const { status, body } = await desk().ask(`/api/gitlab/${path}`, { query });
    assert.deepEqual([status, body.error.code], [400, "badQuery"]);
    assert.match(body.error.message, message);
  });

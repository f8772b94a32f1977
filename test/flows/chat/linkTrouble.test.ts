import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../../infra/twin/faults/fault.ts";
import { personOf } from "../../../infra/twin/state/world.ts";
import { codeIn, linkStage } from "./linkStage.ts";

const path = /^\/oauth\/token/;
const count = "all" as const;
const troubles: readonly (readonly [name: string, fault: Fault])[] = [
  ["is no JSON", { kind: "answer", status: 200, body: "<html>hello", path, count }],
  ["has no token", { kind: "answer", status: 200, body: "{}", path, count }],
  [
    "has a token that is none",
    { kind: "answer", status: 200, body: '{"access_token":"a\\nb","token_type":"Bearer"}', path, count },
  ],
  [
    "has another kind of token",
    { kind: "answer", status: 200, body: '{"access_token":"ab","token_type":"mac"}', path, count },
  ],
  ["is ended too early", { kind: "truncated", path, count }],
  ["is far too large", { kind: "large", path, count }],
  ["redirects, as if the code should go elsewhere", { kind: "redirect", status: 307, path, count }],
  ["is an error", { kind: "500before", path, count }],
  ["never comes", { kind: "reset", path, count }],
  ["hangs", { kind: "hang", path, count }],
  ["is a page to sign in", { kind: "html", page: "signIn", path, count }],
];

test("where the answer for the code is broken, nobody is linked, and nothing is asked a second time", async (t) => {
  for (const [name, fault] of troubles) {
    await t.test(`it ${name}`, async (own) => {
      const s = await linkStage(own);
      s.twin.faultNext(fault);
      const page = await s.browse(await s.linkFor("UALICE"), "alice");
      assert.equal(page.status, 502, page.text);
      assert.match(page.text, /GitLab did not say who you are/);
      assert.equal(s.twin.requests.filter((one) => path.test(one.path)).length, 1);
      assert.match(await s.say("UALICE", "link 23456789"), /No code of yours is waited for/);
      assert.equal(await s.linkedTo("UALICE"), undefined);
    });
  }
});

test("where GitLab does not tell whose token it is, the token is given back all the same", async (t) => {
  const s = await linkStage(t);
  s.twin.faultNext({ kind: "500before", path: /^\/api\/v4\/user$/, count });
  const page = await s.browse(await s.linkFor("UALICE"), "alice");
  assert.equal(page.status, 502);
  assert.deepEqual(
    s.twin.world.tokens.filter(({ application }) => application).map(({ isRevoked }) => isRevoked),
    [true],
  );
});

test("where a token cannot be given back, the log says so, and the link is made", async (t) => {
  const s = await linkStage(t);
  s.twin.faultNext({ kind: "500before", path: /^\/oauth\/revoke/ });
  const page = await s.browse(await s.linkFor("UALICE"), "alice");
  await s.say("UALICE", `link ${codeIn(page)}`);
  assert.equal(await s.linkedTo("UALICE"), "alice");
  assert.ok(s.logged.some((line) => /may not be given back/.test(line)));
});

test("who was blocked, or is a bot, on the way gets no code", async (t) => {
  const s = await linkStage(t);
  for (const set of [{ state: "blocked" }, { state: "deactivated" }, { bot: true }, { state: null }]) {
    s.twin.faultNext({ kind: "fields", set, path: /^\/api\/v4\/user$/ });
    const page = await s.browse(await s.linkFor("UALICE"), "alice");
    assert.equal(page.status, 403);
    assert.match(page.text, /not active, or is a bot/);
  }
  assert.match(await s.say("UALICE", "link 23456789"), /No code of yours is waited for/);
});

test("no token, code, state or verifier stands in a log line or is left in the tables", async (t) => {
  const s = await linkStage(t);
  const secrets: string[] = [];
  const kept: string[] = [];
  for (const fault of [
    undefined,
    { kind: "500before", path } as const,
    { kind: "answer", status: 400, body: '{"error":"invalid_grant","error_description":"of canary"}', path } as const,
  ]) {
    if (fault) s.twin.faultNext(fault);
    const link = await s.linkFor("UALICE");
    secrets.push(new URL(link).searchParams.get("state")?.split(".")[2] ?? assert.fail(link));
    const page = await s.browse(link, "alice");
    if (page.status === 200) {
      kept.push(JSON.stringify(await s.house.store.notes("linking#gitlab")));
      secrets.push(codeIn(page));
      await s.say("UALICE", `link ${codeIn(page)}`);
    }
    kept.push(JSON.stringify(await s.house.store.notes("linking#gitlab")));
  }
  kept.push(JSON.stringify([await s.house.store.entries(100), await s.house.store.notes("link#gitlab")]));
  secrets.push(s.application().secret, ...s.twin.world.grants.map(({ code }) => code));
  secrets.push(...s.twin.world.tokens.filter(({ application }) => application).map(({ text }) => text));
  assert.equal(secrets.length, 3 + 1 + 1 + 3 + 1);
  for (const secret of [...secrets, "canary"])
    for (const line of [...s.logged, ...kept]) assert.ok(!line.includes(secret), line);
  assert.ok(!kept.join().includes('"verifier"'));
  assert.ok(s.logged.some((line) => /invalid_grant/.test(line)));
});

test("people are known by their numbers: whoever is renamed, here or there, stays who they are", async (t) => {
  const s = await linkStage(t);
  const page = await s.browse(await s.linkFor("UALICE"), "alice");
  Object.assign(personOf(s.twin.world, "alice"), { username: "alicia" });
  s.twin.addPerson({ username: "alice" });
  await s.say("UALICE", `link ${codeIn(page)}`, { name: "renamed" });
  await s.say("UMALLORY", "status shop/api", { name: "alice" });
  await s.say("UALICE", "status shop/api", { name: "somebody" });
  await s.settle();
  assert.equal(s.told.length, 1);
  assert.equal(await s.linkedTo("UMALLORY"), undefined);
  assert.match(await s.say("UALICE", "unlink"), /@alice/);
});

test("who is blocked, deactivated, banned or gone in GitLab has no word any more, and the link is gone with it", async (t) => {
  const s = await linkStage(t);
  const person = personOf(s.twin.world, "alice");
  const ways: readonly (readonly [RegExp, () => void])[] = [
    [/blocked/, () => Object.assign(person, { state: "blocked" })],
    [/deactivated/, () => Object.assign(person, { state: "deactivated" })],
    [/banned/, () => Object.assign(person, { state: "banned" })],
    [/does not know you/, () => s.twin.world.people.splice(s.twin.world.people.indexOf(person), 1)],
  ];
  for (const [says, happens] of ways) {
    const page = await s.browse(await s.linkFor("UALICE"), "alice");
    await s.say("UALICE", `link ${codeIn(page)}`);
    happens();
    await s.say("UALICE", "status shop/api");
    await s.settle();
    assert.match(s.told.at(-1) ?? "", says);
    assert.equal(await s.linkedTo("UALICE"), undefined);
    person.state = "active";
    s.clock.advance(60);
  }
  assert.deepEqual(
    (await s.words()).map((word) => word.split(" ")[0]),
    ways.flatMap(() => ["link", "unlink"]),
  );
});

test("where GitLab cannot be asked who somebody is, nothing is done, and the link stays", async (t) => {
  const s = await linkStage(t);
  const page = await s.browse(await s.linkFor("UALICE"), "alice");
  await s.say("UALICE", `link ${codeIn(page)}`);
  s.twin.faultNext({ kind: "500before", path: /^\/api\/v4\/users\//, count });
  await s.say("UALICE", "status shop/api");
  await s.pass(600);
  assert.equal(await s.linkedTo("UALICE"), "alice");
  assert.match(s.told.at(-1) ?? "", /could not/);
});

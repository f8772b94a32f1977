import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import { personBehind } from "../../../functions/world/person.ts";
import { serveTwin } from "../../../infra/twin/serve.ts";
import { createTwin } from "../../../infra/twin/twin.ts";
import type { Log } from "../../../lib/edge/log.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { serve } from "../../gitlab/server.ts";
import { now } from "../apiDesk.ts";
import { claimsOf, office } from "./credentials.ts";

const canary = "glpat-canary-0123456789";
const arm = { method: "POST", body: { reason: "audit", for: "2h" } };
const path = "/api/one/gates/42/1001/disarm";
const said = { method: "POST", body: { reason: "audit" } };

test("GitLab is asked whose token it is: a person's, a stranger's, a bot's, a blocked one's", async (t) => {
  const twin = createTwin({ clock: () => now });
  const [ada, eve] = ["ada", "eve"].map((username) => twin.addPerson({ username }));
  assert.ok(ada && eve);
  const tokens = [ada, eve].map(({ username }) => twin.addToken(username));
  eve.state = "blocked";
  const served = await serveTwin(twin);
  t.after(() => served.close());
  assert.deepEqual(await personBehind(served, tokens[0] ?? ""), { userId: ada.id, username: "ada" });
  assert.equal(await personBehind(served, canary), undefined);
  const blocked = await personBehind(served, tokens[1] ?? "");
  assert.ok(!blocked || "noPerson" in blocked);
  const bot = await personBehind(served, twin.bot.token);
  assert.ok(bot && "noPerson" in bot && bot.noPerson.includes("bot"));
});

for (const [what, user, isPerson] of [
  ["is active and no bot", { state: "active", bot: false }, true],
  ["is blocked", { state: "blocked", bot: false }, false],
  ["is deactivated", { state: "deactivated", bot: false }, false],
  ["is a bot", { state: "active", bot: true }, false],
  ["is perhaps a bot", { state: "active" }, false],
  ["is in no state that GitLab tells", { bot: false }, false],
] as const)
  test(`a user who ${what} ${isPerson ? "is" : "is no"} person`, async (t) => {
    const server = await serve(t, (_, response) => {
      response.setHeader("content-type", "application/json").end(JSON.stringify({ id: 7, username: "ada", ...user }));
    });
    const found = await personBehind(server, canary);
    assert.equal(found !== undefined && "userId" in found, isPerson, JSON.stringify(found));
  });

test("a token is sent over https only, but to this machine", async () => {
  await assert.rejects(personBehind({ url: "http://gitlab.example.com" }, canary), /https/);
});

for (const [what, code, send] of [
  ["a web page", "oddAnswer", (response: ServerResponse) => response.setHeader("content-type", "text/html").end("<p>")],
  ["a way to elsewhere", "redirected", (response: ServerResponse) => response.writeHead(302, { location: "/u" }).end()],
  ["too many at once", "throttled", (response: ServerResponse) => response.writeHead(429).end()],
  ["a number as a text", "oddAnswer", (response: ServerResponse) => sendUser(response, { id: "7" })],
  ["a number below 1", "oddAnswer", (response: ServerResponse) => sendUser(response, { id: -7 })],
  ["no name", "oddAnswer", (response: ServerResponse) => sendUser(response, { username: "" })],
] as const)
  test(`a GitLab that answers ${what} says of nobody who they are, and is asked once`, async (t) => {
    let asked = 0;
    const server = await serve(t, (_, response) => {
      asked++;
      send(response);
    });
    await assert.rejects(personBehind(server, canary), { code });
    assert.equal(asked, 1);
  });

function sendUser(response: ServerResponse, more: object): void {
  const user = { id: 7, username: "ada", state: "active", bot: false, ...more };
  response.setHeader("content-type", "application/json").end(JSON.stringify(user));
}

test("a token that may not say whose it is is told from a GitLab that is silent", async (t) => {
  const server = await serve(t, (_, response) => void response.writeHead(403).end('{"error":"insufficient_scope"}'));
  const desk = office({ personBehind: async (_, token) => await personBehind(server, token) });
  const { status, body, text } = await desk.ask(path, { ...said, headers: { "x-gitlab-token": canary } });
  assert.deepEqual([status, body.error.code], [401, "notThatPerson"]);
  assert.match(body.error.cure, /read_user/);
  assert.ok(!text.includes(canary));
});

test("what can be no token is nobody's, and goes nowhere", async () => {
  const desk = office({ personBehind: async (_, token) => await personBehind({ url: "http://127.0.0.1:9" }, token) });
  for (const token of ["glpat one", "glpat-\u00e4"]) {
    const { status, body } = await desk.ask(path, { ...said, headers: { "x-gitlab-token": token } });
    assert.deepEqual([status, body.error.code], [401, "notThatPerson"]);
  }
});

/** A log that keeps every word. */
function listening() {
  const words: string[] = [];
  const write = (...all: unknown[]) => void words.push(JSON.stringify(all));
  const log: Log = { info: write, error: write };
  return { words, log };
}

for (const [what, behind, code] of [
  ["of a person", async () => ({ userId: 7, username: "ada" }), undefined],
  ["of nobody", async () => undefined, "notThatPerson"],
  ["of a bot", async () => ({ noPerson: "robo is a bot" }), "notThatPerson"],
  ["that GitLab could not be asked about", (_: string, token: string) => broken(token), "noGitLab"],
  ["that broke us", (_: string, token: string) => Promise.reject(new Error(`cannot send ${token.length}`)), "broken"],
] as const)
  test(`a token ${what} stands in no log, no journal, no table and no answer`, async () => {
    const { words, log } = listening();
    const store = createMemoryStore();
    const desk = office({ store, log, personBehind: behind });
    for (const asked of [said, arm, { ...said, body: { reason: " " } }])
      for (const at of [
        path,
        path.replace("disarm", "arm"),
        path.replace("gates", "approvals").replace("disarm", "reject"),
      ]) {
        const answered = await desk.ask(at, { ...asked, headers: { "x-gitlab-token": canary } });
        assert.ok(!JSON.stringify(answered).includes(canary), answered.text);
      }
    const { body } = await desk.ask(path, { ...said, headers: { "x-gitlab-token": canary } });
    if (code !== undefined) assert.equal(body.error.code, code);
    assert.ok(!words.join().includes(canary), words.join());
    for (const table of ["tasks", "ledger", "journal", "rules"] as const)
      assert.ok(!JSON.stringify(store.tables.all(table)).includes(canary), table);
  });

async function broken(token: string): Promise<never> {
  const { GitLabError } = await import("../../../lib/core/errors.ts");
  throw new GitLabError("unreachable", `could not send ${token}`, { advice: `look at ${token}` });
}

test("whom the source's own GitLab gave a JWT needs no token, and speaks nowhere else", async () => {
  const asked: string[] = [];
  const personBehind = async (source: string) => {
    asked.push(source);
    return undefined;
  };
  const who = { issuer: "https://one.example.com", subject: "7" };
  const access = [{ who, sources: ["one", "two"], scopes: ["gates:write" as const] }];
  const desk = office({ personBehind, access });
  const own = await desk.askByJwt(path, claimsOf("one", 7), said);
  assert.ok(!["noPerson", "notThatPerson"].includes(own.body.error.code), own.text);
  assert.deepEqual(asked, []);
  const foreign = await desk.askByJwt(path.replace("one", "two"), claimsOf("one", 7), said);
  assert.deepEqual([foreign.status, foreign.body.error.code], [401, "noPerson"]);
});

for (const [what, claims] of [
  ["a subject that is no number", { sub: "project_path:shop/api" }],
  ["no name", { preferred_username: "" }],
  ["the subject 0", { sub: "0" }],
  ["a subject that no number can hold", { sub: "9007199254740993" }],
  ["a subject with a zero before it", { sub: "07" }],
  ["a subject with white space", { sub: "7 " }],
] as const)
  test(`a JWT with ${what} says of nobody who they are`, async () => {
    const desk = office();
    const { status, body } = await desk.askByJwt(path, claimsOf("one", 7, claims), said);
    assert.deepEqual([status, body.error.code], [401, "noPerson"]);
  });

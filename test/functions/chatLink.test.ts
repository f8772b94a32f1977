import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatWorld } from "../../functions/chat/chatWorld.ts";
import { linked } from "../../functions/chat/link.ts";
import { type OAuthApp, linkUrlOf as pageOf } from "../../functions/chat/linkApp.ts";
import { askedLinking, beginLinking } from "../../lib/app/talk/linking.ts";
import { readState } from "../../lib/app/talk/linkState.ts";
import { linkUrlOf, redirectUrlOf } from "../../lib/edge/chatTalk.ts";
import { secretText } from "../../lib/edge/random.ts";
import type { Request } from "../../lib/edge/request.ts";
import { talkHouse } from "../app/talk/talkHouse.ts";

const url = "https://penstock.example.com/";
const link = (source: string) => ({ source, application: "ID" });
const several = { url, links: [link("main"), link("other")] };

test("of several GitLabs each sends browsers back to an address of its own; one alone needs none", () => {
  const addresses = ["main", "other"].map((source) => redirectUrlOf(several, source));
  assert.deepEqual(addresses, [
    "https://penstock.example.com/chat/link/callback/main",
    "https://penstock.example.com/chat/link/callback/other",
  ]);
  const alone = redirectUrlOf({ url, links: [link("main")] }, "main");
  assert.equal(alone, "https://penstock.example.com/chat/link/callback");
  for (const redirectUrl of [...addresses, alone]) assert.equal(pageOf({ redirectUrl }), linkUrlOf({ url }));
});

/** Two GitLabs that people link to, whose token endpoints nobody answers at; and a link to `main` that is begun. */
async function begun() {
  const { desk } = talkHouse();
  const world = desk as unknown as ChatWorld;
  const app = async (source: string): Promise<OAuthApp> => ({
    ...{ source, url: "http://127.0.0.1:9", clientId: "ID", redirectUrl: redirectUrlOf(several, source) },
  });
  const speaker = { provider: "slack", team: "T1", user: "U1" } as const;
  const secrets = { state: secretText(), verifier: secretText() };
  const text = await beginLinking("main", speaker, { secrets, desk });
  const state = readState(text) ?? assert.fail(text);
  const open = async (path: string, headers: Request["headers"] = {}) => {
    const request: Request = { method: "GET", path, headers, bodyBytes: 0, body: () => Buffer.of() };
    const answer = await linked(request, new URLSearchParams({ state: text, code: "c".repeat(64) }), { app, world });
    return typeof answer === "object" ? answer : assert.fail(answer);
  };
  const { cookies: [cookie = ""] = [] } = await open("/chat/link");
  return { open, cookie: cookie.split(";")[0] ?? "", isUnused: async () => Boolean(await askedLinking(state, desk)) };
}

test("a code that one GitLab gave is never told to another, whose link the browser came back with", async () => {
  const { open, cookie, isUnused } = await begun();
  for (const path of ["/chat/link/callback/other", "/chat/link/callback", "/chat/link/callback/"]) {
    const { statusCode = 0, body } = await open(path, { cookie });
    assert.ok(statusCode >= 400 && !body?.includes("did not say who you are"), `${path} ${statusCode}`);
    assert.ok(await isUnused(), path);
  }
  assert.equal((await open("/chat/link/callback/main", { cookie })).statusCode, 502);
  assert.ok(!(await isUnused()));
});

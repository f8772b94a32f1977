import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import type { Context } from "aws-lambda";
import type { ChatWorld } from "../../functions/chat/chatWorld.ts";
import { make } from "../../functions/chat.ts";
import { asksScope, askText } from "../../lib/app/talk/asks.ts";
import { linkKey } from "../../lib/app/talk/links.ts";
import { openPress, sealPress } from "../../lib/chat/seal.ts";
import { slackEar } from "../../lib/chat/slack/ear.ts";
import type { ChannelPlace, Speaker } from "../../lib/core/talk.ts";
import { talkHouse } from "../app/talk/talkHouse.ts";
import { urlEvent } from "./doorstep.ts";

const secret = "8f742231b10e8888abcd99yyyzzz85a5";
const buttonKey = "a key for buttons";
const speaker: Speaker = { provider: "slack", team: "T1", user: "U1" };
const place: ChannelPlace = { provider: "slack", team: "T1", channel: "C1" };
const minute = { getRemainingTimeInMillis: () => 60_000 } as Context;

/** The chat function over tables in memory, where people of Slack speak about the jobs of `main`. */
async function chatHouse(more: Partial<ChatWorld> = {}) {
  const house = talkHouse();
  const { desk, store } = house;
  const { settings, clock, random, giveWay, actions, log } = desk;
  const world: ChatWorld = {
    ...{ store, settings, clock, random, giveWay, actions, log },
    ear: async () => slackEar({ source: "main", workspaces: ["T1"], signingSecrets: [secret] }),
    open: async (token, where) => openPress(token, where, [buttonKey]),
    comment: async () => ({ statusCode: 404 }),
    link: async () => ({ statusCode: 404 }),
    linkUrl: () => undefined,
    desk: async () => desk,
    sources: ["main", "other"],
    ...more,
  };
  const link = JSON.stringify({ userId: 7, username: "alice", at: clock() });
  for (const source of world.sources) await store.putNote(linkKey(source, speaker), link, undefined);
  const handle = make(world);
  return {
    ...house,
    wake: async () => await handle({}, minute),
    /** Clicks on a button, as Slack tells it. @returns the status */
    async click(token: string): Promise<number | undefined> {
      const payload = JSON.stringify({
        type: "block_actions",
        ...{ team: { id: "T1" }, user: { id: "U1", team_id: "T1" }, channel: { id: "C1" }, trigger_id: "1.2.3" },
        actions: [{ type: "button", action_id: "penstock-0", value: token }],
      });
      const body = new URLSearchParams({ payload }).toString();
      const at = String(Math.floor(clock() / 1000));
      const signature = createHmac("sha256", secret).update(`v0:${at}:${body}`).digest("hex");
      const headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": at,
        "x-slack-signature": `v0=${signature}`,
      };
      const answer = await handle(urlEvent(body, { path: "/chat/slack", headers }), minute);
      return typeof answer === "object" ? answer.statusCode : 200;
    },
    asks: async (source: string) => (await store.notes(asksScope(source))).length,
  };
}

const tokenOf = (source: string) =>
  sealPress({ word: "reject", project: 42, job: 1, digest: "d", nonce: "n" }, { source, place }, buttonKey);

test("a button of one GitLab's gate does nothing to the job of the same number in another's", async () => {
  const house = await chatHouse();
  assert.equal(await house.click(tokenOf("other")), 200);
  assert.deepEqual([await house.asks("main"), await house.asks("other")], [0, 0]);
  const own = await chatHouse();
  assert.equal(await own.click(tokenOf("main")), 200);
  assert.deepEqual([await own.asks("main"), await own.asks("other")], [1, 0]);
});

test("secrets of a chat that cannot be loaded are answered 503: nothing unverified is heard", async () => {
  const broken = async () => {
    throw new Error("these SSM parameters cannot be read");
  };
  for (const more of [{ ear: broken }, { open: broken }]) {
    const house = await chatHouse(more);
    assert.equal(await house.click(tokenOf("main")), 503);
    assert.equal(await house.asks("main"), 0);
  }
});

test("a GitLab that hangs leaves the people of another one their share of the time", async () => {
  const house = await chatHouse();
  const { store, desk } = house;
  const asked: string[] = [];
  desk.source = (id) => {
    asked.push(id);
    if (id === "main") house.pass(15);
    return undefined;
  };
  for (const source of ["main", "other"])
    for (let at = 0; at < 10; at++) {
      const said = { word: "status", values: {} } as const;
      const ask = { id: `a${at}`, source, speaker, place, said, at: house.now() };
      const person = { userId: 7, username: "alice" };
      const value = askText({ ask, person, state: "open", tries: 0, awaits: [] });
      await store.putNote({ scope: asksScope(source), key: ask.id }, value, undefined);
    }
  await house.wake();
  assert.ok(asked.includes("other"), asked.join());
});

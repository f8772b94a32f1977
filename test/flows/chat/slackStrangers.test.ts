import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Tampering } from "../../../infra/slack/deliver.ts";
import { readAloud } from "../../../infra/slack/look.ts";
import { addMessage, type Channel } from "../../../infra/slack/state.ts";
import { asksScope } from "../../../lib/app/talk/asks.ts";
import { postsScope, postWrite } from "../../../lib/app/talk/posts.ts";
import { sealPress } from "../../../lib/chat/seal.ts";
import type { Place } from "../../../lib/core/talk.ts";
import type { Log } from "../../../lib/edge/log.ts";
import { openSlackStage, type SlackStage } from "./slackStage.ts";

const frauds: Readonly<Record<string, Tampering>> = {
  "another secret": { secret: "guessed" },
  "an old request": { ageSeconds: 301 },
  "a request from the future": { ageSeconds: -301 },
  "no signature": { headers: { "x-slack-signature": "" } },
  "no time": { headers: { "x-slack-request-timestamp": "" } },
  "a changed text": { body: (signed) => signed.replace("help", "stop") },
  "a further field": { body: (signed) => `${signed}&user_id=U0ADMIN` },
  "another workspace": { workspace: "T0OTHER" },
};

for (const [name, tampering] of Object.entries(frauds))
  test(`${name} gets the bare status, and nothing is done`, async (t) => {
    const s = await openSlackStage(t);
    await s.link(s.alice, "alice");
    const { answered } = await s.slack.say(s.alice, s.deploys, "/penstock help", tampering);
    assert.ok("status" in answered);
    assert.deepEqual([answered.status, answered.body], [401, "{}"]);
    assert.deepEqual(await waiting(s), []);
  });

test("nothing of a request that is refused is in our log: no text, no token, no address that takes answers", async (t) => {
  const lines: string[] = [];
  const note = (what: string, fields: unknown) => void lines.push(JSON.stringify({ what, fields }));
  const log: Log = { info: note, error: note };
  const s = await openSlackStage(t, { log });
  await s.slack.say(s.alice, s.deploys, "/penstock hush-hush", { workspace: "T0OTHER" });
  await s.slack.say(s.alice, s.deploys, "/penstock hush-hush", { secret: "guessed" });
  await s.link(s.alice, "alice");
  s.slack.faults.add("error", "reply", 5);
  s.slack.faults.add("error", "chat.postEphemeral", 5);
  await s.slack.say(s.alice, s.deploys, "/penstock why https://gitlab.example.com/a/b/-/jobs/1");
  await s.settle();
  assert.ok(lines.some((line) => line.includes("another workspace")));
  const replies = [...s.slack.world.replies.keys()];
  for (const secret of ["hush", s.slack.botToken, "/commands/", ...replies])
    assert.deepEqual(
      lines.filter((line) => line.includes(secret)),
      [],
    );
});

async function waiting({ house }: SlackStage) {
  return [...(await house.store.notes(asksScope("gitlab"))), ...(await house.store.notes(postsScope("gitlab")))];
}

/** A gate's message with a button in the channel, as the outbox says it. */
async function withButton(t: TestContext) {
  const s = await openSlackStage(t);
  const to: Place = { provider: "slack", team: s.slack.world.workspace, channel: s.deploys.id };
  const press = { word: "why", project: s.project.id, job: 1, digest: "d", nonce: "n" } as const;
  const buttons = [{ label: "Why", token: sealPress(press, { source: "gitlab", place: to }, "a key for buttons") }];
  const message = { tone: "wait", title: ["a gate"], lines: [], buttons } as const;
  await s.house.store.commit([postWrite("gitlab", "gate", { to, message, at: s.clock.now(), tries: 0 })]);
  await s.settle();
  const [shown] = s.slack.seen(s.alice, s.deploys);
  assert.ok(shown);
  return { ...s, gate: shown };
}

test("who clicks and is not linked is told so, alone: Slack shows nothing of the answer to a click", async (t) => {
  const s = await withButton(t);
  const { answered } = await s.slack.click(s.bob, s.gate, "Why");
  assert.ok("body" in answered && answered.body === "{}");
  await s.settle();
  assert.match(s.read(s.bob)[1] ?? "", /I do not know who you are in GitLab/);
  assert.equal(s.read(s.alice).length, 1);
});

test("a click of somebody who shares the channel from another workspace is answered, and not heard", async (t) => {
  const s = await withButton(t);
  const eve = s.slack.addUser("eve", "T0OTHER");
  s.deploys.members.add(eve.id);
  const delivery = await s.slack.click(eve, s.gate, "Why");
  await s.slack.again(delivery);
  await s.settle();
  const told = s.read(eve).slice(1);
  assert.equal(told.length, 1);
  assert.match(told[0] ?? "", /you are of another one that shares the channel/);
  assert.deepEqual(await s.house.store.notes(asksScope("gitlab")), []);
});

test("a button that was carried into another channel does nothing there", async (t) => {
  const s = await withButton(t);
  await s.link(s.alice, "alice");
  const other: Channel = s.slack.addChannel("other", { members: [s.alice] });
  const { text, blocks } = s.gate;
  const stolen = addMessage(s.slack.world, { channel: other.id, by: "app", text, blocks });
  await s.slack.click(s.alice, stolen, "Why");
  await s.settle();
  const [, answer, ...more] = s.slack.seen(s.alice, other);
  assert.match(answer ? readAloud(answer) : "", /That button is not mine, or not of this channel/);
  assert.deepEqual([answer?.onlyFor, more], [s.alice.id, []]);
});

test("strangers who click without end are told so ten times a minute, and nothing more waits to be said", async (t) => {
  const s = await withButton(t);
  const eve = s.slack.addUser("eve", "T0OTHER");
  s.deploys.members.add(eve.id);
  for (let times = 0; times < 15; times++) for (const one of [eve, s.bob]) await s.slack.click(one, s.gate, "Why");
  assert.equal((await s.house.store.notes(postsScope("gitlab"))).length, 20);
});

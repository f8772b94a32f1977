import assert from "node:assert/strict";
import { test } from "node:test";
import { asksScope } from "../../../lib/app/talk/asks.ts";
import { mattermostStage, sameAgain } from "./mattermostStage.ts";

test("a command that is not the server's, or not of its team or address, does nothing and shows nothing", async (t) => {
  const s = await mattermostStage(t);
  const { alice, bob } = s.people;
  const team = s.mattermost.addTeam("strangers");
  const text = `/penstock retry ${s.failedJob().url}`;
  const tampers: readonly (readonly [number, Record<string, string>])[] = [
    [401, { token: "okwexkjpe7ygb8eq1ww58t483w" }],
    [401, { team_id: team.id }],
    [401, { user_id: alice.id }],
    [401, { trigger_id: "" }],
    [400, { response_url: "http://127.0.0.1:9/hooks/commands/okwexkjpe7ygb8eq1ww58t483w" }],
    [400, { channel_id: "../x" }],
  ];
  for (const [status, tamper] of tampers) {
    const heard = await s.mattermost.say({ user: bob.id, channel: s.channel.id, text, tamper });
    assert.equal(heard.status, status, JSON.stringify(tamper));
  }
  await s.settle();
  assert.deepEqual(s.deeds(), []);
  assert.deepEqual(await s.house.store.notes(asksScope("gitlab")), []);
  assert.deepEqual(s.read(bob), []);
});

test("a command that is sent again is one command, and later than five minutes it is nothing", async (t) => {
  const s = await mattermostStage(t);
  const { sent } = await s.say(s.people.bob, `/penstock retry ${s.failedJob().url}`);
  assert.ok(sent);
  const again = () => sameAgain(sent);
  assert.deepEqual(await again(), [200, "{}"]);
  await s.pass(301);
  assert.equal((await again())[0], 401);
  await s.pass(25 * 3600);
  assert.equal((await again())[0], 401);
  assert.deepEqual(s.deeds(), ["retry build"]);
});

test("a token that the settings do not have yet is not believed, though the server sends it", async (t) => {
  const s = await mattermostStage(t);
  s.command.token = s.mattermost.world.newId();
  assert.equal((await s.say(s.people.bob, "/penstock help")).status, 401);
});

test("who leaves Mattermost's name to another leaves no right with it", async (t) => {
  const s = await mattermostStage(t, { unlinked: ["carol"] });
  const { bob, carol } = s.people;
  bob.username = "gone";
  carol.username = "bob";
  await s.say(carol, `/penstock retry ${s.failedJob().url}`);
  assert.match(s.read(carol)[0] ?? "", /I do not know who you are/);
  assert.deepEqual(s.deeds(), []);
  await s.say(bob, `/penstock retry ${s.failedJob("other").url}`);
  assert.deepEqual(s.deeds(), ["retry other"]);
});

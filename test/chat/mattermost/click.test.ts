import assert from "node:assert/strict";
import { test } from "node:test";
import { sealedContext } from "../../../lib/chat/mattermost/key.ts";
import { click, clickFields, context, heard, ids, knock, now, stranger, trigger } from "./knocking.ts";

const minutes = 60_000;

test("a click is the button's token, in the thread of its post", () => {
  assert.deepEqual(heard(click()), {
    id: "4md3yr7cjbd1pcrsk46j9zm1oc",
    source: "gitlab",
    speaker: { provider: "mattermost", team: ids.team, user: ids.user, name: "tester" },
    place: { provider: "mattermost", team: ids.team, channel: ids.channel, thread: ids.post },
    said: { token: "a-token" },
  });
});

test("a click in a thread stays in it; one on what a single person sees hangs on nothing", () => {
  const inThread = sealedContext({ token: "a-token", team: ids.team, thread: ids.root }, ids.token);
  const { place } = heard(click(clickFields({ context: inThread })));
  assert.ok(place.provider === "mattermost" && place.thread === ids.root);
  const alone = sealedContext({ token: "a-token", team: ids.team }, ids.token);
  const { place: other } = heard(click(clickFields({ context: alone })));
  assert.ok(other.provider === "mattermost" && other.thread === undefined);
});

test("in a direct message, which is no team's, the team counts that the button was made for", () => {
  assert.equal(heard(click(clickFields({ team_id: "" }))).speaker.team, ids.team);
});

test("a button that was sealed with a token that is still live works on", () => {
  assert.ok(heard(click(), { commandTokens: [ids.newToken, ids.token] }));
  assert.ok("refused" in knock(click(), { commandTokens: [ids.newToken] }));
});

const forged: Readonly<Record<string, Record<string, unknown>>> = {
  "a guessed key": { context: { ...context, key: "x".repeat(43) } },
  "no key": { context: { token: "a-token", team: ids.team } },
  "another token under the same key": { context: { ...context, token: "another" } },
  "another thread under the same key": { context: { ...context, thread: ids.root } },
  "another team under the same key": { context: { ...context, team: ids.otherTeam }, team_id: ids.otherTeam },
  "a team that the button was not made for": { team_id: ids.otherTeam },
  "a user whom the trigger is not of": { user_id: ids.otherUser },
  "a trigger that somebody else signed": { trigger_id: trigger({ key: stranger.privateKey }) },
  "a trigger that is old": { trigger_id: trigger({ at: now - 6 * minutes }) },
  "a trigger with another's name but the old signature": { trigger_id: renamed(trigger()), user_id: ids.otherUser },
  "no trigger": { trigger_id: "" },
  "a user that is no id": { user_id: "@all" },
  "no context": { context: undefined },
};

for (const [name, fields] of Object.entries(forged))
  test(`a click with ${name} is not believed`, () => {
    assert.ok("refused" in knock(click(clickFields(fields))), name);
  });

test("a button of a team that was taken from the settings is not believed any more", () => {
  assert.ok("refused" in knock(click(), { teams: [ids.otherTeam] }));
});

test("without the server's keys, who knows a button's context can click for others, but only where it stands and only now", () => {
  const none = { signingKeys: [] };
  const made = trigger({ user: ids.otherUser, key: stranger.privateKey });
  assert.ok(heard(click(clickFields({ user_id: ids.otherUser, trigger_id: made })), none));
  const old = trigger({ user: ids.otherUser, key: stranger.privateKey, at: now - 6 * minutes });
  assert.ok("refused" in knock(click(clickFields({ user_id: ids.otherUser, trigger_id: old })), none));
});

test("a click that is sent again has the same id, and later than five minutes it is nothing", () => {
  assert.equal(heard({ ...click(), now: now + 5 * minutes }).id, heard(click()).id);
  assert.ok("refused" in knock({ ...click(), now: now + 25 * 60 * minutes }));
});

function renamed(text: string): string {
  const [id, , ...rest] = Buffer.from(text, "base64").toString().split(":");
  return Buffer.from([id, ids.otherUser, ...rest].join(":")).toString("base64");
}

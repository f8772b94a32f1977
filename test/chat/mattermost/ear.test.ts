import assert from "node:assert/strict";
import { test } from "node:test";
import { mattermostEar } from "../../../lib/chat/mattermost/ear.ts";
import { readTrigger } from "../../../lib/chat/mattermost/trigger.ts";
import { type Message, sentence } from "../../../lib/core/message.ts";
import { command, commandFields, heard, ids, knock, now, settings, stranger, trigger } from "./knocking.ts";

const minutes = 60_000;

test("a slash command is what was said, by whom, and where", () => {
  assert.deepEqual(heard(command()), {
    id: "4md3yr7cjbd1pcrsk46j9zm1oc",
    source: "gitlab",
    speaker: { provider: "mattermost", team: ids.team, user: ids.user, name: "tester" },
    place: {
      provider: "mattermost",
      team: ids.team,
      channel: ids.channel,
      reply: { url: `https://chat.example.com/hooks/commands/${ids.hook}`, until: now + 30 * minutes },
    },
    said: { text: "why https://gitlab.example.com/shop/api/-/jobs/42" },
  });
});

test("what is said in a thread is answered in it", () => {
  const { place } = heard(command(commandFields({ root_id: ids.root })));
  assert.ok(place.provider === "mattermost" && place.thread === ids.root);
});

test("a trigger is read as Mattermost's documentation shows one", () => {
  // developers.mattermost.com/integrate/other-integrations/slash-commands (read 2026-11)
  const shown =
    "NG1kM3lyN2NqYmQxcGNyc2s0Nmo5em0xb2M6azF4NGFxZGp5MzgxM2M4NG03NzFlb2M5eG86MTU1MTIwODE5NTQyNzpNRVVDSUhSdWFrdmVGZ0RhTTd6UERoMWVEVndZK2NGbXlSYUxWQ054SVRLZGdxTWZBaUVBeGQvOU95NTFOeWxiTWVsRE1ZK0d4S2FzL2Z1TUU2Y0J1bW5JbFBCOXVEVT0=";
  assert.deepEqual(readTrigger(shown, []), {
    id: "4md3yr7cjbd1pcrsk46j9zm1oc",
    user: "k1x4aqdjy3813c84m771eoc9xo",
    at: 1_551_208_195_427,
  });
});

test("while a token is changed, the old one and the new one are both believed, and no other", () => {
  const commandTokens = [ids.newToken, ids.token];
  assert.ok(heard(command(), { commandTokens }));
  assert.ok(heard(command(commandFields({ token: ids.newToken })), { commandTokens }));
  assert.ok("refused" in knock(command(), { commandTokens: [ids.newToken] }));
  assert.ok("refused" in knock(command(), { commandTokens: [] }));
});

test("a server that logs in to us by other means still says its token in the form", () => {
  assert.ok(heard(command(commandFields(), { authorization: "Bearer abc" })));
});

const strangers: Readonly<Record<string, Record<string, string>>> = {
  "another token": { token: ids.newToken },
  "no token": { token: "" },
  "a token in capitals": { token: ids.token.toUpperCase() },
  "another team": { team_id: ids.otherTeam },
  "no team": { team_id: "" },
  "a user whom the trigger is not of": { user_id: ids.otherUser },
  "a trigger that somebody else signed": { trigger_id: trigger({ key: stranger.privateKey }) },
  "a trigger of six minutes ago": { trigger_id: trigger({ at: now - 6 * minutes }) },
  "a trigger of tomorrow": { trigger_id: trigger({ at: now + 24 * 60 * minutes }) },
  "no trigger": { trigger_id: "" },
  "a trigger that is none": { trigger_id: "13345224609.738474920.8088930838d88f008e0" },
};

for (const [name, fields] of Object.entries(strangers))
  test(`a command with ${name} is not believed`, () => {
    const knocked = knock(command(commandFields(fields)));
    assert.ok("refused" in knocked && knocked.refused === 401, JSON.stringify(knocked));
  });

test("a header that says another token than the form is not believed", () => {
  assert.ok("refused" in knock(command(commandFields(), { authorization: `Token ${ids.newToken}` })));
});

const foreignUrls: Readonly<Record<string, string>> = {
  "another host": `https://evil.example.com/hooks/commands/${ids.hook}`,
  "a host that begins alike": `https://chat.example.com.evil.example/hooks/commands/${ids.hook}`,
  "a name before the host": `https://chat.example.com@evil.example/hooks/commands/${ids.hook}`,
  "another port": `https://chat.example.com:8443/hooks/commands/${ids.hook}`,
  "no encryption": `http://chat.example.com/hooks/commands/${ids.hook}`,
  "another way of the server": "https://chat.example.com/api/v4/users/me",
  "a way out of it": `https://chat.example.com/hooks/commands/../../${ids.hook}`,
  "a hook that is none": "https://chat.example.com/hooks/commands/x?y",
  nothing: "",
};

for (const [name, response_url] of Object.entries(foreignUrls))
  test(`a command whose answers would go to ${name} is refused`, () => {
    const knocked = knock(command(commandFields({ response_url })));
    assert.ok("refused" in knocked && !knocked.why.includes("evil"), JSON.stringify(knocked));
  });

test("a server below a path is known by it", () => {
  const url = "https://example.com/chat/";
  const response_url = `https://example.com/chat/hooks/commands/${ids.hook}`;
  assert.ok(heard(command(commandFields({ response_url })), { url }));
  assert.ok("refused" in knock(command(commandFields({ response_url: response_url.replace("/chat", "") })), { url }));
});

test("a field that is there twice is refused, since two readers could each believe another", () => {
  for (const name of ["token", "team_id", "user_id", "text", "trigger_id", "response_url"]) {
    const request = command();
    const body = Buffer.concat([Buffer.from(request.body), Buffer.from(`&${name}=x`)]);
    assert.ok("refused" in knock({ ...request, body }), name);
  }
});

test("what is sent again has the same id, however its signature is turned", () => {
  const { id } = heard(command());
  assert.equal(heard({ ...command(), now: now + 4 * minutes }).id, id);
  // another signature of the same trigger, as a thief could make of the first
  assert.equal(heard(command(commandFields({ trigger_id: trigger() }))).id, id);
  assert.notEqual(heard(command(commandFields({ trigger_id: trigger({ id: ids.post }) }))).id, id);
});

test("what is sent again later than five minutes does nothing, whether its delivery is still remembered or not", () => {
  assert.ok("speaker" in knock({ ...command(), now: now + 5 * minutes }));
  for (const later of [5 * minutes + 1, 25 * 60 * minutes, 400 * 24 * 60 * minutes])
    assert.ok("refused" in knock({ ...command(), now: now + later }), `${later}`);
});

test("without the server's keys the trigger's time and person still count", () => {
  const none = { signingKeys: [] };
  assert.ok(heard(command(commandFields({ trigger_id: trigger({ key: stranger.privateKey }) })), none));
  for (const bad of [trigger({ at: now - 6 * minutes }), trigger({ user: ids.otherUser }), ""])
    assert.ok("refused" in knock(command(commandFields({ trigger_id: bad })), none));
});

test("text of 10 KB is heard, and no body is too odd to be refused quietly", () => {
  const text = "@all 🔥 ".repeat(2_000);
  assert.deepEqual(heard(command(commandFields({ text }))).said, { text });
  const bodies = ["", "&&&==", "%%%", "\u0000", "{}", "[]", "token", "x".repeat(600_000)];
  for (const body of bodies)
    for (const type of ["application/x-www-form-urlencoded", "application/json", "text/plain"]) {
      const knocked = knock({ headers: { "content-type": type }, body: Buffer.from(body), now });
      assert.ok("refused" in knocked, `${type} ${body.slice(0, 10)}`);
    }
});

test("a request of more than any command can be is refused unread", () => {
  assert.ok(heard(command(commandFields({ text: "🔥".repeat(16_383) }))));
  assert.ok("refused" in knock(command(commandFields({ text: "x".repeat(600_000) }))));
});

test("what is logged of a refusal are words of ours alone", () => {
  const secrets = commandFields({
    token: "wrong-secret",
    trigger_id: "a-trigger",
    response_url: "https://evil.example",
  });
  const knocked = knock(command(secrets));
  assert.deepEqual(knocked, { refused: 401, why: "the token is wrong" });
});

test("the answer to a request is seen by who asked alone, after a command and after a click", () => {
  const message: Message = { ...sentence("no", "Nobody knows ", { code: "@all" }), lines: [["a line"]] };
  const answer = mattermostEar(settings).answer(message);
  assert.equal(answer.response_type, "ephemeral");
  assert.match(String(answer.text), /No\*\* · Nobody knows `@all`$/);
  assert.match(JSON.stringify(answer.attachments), /a line/);
  assert.match(String(answer.ephemeral_text), /No\*\* · Nobody knows `@all`\n.*a line$/);
  assert.equal(answer.skip_slack_parsing, true);
});

test("a key that is none is told when the ear is made, not when somebody speaks", () => {
  assert.throws(() => mattermostEar({ ...settings, signingKeys: ["abc"] }), { name: "SettingsError" });
});

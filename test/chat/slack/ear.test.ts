import assert from "node:assert/strict";
import { test } from "node:test";
import { slackEar } from "../../../lib/chat/slack/ear.ts";
import { sentence } from "../../../lib/core/message.ts";
import { clickFields, commandFields, heard, knock, now, settings, signed } from "./knocking.ts";

const minutes = 60_000;

test("a slash command is what was said, by whom, and where", () => {
  assert.deepEqual(heard(signed(commandFields())), {
    id: "13345224609.738474920.8088930838d88f008e0",
    source: "gitlab",
    speaker: { provider: "slack", team: "T012AB3C4", user: "U2147483697", name: "steve" },
    place: {
      provider: "slack",
      team: "T012AB3C4",
      channel: "C2147483705",
      reply: { url: "https://hooks.slack.com/commands/T012AB3C4/1234/aBc9", until: now + 30 * minutes },
    },
    said: { text: "why https://gitlab.example.com/shop/api/-/jobs/42" },
  });
});

test("a click is the button's token, in the thread of its message, and its answer must be said there", () => {
  const told = heard(signed(clickFields()));
  assert.deepEqual(told.said, { token: "a-token" });
  assert.ok(told.place.provider === "slack");
  assert.equal(told.place.thread, "1548261231.000200");
  assert.equal(told.isAnswerUnseen, true);
  assert.equal(told.id, "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3");
});

test("a click in a thread stays in it; one on what a single person sees hangs on nothing", () => {
  const message = { ts: "1548261240.000100", thread_ts: "1548261231.000200" };
  const inThread = heard(signed(clickFields({ message })));
  assert.ok(inThread.place.provider === "slack" && inThread.place.thread === "1548261231.000200");
  const container = { message_ts: "1548261240.000100", channel_id: "C2147483705", is_ephemeral: true };
  const alone = heard(signed(clickFields({ message: undefined, container })));
  assert.ok(alone.place.provider === "slack" && alone.place.thread === undefined);
});

test("a delivery that Slack tries again, and one that is replayed, have the same id", () => {
  const first = heard(signed(commandFields()));
  const more = { "x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout" };
  assert.equal(heard(signed(commandFields(), { at: now + 10_000, more })).id, first.id);
  assert.equal(heard(signed(commandFields())).id, first.id);
  const other = heard(signed(commandFields({ trigger_id: "2.2.2" })));
  assert.notEqual(other.id, first.id);
});

test("where no trigger is told, or none that can be kept, the signature is the id", () => {
  for (const trigger_id of [undefined, "", "a b", "x".repeat(300)]) {
    const request = signed(commandFields({ trigger_id }));
    assert.equal(heard(request).id, request.headers["x-slack-signature"]);
    assert.equal(heard(request).id, heard(request).id);
  }
});

const strangers: Readonly<Record<string, Record<string, string | undefined>>> = {
  "another workspace": { team_id: "T999" },
  "no workspace": { team_id: undefined },
  "the workspace in small letters": { team_id: "t012ab3c4" },
  "the workspace with a space": { team_id: "T012AB3C4 " },
  nobody: { user_id: undefined },
  "a bot": { user_id: "B2147483697" },
  "a user by name": { user_id: "steve" },
  "Slackbot, who may repeat anybody's words": { user_id: "USLACKBOT" },
};

for (const [name, changes] of Object.entries(strangers))
  test(`not believed, though signed: ${name}`, () => {
    const told = knock(signed(commandFields(changes)));
    assert.ok("refused" in told && told.refused === 401);
  });

test("a person of another workspace who shares the channel is told so, and is not heard", () => {
  const user = { id: "U777", username: "eve", team_id: "T999" };
  const told = heard(signed(clickFields({ user })));
  assert.ok("wrong" in told.said);
  assert.match(JSON.stringify(told.said.wrong), /another one that shares the channel/);
});

test("a click without a person, or of a bot, is not believed", () => {
  for (const user of [undefined, null, {}, { id: "B0BOT", team_id: "T012AB3C4" }])
    assert.ok("refused" in knock(signed(clickFields({ user }))));
});

const nothings: Readonly<Record<string, Record<string, unknown>>> = {
  "a dialog": { type: "view_submission" },
  "a shortcut": { type: "message_action" },
  "no type": { type: undefined },
  "another app's button": { actions: [{ type: "button", action_id: "other", value: "a-token" }] },
  "a menu of ours": { actions: [{ type: "static_select", action_id: "penstock-0", value: "a-token" }] },
  "a button without a value": { actions: [{ type: "button", action_id: "penstock-0" }] },
  "two actions at once": {
    actions: [
      { type: "button", action_id: "penstock-0", value: "a" },
      { type: "button", action_id: "penstock-1", value: "b" },
    ],
  },
  "no actions": { actions: [] },
  "actions of another shape": { actions: "penstock-0" },
};

for (const [name, changes] of Object.entries(nothings))
  test(`nothing is done about ${name}`, () => {
    const told = knock(signed(clickFields(changes)));
    assert.ok("nothing" in told && told.body === undefined);
  });

test("Slack's look at the certificate, and what is neither command nor click, is answered with nothing", () => {
  for (const body of ["ssl_check=1&token=x", "", "a=b", "payload=", "payload=%7B", `payload=${"[".repeat(50_000)}`])
    assert.ok("nothing" in knock(signed(body)), body.slice(0, 40));
  assert.ok("nothing" in knock(signed(JSON.stringify({ type: "url_verification", challenge: "x" }))));
});

test("a body that says something twice, is no UTF-8, or is larger than Slack's is not read", () => {
  const twice = `${commandFields()}&team_id=T012AB3C4`;
  assert.ok("refused" in knock(signed(twice)));
  const text = knock(signed(`text=${"x".repeat(1024 * 1024)}`));
  assert.ok("refused" in text && text.refused === 400);
});

test("10 KB of text, and any letters, are handed on as they are: the grammar judges them", () => {
  for (const text of ["x".repeat(10_240), "", "  ", "$(id)\n\u202e`*<!channel>", "ｒｅｔｒｙ \u{1F4A9}"])
    assert.deepEqual(heard(signed(commandFields({ text }))).said, { text });
});

test("a name is cut, and never decides anything", () => {
  const told = heard(signed(commandFields({ user_name: "x".repeat(5_000) })));
  assert.equal(told.speaker.name?.length, 80);
  assert.equal(heard(signed(commandFields({ user_name: undefined }))).speaker.name, undefined);
});

const elsewhere = [
  "http://hooks.slack.com/commands/T1/1/a",
  "https://hooks.slack.com.evil.example/commands/T1/1/a",
  "https://evil.example/commands/T1/1/a",
  "https://hooks.slack.com@evil.example/commands/T1/1/a",
  "https://user:pw@hooks.slack.com/commands/T1/1/a",
  "https://hooks.slack.com:8443/commands/T1/1/a",
  "https://hooks.slack.com/commands/T1/1/a?next=https://evil.example",
  "https://hooks.slack.com/commands/T1/1/a#x",
  "https://hooks.slack.com/commands/../../api/chat.postMessage",
  "https://hooks.slack.com/commands/%2e%2e/x",
  "https://hooks.slack.com//evil.example/x",
  "https://hooks.slack.com/",
  "HTTPS://hooks.slack.com/commands/T1/1/a",
  "https://hooks.slack.com\\@evil.example/x",
  " https://hooks.slack.com/commands/T1/1/a",
  `https://hooks.slack.com/commands/${"a".repeat(500)}`,
  "https://169.254.169.254/latest/meta-data",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "",
  "no url",
];

for (const response_url of elsewhere)
  test(`no answer is ever posted to ${response_url.slice(0, 70)}`, () => {
    const { place, said } = heard(signed(commandFields({ response_url })));
    assert.ok(place.provider === "slack" && place.reply === undefined);
    assert.ok("text" in said);
  });

test("answers go to the two origins of Slack's, and to those of the settings", () => {
  const replyOf = (response_url: string, replyOrigins: readonly string[] = []) => {
    const { place } = heard(signed(commandFields({ response_url })), { replyOrigins });
    return place.provider === "slack" ? place.reply?.url : undefined;
  };
  for (const url of ["https://hooks.slack.com/actions/T1/2/b_C-9", "https://hooks.slack-gov.com/commands/T1/2/b"])
    assert.equal(replyOf(url), url);
  const local = "http://127.0.0.1:7700/commands/T1/x";
  assert.equal(replyOf(local), undefined);
  assert.equal(replyOf(local, ["http://127.0.0.1:7700"]), local);
});

test("an answer to a request is for who asked, and only they see it", () => {
  const answer = slackEar(settings).answer(sentence("wait", "On it."));
  assert.equal(answer.response_type, "ephemeral");
  assert.equal(answer.text, "Waiting: On it.");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { hosted, post } from "./hosted.ts";

test("a response URL takes five answers within half an hour, and shows them to who asked", async (t) => {
  const s = await hosted(t);
  const { sent } = await s.say("/penstock why 1");
  const url = new URLSearchParams(sent?.body).get("response_url") ?? "";
  const statuses: number[] = [];
  for (let count = 0; count < 6; count++) statuses.push((await post(url, { text: `answer ${count}` })).status);
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 400]);
  assert.equal(s.seenBy(s.alice).length, 5);
  assert.deepEqual(s.seenBy(s.bob), []);
  const { sent: later } = await s.say("/penstock why 2");
  s.clock.advance(30 * 60);
  const old = new URLSearchParams(later?.body).get("response_url") ?? "";
  assert.equal((await post(old, { text: "late" })).status, 404);
});

test("an answer is ephemeral unless it says otherwise", async (t) => {
  const s = await hosted(t);
  s.answer({ text: "for you" });
  await s.say("/penstock a");
  s.answer({ text: "for all", response_type: "in_channel" });
  await s.say("/penstock b");
  assert.deepEqual(s.seenBy(s.alice), ["for you", "for all"]);
  assert.deepEqual(s.seenBy(s.bob), ["for all"]);
});

test("Slack's markup mentions people, unless an answer says that it is none", async (t) => {
  const s = await hosted(t);
  s.answer({ text: "<!channel> <https://a.example|b>", response_type: "in_channel" });
  await s.say("/penstock a");
  s.answer({ text: "<!channel>", response_type: "in_channel", skip_slack_parsing: true });
  await s.say("/penstock b");
  assert.deepEqual(s.seenBy(s.bob), ["@channel [b](https://a.example)", "<!channel>"]);
});

test("an integration that is away, slow, or says no is told to who asked", async (t) => {
  const s = await hosted(t, { patienceMillis: 1_000 });
  s.answer({}, 401);
  assert.equal((await s.say("/penstock a")).trouble, "the command failed: 401");
  s.hang();
  assert.match((await s.say("/penstock b")).trouble ?? "", /^the command failed: .*timeout/);
  assert.equal((await s.say("/nobody")).trouble, "there is no command /nobody");
  assert.deepEqual(s.seenBy(s.alice), []);
});

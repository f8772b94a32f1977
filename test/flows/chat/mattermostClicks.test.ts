import assert from "node:assert/strict";
import { test } from "node:test";
import { gates, mattermostStage, sameAgain } from "./mattermostStage.ts";

test("a promotion: a request, two yeses by two people, played once, and the buttons are gone", async (t) => {
  const s = await mattermostStage(t, { rules: gates, isAdmin: true });
  const { alice, bob, carol } = s.people;
  await s.gate();
  assert.match(s.read(alice)[0] ?? "", /^Wait · 2 more must say yes: job \d+ "deploy" in shop\/web/);
  await s.press(bob, "Approve");
  assert.match(s.read(alice)[0] ?? "", /^Wait · 1 more must say yes/);
  await s.press(bob, "Approve");
  assert.match(s.read(alice)[0] ?? "", /^Wait · 1 more must say yes/);
  assert.deepEqual(s.deeds(), []);
  await s.press(carol, "Approve");
  assert.deepEqual(s.deeds(), ["play deploy"]);
  assert.match(
    s.read(alice)[0] ?? "",
    /^OK · job \d+ "deploy" in shop\/web: played[\s\S]*bob said yes[\s\S]*carol said yes/,
  );
  assert.ok((await s.press(alice, "Approve")).trouble);
  const answers = s.mattermost.posts(s.channel.id, bob.id).filter(({ onlyFor }) => onlyFor === bob.id);
  const [request] = s.mattermost.posts(s.channel.id);
  assert.ok(answers.length >= 2 && answers.every(({ root }) => root === request?.id));
});

const forgeries: Readonly<Record<string, (others: { alice: string; team: string }) => Record<string, unknown>>> = {
  "somebody else's name": ({ alice }) => ({ user_id: alice }),
  "a guessed key": () => ({ context: { key: "x".repeat(43) } }),
  "another button's token": () => ({ context: { token: "WyJ4Il0.abc" } }),
  "another team": ({ team }) => ({ team_id: team }),
  "a trigger of its own": () => ({ trigger_id: Buffer.from("a:b:1:c").toString("base64") }),
};

test("a click that is forged in any part is not believed, and nobody's yes is counted", async (t) => {
  const s = await mattermostStage(t, { rules: gates });
  const team = s.mattermost.addTeam("strangers").id;
  await s.gate();
  for (const [name, forge] of Object.entries(forgeries)) {
    const { status } = await s.press(s.people.bob, "Approve", forge({ alice: s.people.carol.id, team }));
    assert.equal(status, 401, name);
  }
  assert.match(s.read(s.people.alice)[0] ?? "", /^Wait · 2 more must say yes/);
  assert.equal(s.read(s.people.bob).length, 1);
});

test("a button that is copied into another channel is answered in private, and does nothing", async (t) => {
  const s = await mattermostStage(t, { rules: gates });
  const { bob } = s.people;
  await s.gate();
  const other = s.mattermost.addChannel({ team: s.team.id, name: "other", members: [bob.id] });
  const [shown] = s.mattermost.posts(s.channel.id);
  assert.ok(shown);
  const copied = { ...shown, id: s.mattermost.world.newId(), channel: other.id };
  s.mattermost.world.posts.set(copied.id, copied);
  await s.mattermost.click({ user: bob.id, post: copied.id, button: "Approve" });
  await s.settle();
  const answer = s.mattermost.posts(other.id).at(-1);
  assert.equal(answer?.onlyFor, bob.id);
  assert.match(s.read(bob).join("\n"), /No · That button is not mine, or not of this channel/);
  assert.match(s.read(s.people.alice)[0] ?? "", /^Wait · 2 more must say yes/);
});

test("a click that is sent again is one click, and later than five minutes it is nothing", async (t) => {
  const s = await mattermostStage(t, { rules: gates });
  await s.gate();
  const { sent } = await s.press(s.people.bob, "Approve");
  assert.ok(sent);
  const again = () => sameAgain(sent);
  assert.deepEqual(await again(), [200, "{}"]);
  await s.pass(301);
  assert.equal((await again())[0], 401);
  await s.pass(25 * 3600);
  assert.equal((await again())[0], 401);
  assert.match(s.read(s.people.alice)[0] ?? "", /1 more must say yes/);
});

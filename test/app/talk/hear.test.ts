import assert from "node:assert/strict";
import { test } from "node:test";
import { hear } from "../../../lib/app/talk/hear.ts";
import { commentIn, gitlab, kindOf, mattermost, openEars, slack } from "./hearing.ts";

test("whoever is not linked is told how to link, and nothing is laid aside", async () => {
  const s = openEars();
  const heard = await hear(s.askOf(slack("U1")), s.desk);
  assert.ok("refused" in heard);
  assert.equal(heard.how, "unlinked");
  assert.match(JSON.stringify(heard.refused), /"code":"link"/);
  assert.equal(await s.asks(), 0);
});

test("one delivery is one ask, however often it comes and however many come at once", async () => {
  const s = openEars();
  await s.link(slack("U1"), 7);
  const ask = s.askOf(slack("U1"));
  const heard = await Promise.all(Array.from({ length: 5 }, () => hear(ask, s.desk)));
  assert.deepEqual(heard.map(kindOf).toSorted(), ["again", "again", "again", "again", "taken"]);
  s.advance(3600);
  assert.equal(kindOf(await hear(ask, s.desk)), "again");
  assert.equal(await s.asks(), 1);
});

test("nobody says more in a minute than the settings allow, and the next minute is a new one", async () => {
  const s = openEars(3);
  await s.link(slack("U1"), 7);
  const said = [];
  for (let times = 0; times < 5; times++) said.push(await s.say(slack("U1")));
  assert.deepEqual(said, ["taken", "taken", "taken", "tooMany", "tooMany"]);
  await s.link(slack("U2"), 8);
  assert.equal(await s.say(slack("U2")), "taken");
  s.advance(60);
  assert.equal(await s.say(slack("U1")), "taken");
});

test("a person's chats count together", async () => {
  const s = openEars(3);
  await s.link(slack("U1"), 7);
  await s.link(mattermost("m7"), 7);
  const said = [await s.say(slack("U1")), await s.say(mattermost("m7")), await s.say(slack("U1"))];
  assert.deepEqual(
    [...said, await s.say(slack("U1")), await s.say(mattermost("m7"))],
    [...["taken", "taken", "taken"], ...["tooMany", "tooMany"]],
  );
});

test("whoever tells of comments in another's name takes nothing from what that person may say elsewhere", async () => {
  const s = openEars(3);
  await s.link(slack("U1"), 7);
  const forged = [];
  for (let times = 0; times < 5; times++) forged.push(await s.say(gitlab(7), commentIn(1)));
  assert.deepEqual(forged, ["taken", "taken", "taken", "tooMany", "tooMany"]);
  assert.equal(await s.say(slack("U1")), "taken");
  assert.equal(await s.say(gitlab(7), commentIn(2)), "taken");
});

test("whoever tells of comments in many names fills nobody's place among what waits", async () => {
  const s = openEars(3);
  let taken = 0;
  for (let user = 1; user <= 50; user++) if ((await s.say(gitlab(user), commentIn(1))) === "taken") taken++;
  assert.equal(taken, 30);
  assert.equal(await s.say(gitlab(51), commentIn(2)), "taken");
});

test("what is said by somebody who is not linked counts as well", async () => {
  const s = openEars(3);
  const said = [];
  for (let times = 0; times < 4; times++) said.push(await s.say(slack("U1")));
  assert.deepEqual(said, ["unlinked", "unlinked", "unlinked", "tooMany"]);
  await s.link(slack("U1"), 7);
  assert.equal(await s.say(slack("U1")), "tooMany");
});

test("what was refused is not taken when the same delivery comes once more, later", async () => {
  const s = openEars(1);
  await s.link(slack("U1"), 7);
  await s.say(slack("U1"));
  const tooMany = s.askOf(slack("U1"));
  assert.equal(kindOf(await hear(tooMany, s.desk)), "tooMany");
  const unlinked = s.askOf(slack("U2"));
  assert.equal(kindOf(await hear(unlinked, s.desk)), "unlinked");
  await s.link(slack("U2"), 8);
  s.advance(120);
  assert.deepEqual([kindOf(await hear(tooMany, s.desk)), kindOf(await hear(unlinked, s.desk))], ["again", "again"]);
  assert.equal(await s.asks(), 1);
});

test("people who speak at one moment are all heard, although their words meet at one counter", async () => {
  const s = openEars(20);
  await s.link(slack("U1"), 7);
  const commit = s.store.commit.bind(s.store);
  let conflicts = 0;
  const { StoreError } = await import("../../../lib/core/errors.ts");
  s.store.commit = async (writes) => {
    if (conflicts++ % 2 === 0) throw new StoreError("conflict", "another transaction is at work");
    return await commit(writes);
  };
  for (let times = 0; times < 5; times++) assert.equal(await s.say(slack("U1")), "taken");
});

test("an ask that is too long is refused, whatever makes it long", async () => {
  const s = openEars(10);
  await s.link(slack("U1"), 7);
  const values = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`NAME${at}`, "ä".repeat(250)]));
  assert.equal(await s.say(slack("U1"), { said: { word: "play", values } }), "tooLong");
  assert.equal(await s.say(slack("U1"), { said: { word: "hold", values: {}, reason: "x".repeat(20_000) } }), "tooLong");
  assert.equal(await s.asks(), 0);
  assert.equal(await s.say(slack("U1"), { said: { word: "play", values: { NAME: "ä".repeat(250) } } }), "taken");
});

test("where a thousand asks wait, the next is refused with a word, until some are answered", async () => {
  const s = openEars(10);
  await s.link(slack("U1"), 7);
  const person = { userId: 7, username: "user7" };
  for (let at = 0; at < 1_000; at++) {
    const ask = s.askOf(slack("U1"));
    const value = JSON.stringify({ ask, person, state: "open", tries: 0, awaits: [] });
    await s.store.putNote({ scope: "ask#gitlab", key: ask.id }, value, undefined);
  }
  assert.equal(await s.say(slack("U1")), "full");
  const [first] = await s.store.notes("ask#gitlab");
  await s.store.commit([{ drop: { scope: "ask#gitlab", key: first?.key ?? "" }, seen: first?.value ?? "" }]);
  assert.equal(await s.say(slack("U1")), "taken");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Post, postWrite, sendPosts } from "../../../lib/app/talk/posts.ts";
import { sentence } from "../../../lib/core/message.ts";
import type { Sent } from "../../../lib/core/talk.ts";
import { channel, source, start, type TalkHouse, talkHouse } from "./talkHouse.ts";

async function laid(house: TalkHouse, id: string, more: Partial<Post> = {}): Promise<void> {
  const post: Post = { to: channel("C1"), message: sentence("news", id), at: house.now(), tries: 0, ...more };
  assert.equal(await house.store.commit([postWrite(source, id, post)]), "written");
}

const send = (house: TalkHouse) => sendPosts(source, house.desk);

test("what waits is said once, in the order in which it was laid down, and the outbox is empty then", async () => {
  const house = talkHouse();
  await laid(house, "b", { at: start - 2 });
  await laid(house, "a", { at: start - 1 });
  await laid(house, "c");
  assert.equal(await send(house), 3);
  assert.equal(await send(house), 0);
  assert.deepEqual(house.titles(), ["b", "a", "c"]);
  assert.deepEqual(await house.outbox(), []);
});

test("what was certainly not shown is said again half a minute later, five times at most, and nothing overtakes it", async () => {
  const house = talkHouse();
  let tries = 0;
  house.moods.mood = (_, { title }) => {
    if (title[0] !== "first") return undefined;
    tries++;
    return { kind: "notSent", why: "no connection" };
  };
  await laid(house, "first", { at: start - 1 });
  await laid(house, "second");
  for (let round = 0; round < 4; round++) {
    await send(house);
    await send(house);
    assert.deepEqual([tries, house.titles()], [round + 1, []]);
    house.pass(30);
  }
  await send(house);
  assert.deepEqual([tries, house.titles()], [5, ["second"]]);
  assert.deepEqual(await house.outbox(), []);
  assert.match(JSON.stringify(house.logged), /no connection/);
});

test("what may have been shown is never said again", async () => {
  const house = talkHouse();
  house.moods.mood = () => ({ kind: "unknown", why: "the answer was lost" });
  await laid(house, "once");
  for (let round = 0; round < 10; round++) {
    await send(house);
    house.pass(300);
  }
  assert.deepEqual(house.titles(), ["once"]);
  assert.deepEqual(await house.outbox(), []);
});

test("a chat that throws may have shown it", async () => {
  const house = talkHouse();
  const { say } = house.desk;
  const desk = {
    ...house.desk,
    say: async (...args: Parameters<typeof say>): Promise<Sent> => {
      await say(...args);
      throw new Error("broken pipe");
    },
  };
  await laid(house, "once");
  for (let round = 0; round < 3; round++) {
    await sendPosts(source, desk);
    house.pass(300);
  }
  assert.deepEqual(house.titles(), ["once"]);
});

test("a channel that is not there stops no other, is not asked again, and is logged once with what to do", async () => {
  const house = talkHouse();
  house.moods.mood = (place) =>
    "channel" in place && place.channel === "GONE" ? { kind: "refused", why: "channel_not_found" } : undefined;
  for (const id of ["g1", "g2", "g3"]) await laid(house, id, { to: channel("GONE"), at: start - 1 });
  await laid(house, "here");
  assert.equal(await send(house), 1);
  assert.deepEqual(house.titles(), ["here"]);
  assert.deepEqual(await house.outbox(), []);
  assert.equal(house.logged.length, 1);
  const [line] = house.logged;
  assert.deepEqual([line?.what, line?.lost, line?.reason], ["post", 3, "channel_not_found"]);
  assert.match(String(line?.advice), /Invite Penstock to the channel/);
});

test("a chat that is asked too often is left alone in all its channels, as long as it says, and the other one is not", async () => {
  const house = talkHouse();
  let isBusy = true;
  let asked = 0;
  house.moods.mood = ({ provider }) => {
    if (provider !== "slack") return undefined;
    asked++;
    return isBusy ? { kind: "refused", why: "ratelimited", retryAfterSeconds: 40 } : undefined;
  };
  await laid(house, "s1", { at: start - 3 });
  await laid(house, "m1", { to: channel("M1", "mattermost") });
  await send(house);
  await laid(house, "s2", { to: channel("C2"), at: start - 2 });
  isBusy = false;
  house.pass(39);
  await send(house);
  assert.deepEqual([house.titles(), asked], [["m1"], 1]);
  house.pass(1);
  await send(house);
  assert.deepEqual([house.titles(), asked], [["m1", "s1", "s2"], 3]);
});

test("being asked to wait, however often, gives nothing up", async () => {
  const house = talkHouse();
  let left = 12;
  house.moods.mood = () => (left-- > 0 ? { kind: "refused", why: "ratelimited", retryAfterSeconds: 60 } : undefined);
  await laid(house, "late");
  for (let round = 0; round < 13; round++) {
    await send(house);
    house.pass(60);
  }
  assert.deepEqual(house.titles(), ["late"]);
});

test("one place with a thousand messages does not keep another one waiting", async () => {
  const house = talkHouse();
  for (let at = 0; at < 1000; at++) await laid(house, `many-${at}`, { at: start - 5000 + at });
  await laid(house, "other", { to: channel("C2") });
  assert.ok((await send(house)) <= 200);
  assert.ok(house.titles().includes("other"));
  assert.ok(house.titles().filter((title) => title.startsWith("many")).length <= 20);
});

test("a round ends when its time is over", async () => {
  const house = talkHouse();
  house.moods.mood = () => {
    house.pass(10);
    return undefined;
  };
  for (let at = 0; at < 10; at++) await laid(house, `p${at}`, { at: start - 10 + at });
  assert.equal(await sendPosts(source, house.desk, start + 30_000), 3);
});

test("what waited for a day is not told any more", async () => {
  const house = talkHouse();
  await laid(house, "old", { notBefore: start + 90_000_000 });
  house.pass(86_400);
  await laid(house, "new");
  await send(house);
  assert.deepEqual(house.titles(), ["new"]);
  assert.deepEqual(await house.outbox(), []);
  assert.match(JSON.stringify(house.logged), /too old/);
});

test("what somebody began to send and nobody can tell of is not sent again, and is forgotten after two minutes", async () => {
  const house = talkHouse();
  const noteRef = { scope: "request#gitlab", key: "1" };
  await house.store.putNote(noteRef, JSON.stringify({ a: 1 }), undefined);
  await laid(house, "stuck", { sendingSince: start, noteRef });
  await laid(house, "behind", { at: start + 1 });
  house.pass(119);
  await send(house);
  assert.deepEqual(house.titles(), []);
  house.pass(1);
  await send(house);
  assert.deepEqual(house.titles(), ["behind"]);
  assert.deepEqual(JSON.parse((await house.store.note(noteRef)) ?? ""), { a: 1, lost: "unknown" });
});

test("where the chat's id of a message is noted, what else stands there stays, and what is no item of ours is left alone", async () => {
  const house = talkHouse();
  const notes = ["fine", "broken", "list"].map((key) => ({ scope: "request#gitlab", key }));
  const texts = ['{"a":{"b":[1]}}', "{not json", "[1]"];
  for (const [at, note] of notes.entries()) {
    await house.store.putNote(note, texts[at] ?? "", undefined);
    await laid(house, note.key, { noteRef: note, at: start + at });
  }
  await laid(house, "gone", { noteRef: { scope: "request#gitlab", key: "gone" }, at: start + 9 });
  await send(house);
  assert.equal(house.said.length, 4);
  assert.deepEqual(await Promise.all(notes.map((note) => house.store.note(note))), [
    '{"a":{"b":[1]},"ref":"C1:1.0"}',
    "{not json",
    "[1]",
  ]);
  assert.equal(await house.store.note({ scope: "request#gitlab", key: "gone" }), undefined);
  assert.deepEqual(await house.outbox(), []);
});

test("in the round in which a chat says so, only those channels are tried that it was told of at the same time", async () => {
  const house = talkHouse();
  let asked = 0;
  house.moods.mood = () => {
    asked++;
    return { kind: "refused", why: "ratelimited", retryAfterSeconds: 40 };
  };
  for (let at = 0; at < 30; at++) await laid(house, `p${at}`, { to: channel(`C${at}`) });
  await send(house);
  assert.ok(asked <= 4, `${asked} were tried`);
  assert.equal((await house.outbox()).length, 30);
});

test("a chat that hangs keeps nothing back that another one is to be told", async () => {
  const house = talkHouse();
  house.moods.mood = ({ provider }) => {
    if (provider === "slack") return undefined;
    house.pass(10);
    return { kind: "notSent", why: "no answer" };
  };
  for (let at = 0; at < 6; at++) await laid(house, `m${at}`, { to: channel(`M${at}`, "mattermost"), at: start - 10 });
  await laid(house, "hello");
  await sendPosts(source, house.desk, house.now() + 35_000);
  assert.deepEqual(house.titles(), ["hello"]);
});

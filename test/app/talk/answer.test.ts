import assert from "node:assert/strict";
import { test } from "node:test";
import { answerAsks } from "../../../lib/app/talk/answer.ts";
import { askKey, asksScope, askText, type StoredAsk } from "../../../lib/app/talk/asks.ts";
import { linkKey } from "../../../lib/app/talk/links.ts";
import { postWrite } from "../../../lib/app/talk/posts.ts";
import { tendTalk } from "../../../lib/app/talk/tend.ts";
import { StoreError } from "../../../lib/core/errors.ts";
import { type Gate, gateKey, gateText } from "../../../lib/core/gate.ts";
import type { GitLabReads } from "../../../lib/core/gitlab.ts";
import { roleLevels } from "../../../lib/core/looked.ts";
import { sentence } from "../../../lib/core/message.ts";
import type { Ask } from "../../../lib/core/talk.ts";
import { channel, source, type TalkHouse, talkHouse, textOf } from "./talkHouse.ts";

/** A GitLab whose people are all maintainers of one project. */
function reads(more: Partial<GitLabReads> = {}): Partial<GitLabReads> {
  return {
    user: async (id) => ({ username: `user${id}`, state: "active", isBot: false }),
    project: async (id) => ({ id, path: "shop/api" }),
    memberLevel: async () => roleLevels.maintainer,
    ...more,
  };
}

/** Somebody asks something; unless told otherwise, what can be told without a look at anything. */
async function asked(
  house: TalkHouse,
  id: string,
  {
    userId = 7,
    ask: more = {},
    ...stored
  }: Omit<Partial<StoredAsk>, "ask"> & { userId?: number; ask?: Partial<Ask> } = {},
): Promise<void> {
  const speaker = { provider: "slack", team: "T1", user: `U${userId}` } as const;
  const ask: Ask = {
    ...{ id, source, speaker, place: channel("C1"), at: house.now() },
    ...{ said: { word: "help", values: {} }, ...(more.said === undefined && { told: sentence("ok", id) }) },
    ...more,
  };
  const person = { userId, username: `user${userId}` };
  const link = JSON.stringify({ ...person, at: house.now() });
  await house.store.putNote(linkKey(source, speaker), link, undefined);
  const text = askText({ ask, person, state: "open", tries: 0, awaits: [], ...stored });
  assert.ok(await house.store.putNote(askKey(ask), text, undefined));
}

const answers = async (house: TalkHouse) => (await house.outbox()).map(({ message }) => textOf(message.title));
const open = async (house: TalkHouse) => (await house.store.notes(asksScope(source))).map(({ key }) => key);

for (const code of ["throttled", "conflict", "ambiguous", "unavailable", "tooLarge"] as const)
  test(`an ask whose end the tables do not take (${code}) keeps no other one from its answer`, async () => {
    const house = talkHouse({}, reads());
    for (const id of ["poison", "next"]) await asked(house, id);
    await asked(house, "other", { userId: 8 });
    const { store } = house;
    const commit = store.commit.bind(store);
    store.commit = async (writes) => {
      if (JSON.stringify(writes).includes("slack/poison/answer")) throw new StoreError(code, "not this one");
      return await commit(writes);
    };
    await answerAsks(source, house.desk, house.far());
    assert.deepEqual((await answers(house)).toSorted(), ["next", "other"]);
    assert.deepEqual(await open(house), ["poison"]);
    Object.assign(store, { commit });
    house.pass(60);
    await answerAsks(source, house.desk, house.far());
    assert.deepEqual([(await answers(house)).toSorted(), await open(house)], [["next", "other", "poison"], []]);
  });

test("an ask at which whoever began came to no end four times is given up, without a further look", async () => {
  let looks = 0;
  const user: GitLabReads["user"] = async () => {
    looks++;
    return undefined;
  };
  const house = talkHouse({}, reads({ user }));
  await asked(house, "deadly", { tries: 4, leaseUntil: house.now() });
  assert.equal(await answerAsks(source, house.desk, house.far()), 1);
  assert.deepEqual(await answers(house), [
    "I could not do that: something is broken here. Say it again later; nothing is done twice.",
  ]);
  assert.deepEqual([looks, await open(house)], [0, []]);
});

/** A GitLab that takes 15 s to tell of one person. */
function slowFor(slow: number, pass: () => void) {
  return async (id: number) => {
    if (id === slow) pass();
    return { username: `user${id}`, state: "active", isBot: false };
  };
}

test("people whose asks take all the time keep nobody else's waiting", async () => {
  const house: TalkHouse = talkHouse({}, reads({ user: slowFor(7, () => house.pass(15)) }));
  for (const id of ["a", "b", "c", "d"]) await asked(house, id);
  house.pass(1);
  await asked(house, "other", { userId: 8 });
  await answerAsks(source, house.desk, house.now() + 40_000);
  assert.ok((await answers(house)).includes("other"));
});

test("what people ask of a slow GitLab leaves time to tell what is to be told", async () => {
  const house: TalkHouse = talkHouse({}, reads({ user: slowFor(7, () => house.pass(15)) }));
  for (const id of ["a", "b", "c", "d"]) await asked(house, id);
  const post = { to: channel("OPS"), message: sentence("news", "waits"), at: house.now(), tries: 0 };
  await house.store.commit([postWrite(source, "p", post)]);
  await tendTalk(source, house.desk, house.now() + 40_000);
  assert.ok(house.titles().includes("waits"), house.titles().join());
});

const press = { word: "approve", project: 42, job: 1, digest: "d1", nonce: "n" } as const;
const gate: Gate = {
  ...{ project: 42, path: "shop/api", job: 1, name: "deploy", task: "gitlab/42/job:1/play", rules: [], digest: "d1" },
  ...{ gives: [], openedAt: 0, waitsFor: "people", lookedAt: 0, approvals: [] },
};

const late = "That was asked more than 5 minutes ago, so I did nothing. Say it again.";
const ended = "Nothing came of it for job 1: its task is forgotten";
for (const [name, byNow, expected] of [
  ["does nothing", undefined, late],
  ["that was heard then is told how it stands", 0, ended],
  ["that a clock 2 s behind noted is told how it stands", -2_000, ended],
  ["is not taken for an earlier one", -2_001, late],
] as const)
  test(`a click whose first answer was cut off more than five minutes ago ${name}`, async () => {
    const house = talkHouse({}, reads());
    const said = { userId: 7, username: "user7", from: "slack", who: "slack/T1/U7", digest: "d1" } as const;
    const approvals = byNow === undefined ? [] : [{ ...said, at: house.now() + byNow }];
    await house.store.putNote(gateKey(source, 42, 1), gateText({ ...gate, approvals }), undefined);
    await asked(house, "click", { tries: 1, ask: { said: { press } } });
    house.pass(301);
    await answerAsks(source, house.desk, house.far());
    assert.deepEqual(await answers(house), [expected]);
  });

test("five wakes at one moment answer each ask once, and say each answer once", async () => {
  const house = talkHouse({}, reads());
  for (let at = 0; at < 20; at++) await asked(house, `a${at}`, { userId: at % 3 });
  const wakes = Array.from({ length: 5 }, () => tendTalk(source, house.desk, house.far()));
  await Promise.all(wakes);
  await tendTalk(source, house.desk, house.far());
  const expected = Array.from({ length: 20 }, (_, at) => `a${at}`);
  assert.deepEqual(house.titles().toSorted(), expected.toSorted());
  assert.deepEqual([await open(house), await house.outbox()], [[], []]);
});

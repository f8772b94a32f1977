import assert from "node:assert/strict";
import { test } from "node:test";
import { newsScope } from "../../../lib/app/talk/newsBook.ts";
import { postWrite } from "../../../lib/app/talk/posts.ts";
import { tendTalk } from "../../../lib/app/talk/tend.ts";
import { sentence } from "../../../lib/core/message.ts";
import { channel, source, start, talkHouse } from "./talkHouse.ts";

test("with nothing asked and nothing to tell, a round is four reads and no write", async () => {
  const house = talkHouse();
  await tendTalk(source, house.desk, house.far());
  house.operations.length = 0;
  house.pass(60);
  const writes = house.store.writes;
  assert.equal(await tendTalk(source, house.desk, house.far()), 0);
  assert.deepEqual(
    house.operations.map(({ kind }) => kind),
    ["notes", "notes", "note", "notes"],
  );
  assert.equal(house.store.writes, writes);
});

test("what one step cannot do keeps no other one from its work, and is logged", async () => {
  const house = talkHouse({
    channels: { ops: channel("OPS") },
    routes: [{ source, to: "ops", tell: ["outcomes", "gates"] }],
  });
  const write = postWrite(source, "p", { to: channel("OPS"), message: sentence("news", "hello"), at: start, tries: 0 });
  await house.store.commit([write]);
  const { store } = house;
  const notes = store.notes.bind(store);
  store.notes = async (scope) => {
    if (/^(ask|asked|gate)#/.test(scope)) throw new Error("broken");
    return await notes(scope);
  };
  await tendTalk(source, house.desk, house.far());
  assert.deepEqual(house.titles(), ["hello"]);
  assert.equal((await notes(newsScope(source))).length, 1);
  assert.deepEqual(
    house.logged.map(({ step }) => step),
    ["answerAsks", "followAsks", "requestAtGates", "forgetOld"],
  );
});

test("nothing is begun once the time is over", async () => {
  const house = talkHouse();
  assert.equal(await tendTalk(source, house.desk, house.now()), 0);
  assert.deepEqual(house.operations, []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { openPress, sealPress } from "../../lib/chat/seal.ts";
import type { Press, PressPlace } from "../../lib/core/talk.ts";

const press: Press = { word: "reject", project: 42, job: 1001, digest: "d1", nonce: "n1" };
const where: PressPlace = { source: "main", place: { provider: "slack", team: "T1", channel: "C1" } };
const keys = ["the new key", "the old key"];

test("a button does what it says where it was made, in any thread and for anybody, with each key that is live", () => {
  const place = { ...where.place, thread: "1.2", onlyFor: "U1" };
  for (const key of keys) assert.deepEqual(openPress(sealPress(press, where, key), { ...where, place }, keys), press);
});

const elsewhere: Readonly<Record<string, PressPlace>> = {
  "of another source, whose jobs may have the same numbers": { ...where, source: "other" },
  "in another channel": { ...where, place: { provider: "slack", team: "T1", channel: "C2" } },
  "in another workspace": { ...where, place: { provider: "slack", team: "T2", channel: "C1" } },
  "in another chat": { ...where, place: { provider: "mattermost", team: "T1", channel: "C1" } },
};
for (const [name, there] of Object.entries(elsewhere))
  test(`a button does nothing ${name}`, () => {
    assert.equal(openPress(sealPress(press, where, "the new key"), there, keys), undefined);
  });

import assert from "node:assert/strict";
import { test } from "node:test";
import { codeIn, linkStage } from "./linkStage.ts";

test("what somebody asked is not done in the name of a person that they were unlinked from meanwhile", async (t) => {
  const s = await linkStage(t);
  await s.say("UALICE", `link ${codeIn(await s.browse(await s.linkFor("UALICE"), "alice"))}`);
  await s.say("UALICE", "status");
  await s.say("UALICE", "unlink");
  await s.settle();
  assert.match(s.told.join(), /You were unlinked, or linked to somebody else, after you said that/);
  assert.doesNotMatch(s.told.join(), /You are @alice/);
});

test("what somebody asked is done in no other name than the one that they had then", async (t) => {
  const s = await linkStage(t);
  await s.say("UALICE", `link ${codeIn(await s.browse(await s.linkFor("UALICE"), "alice"))}`);
  await s.say("UALICE", "status");
  await s.say("UALICE", `link ${codeIn(await s.browse(await s.linkFor("UALICE"), "bob"))}`);
  await s.settle();
  assert.match(s.told.join(), /You were unlinked, or linked to somebody else/);
  assert.doesNotMatch(s.told.join(), /You are @(alice|bob)/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { isMet, missingOf, whyBot } from "../../../lib/app/gates/quorum.ts";
import type { Approval } from "../../../lib/core/gate.ts";

const bob: Approval = { userId: 2, username: "bob", at: 0, from: "api", who: "local", digest: "d" };
const quorum = (given: readonly Approval[]) => ({ rule: "r@1", needs: { count: 2 }, count: 2, given, void: [] });

test("whoever stands twice in an item is one person", () => {
  assert.deepEqual([isMet([quorum([bob, bob])]), missingOf(quorum([bob, bob]))], [false, 1]);
  assert.equal(isMet([quorum([bob, { ...bob, userId: 3 }])]), true);
});

test("several rules' requirements must all be met", () => {
  const met = quorum([bob, { ...bob, userId: 3 }]);
  assert.deepEqual([isMet([met]), isMet([met, quorum([bob])])], [true, false]);
});

test("a bot does not count, nor does anybody of whom GitLab does not say that they are none", async () => {
  const asked = (isBot: boolean | undefined) => whyBot(bob, { userIsBot: async () => isBot });
  assert.equal(await asked(false), undefined);
  assert.deepEqual(await asked(true), { refused: "noRight", why: "@bob is a bot: only people count" });
  assert.deepEqual(await asked(undefined), {
    refused: "noRight",
    why: "it cannot be learnt whether @bob is a bot",
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, typedCode } from "../../../lib/app/talk/linkCode.ts";
import { whyNoWord } from "../../../lib/app/talk/person.ts";
import { GitLabError } from "../../../lib/core/errors.ts";
import type { RightsReads } from "../../../lib/core/rights.ts";

const alice = { userId: 7, username: "alice" };
type Seen = Awaited<ReturnType<RightsReads["user"]>>;
const asked = (seen: Seen) => whyNoWord(alice, { user: async () => seen });

test("who is active in GitLab and no bot has a word, by the name of today", async () => {
  const known = await asked({ username: "alicia", state: "active", isBot: false });
  assert.deepEqual(known, { person: { userId: 7, username: "alicia" } });
});

for (const [name, seen, endsLink] of [
  ["is gone", undefined, true],
  ["is blocked", { username: "alice", state: "blocked", isBot: false }, true],
  ["is deactivated", { username: "alice", state: "deactivated", isBot: false }, true],
  ["is banned", { username: "alice", state: "banned", isBot: false }, true],
  ["is blocked by LDAP", { username: "alice", state: "ldap_blocked", isBot: false }, true],
  ["is in a state that nobody knows yet", { username: "alice", state: "constructor", isBot: false }, undefined],
  ["is in no state", { username: "alice", isBot: false }, undefined],
  ["is a bot", { username: "alice", state: "active", isBot: true }, undefined],
  ["may be a bot", { username: "alice", state: "active" }, undefined],
] as const)
  test(`who ${name} has no word, and is told so`, async () => {
    const known = await asked(seen);
    assert.ok("why" in known && known.why.length > 10);
    assert.equal(known.endsLink, endsLink);
  });

test("where GitLab cannot be asked, nobody is believed", async () => {
  const user = async () => Promise.reject(new GitLabError("timeout", "no answer", { advice: "wait" }));
  await assert.rejects(whyNoWord(alice, { user }), /no answer/);
});

test("codes have eight letters and digits that nobody takes for each other, and spread over all of them", () => {
  const codes = Array.from({ length: 2_000 }, (_, at) => codeOf(`secret ${at}`));
  assert.equal(new Set(codes).size, codes.length);
  for (const code of codes) assert.match(code, /^[2-9ABCDEFGHJKMNPQRSTVWXYZ]{8}$/);
  const counts = new Map<string, number>();
  for (const letter of codes.join("")) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  assert.equal(counts.size, 30);
  for (const [letter, count] of counts) assert.ok(count > 400 && count < 670, `${letter} ${count}`);
  assert.equal(typedCode(" abcd-ef gh "), "ABCDEFGH");
});

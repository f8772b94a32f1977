import assert from "node:assert/strict";
import { test } from "node:test";
import { commentStage } from "./commentStage.ts";

test("the answer to an internal comment is internal, in a thread and beside it", async (t) => {
  const { say, comment, twin } = await commentStage(t);
  for (const on of [{ mergeRequest: 4 }, { issue: 9 }]) {
    const [alone] = await say("/penstock help", "erin", { on, isInternal: true });
    assert.equal(alone?.isInternal, true);
    const first = comment("psst", "erin", { on, isInternal: true });
    const [reply] = await say("/penstock help", "erin", { inReplyTo: first.id });
    assert.deepEqual([reply?.isInternal, reply?.discussionId], [true, first.discussionId]);
  }
  assert.ok(twin.world.notes.every(({ isInternal }) => isInternal));
});

test("the answer on a confidential issue stays internal when the issue is shown to all", async (t) => {
  const { say } = await commentStage(t);
  const [answer] = await say("/penstock help", "erin", { on: { issue: 9 }, isConfidential: true });
  assert.equal(answer?.isInternal, true);
});

test("a command on an issue that is shown to all before the answer is neither done nor answered", async (t) => {
  const { comment, twin, settle, ours, jobUrl, retries, assertNothingLeft } = await commentStage(t);
  const note = comment(`/penstock retry ${jobUrl}`, "erin", { on: { issue: 9 }, isConfidential: true });
  await twin.deliver();
  assert.ok(note.on.type === "Issue");
  note.on.issue.isConfidential = false;
  await settle();
  assert.deepEqual([ours(), retries()], [[], 0]);
  await assertNothingLeft();
});

test("an internal comment that our token may not read is not answered", async (t) => {
  const { say } = await commentStage(t, { says: "guest" });
  assert.deepEqual(await say("/penstock help", "erin", { on: { issue: 9 }, isInternal: true }), []);
  assert.deepEqual(await say("/penstock help", "erin", { on: { issue: 10 }, isConfidential: true }), []);
  assert.equal((await say("/penstock help", "erin", { on: { issue: 11 } })).length, 1);
});

test("what was planned for an internal comment, and how it ended, is told as secretly", async (t) => {
  const { say, retries } = await commentStage(t);
  const answers = await say("/penstock retry unit", "erin", { isInternal: true });
  assert.equal(retries(), 1);
  assert.deepEqual(
    answers.map(({ isInternal }) => isInternal),
    [true, true],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { commentStage } from "./commentStage.ts";

test("a command in a merge request does what its author may, once, and how it ended is told there", async (t) => {
  const { say, retries, jobUrl, told, twin, assertNothingSaidToGitLab } = await commentStage(t);
  const [planned, ended] = await say(`Flaky again.\n\n/penstock retry ${jobUrl}`);
  assert.match(planned?.text ?? "", /retry.* is planned/);
  assert.match(ended?.text ?? "", /retry of .*done/);
  assert.equal(retries(), 1);
  assert.ok(told().includes('{"heard":1}'));
  assert.deepEqual([planned?.on.type, planned?.isThreaded, planned?.isInternal], ["MergeRequest", false, false]);
  assert.equal(twin.world.notes.length, 3);
  assertNothingSaidToGitLab();
});

test("a job of the merge request's pipeline is meant by its name alone", async (t) => {
  const { say, retries } = await commentStage(t);
  await say("/penstock retry unit");
  assert.equal(retries(), 1);
});

test("who may not retry in GitLab is told so, and nothing is done", async (t) => {
  const { say, retries } = await commentStage(t);
  for (const who of ["rita", "gus"]) assert.equal((await say("/penstock retry unit", who)).length, 1, who);
  assert.equal(retries(), 0);
});

test("help, a misspelt word and a link get one answer each, and no effect", async (t) => {
  const { say, assertNothingLeft, assertNothingSaidToGitLab } = await commentStage(t);
  for (const [text, answer] of [
    ["/penstock help", /./],
    ["/penstock", /./],
    ["/penstock retyr x", /retyr/],
    ["/penstock link", /Nobody needs to link/],
    [`/penstock retry ${"x".repeat(10_240)}`, /./],
  ] as const) {
    const answers = await say(text);
    assert.equal(answers.length, 1, text.slice(0, 30));
    assert.match(answers[0]?.text ?? "", answer);
    assert.ok((answers[0]?.text.length ?? 0) <= 10_000);
  }
  await assertNothingLeft();
  assertNothingSaidToGitLab();
});

for (const [what, text] of [
  ["none at all", "Shall we retry unit?"],
  ["one in the middle of a line", "Say /penstock help to see."],
  ["one in a code block", "```\n/penstock help\n```"],
  ["one in a quote", "> /penstock help\n/penstock help"],
  ["one in a quote block", ">>>\n/penstock help\n>>>"],
  ["one in inline code", "`like\n/penstock help\n`"],
  ["one in what is not shown", "<!--\n/penstock help\n-->"],
  ["one that is indented", "    /penstock help"],
  ["another word", "/penstocks help"],
] as const)
  test(`a comment with ${what} costs nothing and leaves nothing`, async (t) => {
    const { say, told, house, assertNothingLeft } = await commentStage(t);
    assert.deepEqual(await say(text), []);
    assert.deepEqual(told(), ['{"ignored":"the comment has no command"}']);
    assert.deepEqual(await house.store.notes("nonce#gitlab"), []);
    await assertNothingLeft();
  });

test("a comment's first five commands are heard", async (t) => {
  const { say, told } = await commentStage(t);
  assert.equal((await say("/penstock help\n".repeat(8))).length, 5);
  assert.ok(told().includes('{"heard":5}'));
});

test("whoever asks too often is not answered", async (t) => {
  const { say } = await commentStage(t, { perMinute: 3 });
  assert.equal((await say("/penstock help\n".repeat(5))).length, 3);
  assert.equal((await say("/penstock help")).length, 0);
  assert.equal((await say("/penstock help", "rita")).length, 1);
});

test("two hooks, and GitLab's repeats, are one command", async (t) => {
  const { say, twin, project, comments, retries, ours } = await commentStage(t);
  twin.addHook(project.id, comments);
  twin.disturb({ duplicate: 1 });
  await say("/penstock retry unit\n/penstock help");
  assert.equal(retries(), 1);
  assert.equal(ours().length, 3);
});

test("in a thread it is answered there; beside a comment that is none no thread is made, which might bar the merge", async (t) => {
  const { say, comment, twin } = await commentStage(t);
  const first = comment("What about this?", "alice");
  const asked = comment("/penstock help", "erin", { inReplyTo: first.id });
  const [answer] = await say("thanks");
  assert.equal(answer?.discussionId, asked.discussionId);
  const [alone] = await say("/penstock help");
  assert.equal(twin.world.notes.filter(({ discussionId }) => discussionId === alone?.discussionId).length, 1);
});

test("what strangers named mentions nobody and runs no quick action when it is told", async (t) => {
  const { say, twin, project, retries, assertNothingSaidToGitLab } = await commentStage(t);
  const pipeline = twin.addPipeline(project.id, { by: "alice", jobs: [{ name: "/close\n@all !7 `~bug` #1" }] });
  const [job] = pipeline.jobs;
  assert.ok(job);
  twin.run(job.id);
  twin.fail(job.id);
  const answers = await say(`/penstock retry ${twin.world.url}/shop/api/-/jobs/${job.id}`, "alice");
  assert.ok(answers.some(({ text }) => text.includes("@all")));
  assert.equal(retries(), 1);
  assertNothingSaidToGitLab();
});

test("a merge request from a fork is commented on like any other: the author's rights decide", async (t) => {
  const { say, twin, project, retries } = await commentStage(t);
  const fork = twin.addProject({ path: "eve/api", members: { eve: "owner" } });
  twin.addPipeline(project.id, {
    by: "alice",
    mergeRequest: { iid: 5, sourceBranch: "evil", sourceProjectId: fork.id },
    jobs: [{ name: "probe" }],
  });
  await say("/penstock retry probe", "eve", { on: { mergeRequest: 5 } });
  assert.equal(retries(), 0);
  const [answer] = await say("/penstock help", "erin", { on: { mergeRequest: 5 } });
  assert.ok(answer);
});

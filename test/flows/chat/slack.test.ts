import assert from "node:assert/strict";
import { test } from "node:test";
import { callsOf, readAloud } from "../../../infra/slack/look.ts";
import { asksScope } from "../../../lib/app/talk/asks.ts";
import { postsScope } from "../../../lib/app/talk/posts.ts";
import { openSlackStage, type SlackStage } from "./slackStage.ts";
import { retryRule, rulebook } from "./talkStage.ts";

const withRetry = { rules: [{ file: "rules.yaml", text: rulebook(retryRule) }] };

/** A failed job, and its address as people paste it. */
function failedJob({ twin, project }: SlackStage) {
  const pipeline = twin.addPipeline(project.id, { by: "alice", jobs: [{ name: "build" }] });
  const { id } = twin.jobNamed(pipeline.id, "build");
  twin.run(id);
  twin.fail(id);
  return { id, url: `${twin.world.url}/${project.path}/-/jobs/${id}` };
}

/** What waits in the tables of what was asked, or is to be said. */
async function waiting({ house }: SlackStage): Promise<number> {
  const scopes = await Promise.all([asksScope("gitlab"), postsScope("gitlab")].map((one) => house.store.notes(one)));
  return scopes.flat().length;
}

test("a command is answered at once, before GitLab is asked anything, and then told alone to who asked", async (t) => {
  const s = await openSlackStage(t);
  await s.link(s.alice, "alice");
  const job = failedJob(s);
  await s.settle();
  const before = s.twin.requests.length;
  const { shown } = await s.slack.say(s.alice, s.deploys, `/penstock why ${job.url}`);
  assert.equal(shown && readAloud(shown), ":hourglass_flowing_sand: On it.");
  assert.equal(s.twin.requests.length, before);
  await s.settle();
  assert.ok(s.twin.requests.length > before);
  const [, answer, ...more] = s.read(s.alice);
  assert.match(answer ?? "", new RegExp(`job ${job.id}`));
  assert.deepEqual([more, s.read(s.bob)], [[], []]);
  assert.deepEqual(
    [...s.slack.world.replies.values()].map(({ uses }) => uses),
    [1],
  );
});

test("help, and who is not linked yet, are answered by the tables alone", async (t) => {
  const s = await openSlackStage(t);
  const { shown } = await s.slack.say(s.alice, s.deploys, "/penstock help");
  assert.equal(shown?.by, "app");
  await s.slack.say(s.alice, s.deploys, "/penstock why https://gitlab.example.com/a/b/-/jobs/1");
  assert.match(s.read(s.alice)[1] ?? "", /I do not know who you are in GitLab\. Say link/);
  assert.equal(await waiting(s), 0);
});

test("a delivery that Slack tries again, and one that is replayed, are one ask and one answer", async (t) => {
  const s = await openSlackStage(t);
  await s.link(s.alice, "alice");
  const delivery = await s.slack.say(s.alice, s.deploys, `/penstock why ${failedJob(s).url}`);
  for (const how of [undefined, "asItWas"] as const) {
    const { answered } = await s.slack.again(delivery, how);
    assert.ok("status" in answered && answered.status === 200);
    assert.doesNotMatch(answered.body, /On it/);
  }
  await s.settle();
  await s.slack.again(delivery);
  await s.settle();
  assert.equal(s.read(s.alice).length, 2);
});

test("what is planned and how it ended the bot tells everybody, once", async (t) => {
  const s = await openSlackStage(t, withRetry);
  await s.link(s.alice, "alice");
  const job = failedJob(s);
  await s.slack.say(s.alice, s.deploys, `/penstock retry ${job.url}`);
  await s.settle();
  assert.deepEqual(
    s.twin.effects.map(({ verb, jobId }) => [verb, jobId]),
    [["retry", job.id]],
  );
  const [planned, ended, ...more] = s.read(s.bob);
  assert.match(planned ?? "", /retry of job \d+ "build" is planned/);
  assert.match(ended ?? "", /retry of job \d+ "build" in shop\/api: done/);
  assert.deepEqual(more, []);
});

for (const hasBot of [true, false])
  test(`the same is told at the response URL where there is no bot ${hasBot ? "in the channel" : "at all"}`, async (t) => {
    const s = await openSlackStage(t, { ...withRetry, hasBot });
    s.deploys.hasBot = false;
    await s.link(s.alice, "alice");
    await s.slack.say(s.alice, s.deploys, `/penstock retry ${failedJob(s).url}`);
    await s.settle();
    assert.equal(s.read(s.bob).length, 2);
    assert.deepEqual(
      [...s.slack.world.replies.values()].map(({ uses }) => uses),
      [2],
    );
  });

test("a job's name calls nobody, and is no markup, wherever it is told", async (t) => {
  const s = await openSlackStage(t, withRetry);
  await s.link(s.alice, "alice");
  const name = "<!channel> *b* @here `x` <https://evil.example|y>";
  const pipeline = s.twin.addPipeline(s.project.id, { by: "alice", jobs: [{ name }] });
  const { id } = s.twin.jobNamed(pipeline.id, name);
  s.twin.run(id);
  s.twin.fail(id);
  const url = `${s.twin.world.url}/shop/api/-/jobs/${id}`;
  for (const word of ["why", "retry"]) await s.slack.say(s.alice, s.deploys, `/penstock ${word} ${url}`);
  await s.settle();
  assert.ok(s.slack.world.messages.some((message) => readAloud(message).includes(name)));
  assert.deepEqual(s.slack.world.messages.flatMap(callsOf), []);
  assert.doesNotMatch(JSON.stringify(s.slack.world.messages), /"url":"https:\/\/evil/);
});

test("10 KB of text gets a short answer, and nothing is laid aside", async (t) => {
  const s = await openSlackStage(t);
  await s.link(s.alice, "alice");
  const { shown } = await s.slack.say(s.alice, s.deploys, `/penstock retry ${"x".repeat(10_240)}`);
  assert.equal(shown?.by, "app");
  assert.ok(shown && readAloud(shown).length < 1_000);
  assert.equal(await waiting(s), 0);
});

test("a channel that takes no more for a second hears the rest later, each once", async (t) => {
  const s = await openSlackStage(t, { ...withRetry, slack: { burst: 1 } });
  await s.link(s.alice, "alice");
  await s.slack.say(s.alice, s.deploys, `/penstock retry ${failedJob(s).url}`);
  await s.settle();
  assert.equal(s.read(s.bob).length, 1);
  await s.pass(120);
  assert.equal(s.read(s.bob).length, 2);
});

test("what may have been shown is not said again", async (t) => {
  const s = await openSlackStage(t);
  await s.link(s.alice, "alice");
  s.slack.faults.add("resetAfter", "reply");
  await s.slack.say(s.alice, s.deploys, `/penstock why ${failedJob(s).url}`);
  await s.settle();
  await s.pass(600);
  assert.equal(s.read(s.alice).length, 2);
});

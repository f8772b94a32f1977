import assert from "node:assert/strict";
import { test } from "node:test";
import { rulebook, talkStage } from "./talkStage.ts";

const by = "by: { role: developer }";
const restart = `id: restart, on: { command: restart }, when: { status: [pending, running], ${by} }, do: restart`;
const cancel = `id: cancel, on: { command: cancel }, when: { status: [pending, running, manual], ${by} }, do: cancel`;
const keep = `id: keep, on: { command: keep }, when: { ${by} }, do: keep`;
const play = `id: play, on: { command: play }, when: { ${by} }, do: { play: { allow: { REGION: { oneOf: [eu, us] } } } }`;
const all = rulebook(restart, cancel, keep, play);

test("restart cancels a job and retries it, and only the end of both is told", async (t) => {
  const s = await talkStage(t, all);
  const job = s.jobThat("running");
  const heard = await s.say("erin", `restart ${job.url}`);
  assert.deepEqual(s.deeds(), ["cancel build", "retry build"]);
  assert.match(heard[0]?.text ?? "", /^restart of job \d+ "build" is planned/);
  assert.equal(heard.filter(({ text }) => /: done/.test(text)).length, 1);
});

test("cancel cancels a job that runs, and says of one that has ended that there is nothing to cancel", async (t) => {
  const s = await talkStage(t, all);
  const job = s.jobThat("running");
  await s.say("erin", `cancel ${job.url}`);
  assert.deepEqual(s.deeds(), ["cancel build"]);
  const [no] = await s.say("erin", `cancel ${job.url}`);
  assert.match(no?.text ?? "", /^Nothing to cancel: job \d+ "build" is cancel/);
  assert.deepEqual(s.deeds(), ["cancel build"]);
});

test("keep keeps artifacts, and says at once why GitLab would keep none", async (t) => {
  const s = await talkStage(t, all);
  const { id } = s.twin.addPipeline(s.project.id, { jobs: [{ name: "build" }, { name: "pack" }] });
  const [bare, job] = [s.twin.jobNamed(id, "build").id, s.twin.jobNamed(id, "pack").id];
  s.twin.succeed(bare, { artifacts: { files: [] } });
  s.twin.succeed(job, { artifacts: { expireInSeconds: 3600 } });
  const [no] = await s.say("erin", `keep ${s.urlOf(bare)}`);
  assert.match(no?.text ?? "", /^Nothing is done to job \d+ "build": .*has no artifacts archive to keep/);
  const heard = await s.say("erin", `keep ${s.urlOf(job)}`);
  assert.deepEqual([s.deeds(), /: done/.test(heard[1]?.text ?? "")], [["keep pack"], true]);
});

test("play starts a manual job with what was given, of which only the name is said", async (t) => {
  const s = await talkStage(t, all);
  const job = s.jobThat("manual", "deploy");
  const heard = await s.say("erin", `play ${job.url} REGION=eu`);
  assert.match(
    heard[0]?.text ?? "",
    /^play of job \d+ "deploy" is planned\.\nasked for by @erin\nby play@1\nit is given REGION$/,
  );
  const [effect] = s.twin.effects.filter(({ verb }) => verb === "play");
  assert.deepEqual([s.deeds(), effect?.variables], [["play deploy"], { REGION: "eu" }]);
});

test("a play that must be approved is planned, and says for whom it waits", async (t) => {
  const s = await talkStage(t, rulebook(`${play}, require: { approvals: { count: 1, from: { role: maintainer } } }`));
  const job = s.jobThat("manual", "deploy");
  const [planned, ...more] = await s.say("erin", `play ${job.url}`);
  assert.match(
    planned?.text ?? "",
    /is planned, and waits\.\n.*\nby play@1\nit waits: play@1 needs 1 approval and has 0$/,
  );
  assert.deepEqual([planned?.tone, more, s.deeds()], ["wait", [], []]);
  const heard = await s.say("bob", `approve ${job.url}`);
  assert.deepEqual(s.deeds(), ["play deploy"]);
  assert.match(heard[0]?.text ?? "", /^@bob approved job \d+ "deploy"\./);
});

test("a play outside of the opening hours waits for them and says until when", async (t) => {
  const s = await talkStage(t, rulebook(`${play}, require: { calendar: days }`));
  const job = s.jobThat("manual", "deploy");
  s.clock.advance(14 * 3600);
  const [planned] = await s.say("erin", `play ${job.url}`);
  assert.match(planned?.text ?? "", /is planned, and waits\.[\s\S]*it waits: .*it opens 2026-01-06 08:00 UTC/);
  assert.deepEqual(s.deeds(), []);
  s.clock.advance(10 * 3600);
  await s.settle();
  assert.deepEqual(s.deeds(), ["play deploy"]);
});

for (const [verb, status] of [
  ["restart", "running"],
  ["cancel", "running"],
  ["keep", "success"],
  ["play", "manual"],
] as const)
  test(`a reporter may not ${verb}, nobody may where no rule hears it, and nothing is planned`, async (t) => {
    const s = await talkStage(t, all);
    const job = s.jobThat(status, "it");
    const [no] = await s.say("rita", `${verb} ${job.url}`);
    assert.equal(no?.text, `You may not ${verb} job ${job.id} "it": @rita is no Developer of the project.`);
    await s.apply(rulebook("id: other, on: { command: retry }, when: { status: failed }, do: retry"));
    const [none] = await s.say("alice", `${verb} ${job.url}`);
    assert.match(
      none?.text ?? "",
      new RegExp(`^Nobody can ${verb} job \\d+ "it": no rule hears the command ${verb}\\.\nSuch a rule would: `),
    );
    assert.deepEqual([s.deeds(), await s.tasks()], [[], []]);
  });

test("whoever may not any more once a worker looks does nothing", async (t) => {
  const s = await talkStage(t, rulebook(`${play}, require: { calendar: days }`));
  const job = s.jobThat("manual", "deploy");
  s.clock.advance(14 * 3600);
  await s.say("erin", `play ${job.url}`);
  const erin = [...s.project.members.keys()].find(({ username }) => username === "erin");
  assert.ok(erin);
  s.project.members.set(erin, "reporter");
  s.clock.advance(10 * 3600);
  await s.settle();
  assert.deepEqual(s.deeds(), []);
});

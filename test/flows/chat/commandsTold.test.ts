import assert from "node:assert/strict";
import { test } from "node:test";
import { switchKey } from "../../../lib/app/stops.ts";
import { holdScope } from "../../../lib/core/hold.ts";
import { retryRule, rulebook, type TalkStage, talkStage } from "./talkStage.ts";

const promote =
  "id: promote, on: [job, pipeline], when: { status: manual }, require: { approvals: { count: 2, from: { role: maintainer } } }, do: { play: { job: deploy } }";

const stops = async (s: TalkStage) => (await s.house.store.note(switchKey("gitlab"))) ?? "[]";
const holds = async (s: TalkStage) =>
  (await s.house.store.notes(holdScope("gitlab", s.project.id))).map(({ key }) => key);

async function gateStage(t: Parameters<typeof talkStage>[0]) {
  const s = await talkStage(t, rulebook(promote, retryRule));
  s.twin.addHook(s.project.id, s.hook);
  const job = s.jobThat("manual", "deploy");
  await s.settle();
  return { ...s, job };
}

test("why tells in short what the rules say, who has approved and who is missing, to reporters and for them alone", async (t) => {
  const s = await gateStage(t);
  await s.say("bob", `approve ${s.job.url}`);
  const [heard] = await s.say("rita", `why ${s.job.url}`);
  const text = heard?.text ?? "";
  assert.match(
    text,
    /^job \d+ "deploy" is manual\.\nnothing would be done now: promote would play it, but waits [^\n]*\npromote@1 says yes: [^\n]*; stopped by gate: 1 of 2 approvals: @bob approved it\n/,
  );
  assert.match(text, /\nIts gate\npromote@1 has 1 of 2 approvals: @bob\n/);
  assert.match(text, /\n1 more must say yes: say approve and its address/);
  assert.match(text, /\nretry@1 says no: /);
  assert.equal(heard?.onlyFor, "URITA");
  for (const who of ["gus", "dave"]) {
    const [no] = await s.say(who, `why ${s.job.url}`);
    assert.equal(no?.text, "shop/web is not there, or it is not watched, or you may not see it.");
  }
});

test("why names the guard that stops and what helps", async (t) => {
  const s = await gateStage(t);
  await s.say("bob", "stop shop/web the cluster moves");
  const [heard] = await s.say("rita", `why ${s.jobThat("failed").url}`);
  assert.match(heard?.text ?? "", /retry@1 says yes: .*; stopped by trigger: /);
  assert.match(heard?.text ?? "", /What helps: say the command that it hears/);
});

test("status without more tells who you are, what is stopped, and the gates of your own projects only", async (t) => {
  const s = await gateStage(t);
  const [own] = await s.say("rita", "status");
  assert.equal(
    (own?.text ?? "").split("\n").slice(0, 3).join("\n"),
    `You are @rita in GitLab (user ${s.ids.get("rita")}).\nNothing is stopped.\n1 gate in your projects wait:`,
  );
  assert.match(own?.text ?? "", /job \d+ "deploy" in shop\/web: promote@1 needs 2 approvals and has 0/);
  for (const who of ["gus", "dave"]) {
    const [heard] = await s.say(who, "status");
    assert.match(heard?.text ?? "", /No gate waits in your projects\.$/);
    assert.ok(!/shop|promote|deploy/.test(heard?.text ?? ""));
  }
});

test("status of a project tells its tasks and gates, of a job its tasks, to those who may see them", async (t) => {
  const s = await gateStage(t);
  const failed = s.jobThat("failed");
  await s.say("erin", `retry ${failed.url}`);
  const [project] = await s.say("rita", "status shop/web");
  assert.match(
    project?.text ?? "",
    /^shop\/web\nNothing is stopped\.\n1 open task, 0 that a person must look at\nplay of job \d+ "deploy": waits/,
  );
  assert.match(project?.text ?? "", /\n1 gate wait:\n/);
  const [job] = await s.say("rita", `status ${failed.url}`);
  assert.match(job?.text ?? "", /^job \d+ "build" is failed\.\nretry of job \d+ "build": done \(.*retried as job/);
  const [pipeline] = await s.say("rita", `status ${s.pipelineUrl(failed.pipeline)}`);
  assert.match(pipeline?.text ?? "", /retry of job \d+ "build": done/);
  const [no] = await s.say("gus", "status shop/web");
  const [none] = await s.say("gus", "status shop/none");
  assert.equal(no?.text.replace("shop/web", "X"), none?.text.replace("shop/none", "X"));
});

test("hold protects a job, a pipeline and a project, with a reason and in the name of who may", async (t) => {
  const s = await talkStage(t);
  const job = s.jobThat("success");
  for (const [who, text, answer] of [
    ["erin", `hold ${job.url}`, /^A hold needs a reason/],
    ["rita", `hold ${job.url} mine`, /^You may not hold job \d+ "build": @rita is no Developer/],
    ["erin", "hold shop/web mine", /^You may not hold shop\/web: only its Maintainers/],
    ["erin", `hold ${job.url} mine --dry`, /^job \d+ "build" would be held/],
    ["gus", "hold shop/web mine", /^shop\/web is not there/],
  ] as const) {
    const [heard] = await s.say(who, text);
    assert.match(heard?.text ?? "", answer);
    assert.deepEqual(await holds(s), []);
  }
  const [held] = await s.say("erin", `hold ${job.url} evidence for the audit`);
  assert.match(
    held?.text ?? "",
    /^job \d+ "build" is held: nothing of it is deleted\.\nby @erin \(slack:T1\/UERIN\): evidence for the audit\n/,
  );
  await s.say("erin", `hold ${s.pipelineUrl(job.pipeline)} evidence`);
  await s.say("bob", "hold shop/web evidence");
  assert.deepEqual((await holds(s)).toSorted(), [`job:${job.id}`, `pipeline:${job.pipeline}`, "project"]);
});

test("stop stops a project for its maintainers and everything for operators, and tells when and how it goes on", async (t) => {
  const s = await talkStage(t);
  s.operators.push(s.ids.get("carol") ?? 0);
  for (const [who, text, answer] of [
    ["erin", "stop shop/web now", /^You may not stop shop\/web: only its Maintainers/],
    ["bob", "stop shop/web", /^A stop needs a reason/],
    ["bob", "stop everything it burns", /^Only the operators that the settings name/],
    ["bob", "stop shop/web it burns --dry", /^shop\/web would be stopped/],
    ["dave", "stop shop/web it burns", /^shop\/web is not there/],
  ] as const) {
    const [heard] = await s.say(who, text);
    assert.match(heard?.text ?? "", answer);
    assert.equal(await stops(s), "[]");
  }
  const [heard] = await s.say("bob", "stop shop/web it burns");
  assert.equal(
    heard?.text,
    `shop/web is stopped.\nIn force from 2026-01-05T09:00:05Z: what was under way by then ends by itself.\nIt goes on with penstock resume project:${s.project.id} --reason "…".`,
  );
  const [again] = await s.say("bob", "stop shop/web it burns");
  assert.match(again?.text ?? "", /It was stopped already/);
  const job = s.jobThat("failed");
  const [planned] = await s.say("erin", `retry ${job.url}`);
  assert.match(planned?.text ?? "", /it waits: the switch stops project:/);
  assert.deepEqual(s.deeds(), []);
  await s.say("carol", "stop everything it burns");
  assert.deepEqual(JSON.parse(await stops(s)), [`project:${s.project.id}`, "everything"]);
});

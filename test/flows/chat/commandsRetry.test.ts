import assert from "node:assert/strict";
import { test } from "node:test";
import { retryRule, rulebook, talkStage } from "./talkStage.ts";

test("a developer's word retries a failed job, once, and the channel hears of the plan and of its end", async (t) => {
  const s = await talkStage(t);
  const job = s.jobThat("failed");
  const [planned, end, ...more] = await s.say("erin", `retry ${job.url}`);
  assert.deepEqual([s.deeds(), more], [["retry build"], []]);
  assert.match(planned?.text ?? "", /^retry of job \d+ "build" is planned\.\nasked for by @erin\nby retry@1$/);
  assert.match(end?.text ?? "", /^retry of job \d+ "build" in shop\/web: done/);
  assert.deepEqual([planned?.onlyFor, end?.onlyFor], [undefined, undefined]);
});

test("the same delivery twice is one ask, and the same word twice is one retry", async (t) => {
  const s = await talkStage(t);
  const job = s.jobThat("failed");
  await s.say("erin", `retry ${job.url}`, "once");
  assert.deepEqual(await s.say("erin", `retry ${job.url}`, "once"), []);
  const [again] = await s.say("erin", `retry ${job.url}`);
  assert.match(again?.text ?? "", /^Nothing is done to job \d+ "build": it was done already: .*retried as job/);
  assert.deepEqual([s.deeds(), (await s.tasks()).length], [["retry build"], 1]);
});

test("two words before anything was done are one retry, and both hear how it ended", async (t) => {
  const s = await talkStage(t);
  const job = s.jobThat("failed");
  await s.tell("erin", `retry ${job.url}`);
  const heard = await s.say("alice", `retry ${job.url}`);
  assert.deepEqual(s.deeds(), ["retry build"]);
  assert.equal(heard.filter(({ text }) => /: done/.test(text)).length, 2);
});

test("a reporter may not retry, hears it alone, and nothing is planned", async (t) => {
  const s = await talkStage(t);
  const job = s.jobThat("failed");
  const heard = await s.say("rita", `retry ${job.url}`);
  assert.deepEqual(
    heard.map(({ text, onlyFor }) => [text, onlyFor]),
    [[`You may not retry job ${job.id} "build": @rita is no Developer of the project.`, "URITA"]],
  );
  assert.deepEqual([s.deeds(), await s.tasks()], [[], []]);
});

test("who may not see a project learns nothing of it: a guest, a stranger, and nobody's project are answered alike", async (t) => {
  const s = await talkStage(t, undefined, { house: { projects: ["shop/*"] } });
  const job = s.jobThat("failed");
  const other = s.twin.addProject({
    path: "lab/x",
    members: { alice: "maintainer", [s.twin.bot.username]: "maintainer" },
  });
  const unwatched = s.twin.addPipeline(other.id, { jobs: [{ name: "secret" }] });
  const hidden = s.urlOf(s.twin.jobNamed(unwatched.id, "secret").id, "lab/x");
  const ask = async (who: string, url: string, path: string) =>
    (await s.say(who, `retry ${url}`)).map(({ text, onlyFor }) => [
      text.replace(path, "PATH"),
      onlyFor === `U${who.toUpperCase()}`,
    ]);
  const nothing = [["PATH is not there, or it is not watched, or you may not see it.", true]];
  assert.deepEqual(await ask("gus", job.url, "shop/web"), nothing);
  assert.deepEqual(await ask("dave", job.url, "shop/web"), nothing);
  assert.deepEqual(await ask("alice", hidden, "lab/x"), nothing);
  assert.deepEqual(await ask("alice", s.urlOf(1, "shop/none"), "shop/none"), nothing);
  assert.deepEqual([s.deeds(), await s.tasks()], [[], []]);
});

test("where no rule hears it, the answer is a rule that would, and that rule does", async (t) => {
  const s = await talkStage(t, rulebook("id: other, on: { command: play }, do: { play: { job: x } }"));
  const job = s.jobThat("failed");
  const [heard] = await s.say("alice", `retry ${job.url}`);
  assert.match(
    heard?.text ?? "",
    /^Nobody can retry job \d+ "build": no rule hears the command retry\.\nSuch a rule would: /,
  );
  assert.deepEqual(await s.tasks(), []);
  const rule = /Such a rule would: \{ (.*) \}$/.exec(heard?.text ?? "")?.[1] ?? "";
  await s.apply(`version: 1\ndefaults: { mode: enforce }\nrules:\n  - { ${rule} }\n`);
  await s.say("alice", `retry ${job.url}`);
  assert.deepEqual(s.deeds(), ["retry build"]);
});

test("what each rule says that hears it and says no is told, five at most", async (t) => {
  const rules = Array.from(
    { length: 7 },
    (_, at) => `id: r${at}, on: { command: retry }, when: { status: failed, name: "x${at}" }, do: retry`,
  );
  const s = await talkStage(t, rulebook(...rules));
  const [heard] = await s.say("alice", `retry ${s.jobThat("failed").url}`);
  const lines = (heard?.text ?? "").split("\n");
  assert.match(lines[0] ?? "", /no rule lets you retry it/);
  assert.match(lines[1] ?? "", /^r0@1 says no, when\.name: wanted "?x0"?, saw "?build"?/);
  assert.equal(lines.filter((line) => / says no, /.test(line)).length, 5);
  assert.deepEqual(await s.tasks(), []);
});

test("a rule that only reports says so, and nothing is planned", async (t) => {
  const s = await talkStage(t, rulebook(`${retryRule}, mode: report`));
  const [heard] = await s.say("erin", `retry ${s.jobThat("failed").url}`);
  assert.match(heard?.text ?? "", /rules that say yes only report\.\nretry@1 says yes, but only reports here$/);
  assert.deepEqual([s.deeds(), await s.tasks()], [[], []]);
});

test("a job in a wrong state, and one that is archived, are answered in a sentence", async (t) => {
  const s = await talkStage(t);
  const running = s.jobThat("running");
  const [no] = await s.say("erin", `retry ${running.url}`);
  assert.equal(
    no?.text,
    `Nothing to retry: job ${running.id} "build" is running, and retry takes one that is failed or success or canceled.`,
  );
  const old = s.jobThat("failed");
  s.twin.archive(old.pipeline);
  const [archived] = await s.say("erin", `retry ${old.url}`);
  assert.match(archived?.text ?? "", /^You may not retry job \d+ "build": the job is archived/);
  assert.deepEqual([s.deeds(), await s.tasks()], [[], []]);
});

test("a limit that is used up is told at once", async (t) => {
  const s = await talkStage(t, rulebook(`${retryRule}, limit: { perJob: 1 }`));
  const job = s.jobThat("failed");
  await s.say("erin", `retry ${job.url}`);
  const next = s.twin.jobNamed(job.pipeline, "build").id;
  s.twin.fail(s.twin.run(next).id);
  const [heard] = await s.say("erin", `retry ${s.urlOf(next)}`);
  assert.match(heard?.text ?? "", /^Nothing is done to job \d+ "build": retry@1: the limit perJob: 1 is used up/);
  assert.deepEqual([s.deeds(), (await s.tasks()).length], [["retry build"], 1]);
});

test("--dry tells what would be planned and what the rules say, and plans nothing", async (t) => {
  const s = await talkStage(
    t,
    rulebook(retryRule, "id: no, on: { command: retry }, when: { status: canceled }, do: retry"),
  );
  const [heard] = await s.say("erin", `retry ${s.jobThat("failed").url} --dry`);
  assert.match(
    heard?.text ?? "",
    /^retry of job \d+ "build" would be planned\.\nby retry@1\nretry@1 says yes, .*\nno@1 says no, when\.status.*\nNothing was planned\.$/,
  );
  assert.equal(heard?.onlyFor, "UERIN");
  assert.deepEqual([s.deeds(), await s.tasks()], [[], []]);
});

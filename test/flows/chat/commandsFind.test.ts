import assert from "node:assert/strict";
import { test } from "node:test";
import { retryRule, rulebook, type TalkStage, talkStage } from "./talkStage.ts";

/** A pipeline whose jobs have all failed. */
function failed(s: TalkStage, ...names: readonly string[]): number {
  const { id } = s.twin.addPipeline(s.project.id, { by: "alice", jobs: names.map((name) => ({ name })) });
  for (const name of names) s.twin.fail(s.twin.run(s.twin.jobNamed(id, name).id).id);
  return id;
}

async function nothingDone(s: TalkStage): Promise<void> {
  assert.deepEqual([s.deeds(), await s.tasks()], [[], []]);
}

test("a pipeline's address and an exact name mean the newest run of that job", async (t) => {
  const s = await talkStage(t);
  const id = failed(s, "unit tests", "lint");
  await s.say("erin", `retry ${s.pipelineUrl(id)} "unit tests"`);
  const newest = s.twin.jobNamed(id, "unit tests").id;
  s.twin.fail(s.twin.run(newest).id);
  const [heard] = await s.say("erin", `retry ${s.pipelineUrl(id)} "unit tests"`);
  assert.match(heard?.text ?? "", new RegExp(`^retry of job ${newest} "unit tests" is planned`));
  assert.deepEqual(s.deeds(), ["retry unit tests", "retry unit tests"]);
});

test("a name that only looks like a job's is refused with what it looks like", async (t) => {
  const s = await talkStage(t);
  const id = failed(s, "deploy");
  for (const name of ["dеploy", "depl0y", "Deploy", "dep\u200bloy"]) {
    const heard = await s.say("alice", `retry ${s.pipelineUrl(id)} "${name}"`);
    assert.ok(
      heard.some(({ tone }) => tone === "no"),
      name,
    );
  }
  const [cyrillic] = await s.say("alice", `retry ${s.pipelineUrl(id)} "dеploy"`);
  assert.match(cyrillic?.text ?? "", /^dеploy only looks like deploy\. Names must be exact: copy it from GitLab\.$/);
  await nothingDone(s);
});

test("parts of a job that was split up are listed, five at most, with their addresses", async (t) => {
  const s = await talkStage(t);
  const id = failed(s, ...Array.from({ length: 7 }, (_, at) => `test ${at + 1}/7`));
  const [heard] = await s.say("alice", `retry ${s.pipelineUrl(id)} test`);
  const lines = (heard?.text ?? "").split("\n");
  assert.equal(lines[0], "There are 7 that may be meant by test: which one? Say its address.");
  assert.deepEqual(
    [lines.filter((line) => /^job \d+ "test \d\/7" is failed$/.test(line)).length, lines.at(-1)],
    [5, "and 2 more"],
  );
  const links = (heard?.message.lines ?? []).flat().filter((span) => typeof span === "object" && "link" in span);
  assert.equal(links.length, 5);
  await nothingDone(s);
});

test("a name that is nowhere is answered with the nearest ones", async (t) => {
  const s = await talkStage(t);
  const id = failed(s, "deploy-eu", "deploy-us", "lint");
  const [near] = await s.say("alice", `retry ${s.pipelineUrl(id)} deploy-eo`);
  assert.match(near?.text ?? "", /has no job deploy-eo\.\nDid you mean deploy-eu\?$/);
  const [part] = await s.say("alice", `retry ${s.pipelineUrl(id)} deploy`);
  assert.match(part?.text ?? "", /Did you mean deploy-eu or deploy-us\?$/);
  const [none] = await s.say("alice", `retry ${s.pipelineUrl(id)}`);
  assert.match(none?.text ?? "", /^Which job of pipeline \d+\?.*\njob \d+ "deploy-eu" is failed/);
  await nothingDone(s);
});

test("a job of a child pipeline is listed, and not taken for the parent's", async (t) => {
  const s = await talkStage(t);
  const trigger = { jobs: [{ name: "inner" }] };
  const { id } = s.twin.addPipeline(s.project.id, { by: "alice", jobs: [{ name: "go", trigger }] });
  s.twin.wake();
  const [heard] = await s.say("alice", `retry ${s.pipelineUrl(id)} inner`);
  assert.match(heard?.text ?? "", /^There is one that is called inner in its child pipelines: which one\?/);
  await nothingDone(s);
});

test("what is not there is said so, and an address elsewhere is not asked", async (t) => {
  const s = await talkStage(t);
  const job = s.jobThat("failed");
  const host = new URL(job.url).host;
  for (const [url, answer] of [
    [s.urlOf(999), "shop/web has no job 999 that GitLab shows."],
    [s.pipelineUrl(999), "shop/web has no pipeline 999 that GitLab shows."],
    [job.url.replace("shop/web", "shop/none"), "shop/none is not there, or it is not watched, or you may not see it."],
    [job.url.replace(host, "gitlab.com"), `That is not on ${host}.`],
    [job.url.replace(host, host.replace(/\d$/, "")), `That is not on ${host}.`],
  ] as const) {
    const before = s.twin.requests.length;
    const [heard] = await s.say("alice", `retry ${url} ${url.includes("pipelines") ? "x" : ""}`);
    assert.equal(heard?.text, answer);
    if (answer.startsWith("That"))
      assert.ok(s.twin.requests.slice(before).every(({ path }) => path.startsWith("/api/v4/users/")));
  }
  await nothingDone(s);
});

test("a name alone says that an address is needed", async (t) => {
  const s = await talkStage(t, rulebook(retryRule));
  const [heard] = await s.say("alice", "retry build");
  assert.match(heard?.text ?? "", /address/);
  await nothingDone(s);
});

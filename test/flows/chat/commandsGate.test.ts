import assert from "node:assert/strict";
import { test } from "node:test";
import { gateKey, readGate } from "../../../lib/core/gate.ts";
import { rulebook, type TalkStage, talkStage } from "./talkStage.ts";

const arm =
  "id: arm, on: { command: arm }, when: { by: { role: maintainer } }, do: { play: { job: deploy, allow: { REGION: [eu] } } }";
const promote = (require: string) =>
  `id: promote, on: [job, pipeline], when: { status: manual }, require: { ${require} }, do: { play: { job: deploy, variables: { TARGET: live-secret } } }`;
const two = promote("approvals: { count: 2, from: { role: maintainer } }");

async function gateStage(
  t: Parameters<typeof talkStage>[0],
  rules = rulebook(two),
): Promise<TalkStage & { url: string; job: number }> {
  const s = await talkStage(t, rules);
  s.twin.addHook(s.project.id, s.hook);
  const { id, url } = s.jobThat("manual", "deploy");
  await s.settle();
  return { ...s, job: id, url };
}

const gateOf = async (s: TalkStage & { job: number }) =>
  readGate((await s.house.store.note(gateKey("gitlab", s.project.id, s.job))) ?? "");

test("two people approve by the job's address, it is played once, and each saw what it was", async (t) => {
  const s = await gateStage(t);
  const [one, ...more] = await s.say("bob", `approve ${s.url}`);
  assert.match(
    one?.text ?? "",
    /^@bob approved job \d+ "deploy"\.\nof main at [0-9a-f]{8} with TARGET\npromote@1 has 1 of 2 approvals: @bob\n[\s\S]*1 more must say yes\.$/,
  );
  assert.deepEqual([one?.onlyFor, more, s.deeds()], [undefined, [], []]);
  const [two, end] = await s.say("carol", `approve ${s.url} looks good`);
  assert.match(two?.text ?? "", /Nobody more need say yes\.$/);
  assert.match(end?.text ?? "", /^play of job \d+ "deploy" in shop\/web: done/);
  assert.deepEqual(s.deeds(), ["play deploy"]);
  const gate = await gateOf(s);
  assert.deepEqual(
    gate?.approvals.map(({ username, from, who, reason }) => [username, from, who, reason]),
    [
      ["bob", "slack", "slack:T1/UBOB", undefined],
      ["carol", "slack", "slack:T1/UCAROL", "looks good"],
    ],
  );
  assert.ok(!JSON.stringify(s.posts).includes("live-secret"));
});

test("the same person twice is one yes; the author, a developer and a reporter have none", async (t) => {
  const s = await gateStage(t);
  await s.say("bob", `approve ${s.url}`);
  await s.say("bob", `approve ${s.url}`);
  for (const [who, why] of [
    ["alice", /nobody approves their own/],
    ["erin", /@erin/],
    ["rita", /@rita/],
  ] as const) {
    const [heard] = await s.say(who, `approve ${s.url}`);
    assert.match(heard?.text ?? "", why);
    assert.deepEqual([heard?.tone, heard?.onlyFor], ["no", `U${who.toUpperCase()}`]);
  }
  assert.deepEqual([(await gateOf(s))?.approvals.length, s.deeds()], [1, []]);
});

test("a rejection needs a reason, closes the gate, and tells how it is opened anew", async (t) => {
  const s = await gateStage(t);
  const [none] = await s.say("bob", `reject ${s.url}`);
  assert.match(none?.text ?? "", /a rejection needs a reason/);
  assert.equal((await gateOf(s))?.closed, undefined);
  const [heard] = await s.say("bob", `reject ${s.url} the migration is missing`);
  assert.match(heard?.text ?? "", /^@bob rejected job \d+ "deploy"\.\n[\s\S]*the migration is missing$/);
  const [late] = await s.say("carol", `approve ${s.url}`);
  assert.match(
    late?.text ?? "",
    /the gate is closed: rejected by @bob[\s\S]*To open it anew, empty: penstock tasks redrive /,
  );
  assert.deepEqual([(await gateOf(s))?.closed?.how, s.deeds()], ["rejected", []]);
});

test("where no gate waits there is nothing to say, and one that was played takes no more", async (t) => {
  const s = await gateStage(t, rulebook(promote("approvals: { count: 1, from: { role: maintainer } }")));
  const other = s.jobThat("failed");
  const [none] = await s.say("bob", `approve ${other.url}`);
  assert.equal(none?.text, `Nothing to say at job ${other.id}: no gate waits there.`);
  await s.say("bob", `approve ${s.url}`);
  const [over] = await s.say("carol", `approve ${s.url}`);
  assert.match(over?.text ?? "", /the job was played already/);
  assert.deepEqual(s.deeds(), ["play deploy"]);
});

test("--dry shows what a yes would be to, and whether it would count, and says nothing", async (t) => {
  const s = await gateStage(t);
  const [mine] = await s.say("alice", `approve ${s.url} --dry`);
  assert.match(
    mine?.text ?? "",
    /with TARGET\npromote@1 has 0 of 2 approvals\n[\s\S]*Your yes would not count: .*their own/,
  );
  const [good] = await s.say("bob", `approve ${s.url} --dry`);
  assert.match(good?.text ?? "", /Nothing was said\.$/);
  await s.say("bob", `reject ${s.url} --dry`);
  const gate = await gateOf(s);
  assert.deepEqual([gate?.approvals, gate?.closed], [[], undefined]);
});

test("a maintainer arms a job that cannot be played yet, and it is played as soon as it can be", async (t) => {
  const s = await talkStage(t, rulebook(arm));
  const jobs = [
    { name: "before", stage: "a" },
    { name: "deploy", stage: "b", when: "manual" as const },
  ];
  const { id } = s.twin.addPipeline(s.project.id, { by: "alice", stages: ["a", "b"], jobs });
  const url = s.urlOf(s.twin.jobNamed(id, "deploy").id);
  const [no] = await s.say("erin", `arm ${url}`);
  assert.match(no?.text ?? "", /arm@1 says no, when\.by\.role/);
  const [long] = await s.say("bob", `arm ${url} --for 8d`);
  assert.match(long?.text ?? "", /^Nothing is armed for more than 7d/);
  await s.say("bob", `arm ${url} --dry`);
  assert.deepEqual(await s.tasks(), []);
  const [armed] = await s.say("bob", `arm ${url} --for 8h REGION=eu`);
  assert.match(
    armed?.text ?? "",
    /^@bob armed job \d+ "deploy" until 2026-01-05T17:00:00Z\.\nIt is played as soon as it can be\.\nit is given REGION$/,
  );
  assert.deepEqual(s.deeds(), []);
  s.twin.succeed(s.twin.run(s.twin.jobNamed(id, "before").id).id);
  const from = s.posts.length;
  await s.pass(120);
  assert.deepEqual(s.deeds(), ["play deploy"]);
  assert.ok(s.posts.slice(from).some(({ heard }) => /^play of .*: done/.test(heard.text)));
});

test("where no rule hears arm, the answer is one that would", async (t) => {
  const s = await talkStage(t);
  const job = s.jobThat("manual", "deploy");
  const [heard] = await s.say("bob", `arm ${job.url}`);
  assert.match(heard?.text ?? "", /no rule hears the command arm\.\nSuch a rule would: \{ id: arm-it, /);
  assert.deepEqual(await s.tasks(), []);
});

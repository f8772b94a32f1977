import assert from "node:assert/strict";
import { test } from "node:test";
import { receive } from "../../lib/app/receive.ts";
import { shownTask } from "../../lib/app/tasks.ts";
import type { Job } from "../../lib/core/job.ts";
import { expired, manual, playId, playRule } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

type Site = Awaited<ReturnType<typeof site>>;

const deploy = oneRule(
  'on: { command: play }, when: { name: "deploy*", by: { role: maintainer } }, do: { play: { allow: { REGION: { oneOf: [eu, us], required: true }, VERSION: { matches: "v[0-9.]+" } } } }',
);
const levels: Readonly<Record<number, number>> = { 7: 40, 8: 40, 9: 30 };

async function gate(rules = deploy, jobs: readonly Job[] = [manual]) {
  const s = await site({ jobs, rules });
  s.gitlab.reads.memberLevel = async (_, id) => levels[id] ?? 0;
  s.gitlab.reads.userIsBot = async () => false;
  const sent: unknown[] = [];
  const { play } = s.gitlab.writes;
  s.gitlab.writes.play = (project, id, variables, inputs) => {
    sent.push(variables);
    return play(project, id, variables, inputs);
  };
  return { ...s, sent };
}

async function say(
  s: Site,
  by: { userId: number; username: string },
  values: Readonly<Record<string, string>>,
  { verb = "play", job = manual }: { verb?: string; job?: Job } = {},
): Promise<number> {
  const about = { id: `m${s.now()}`, source: "gitlab", receivedAt: s.now(), project: { id: 42, path: "shop/api" } };
  const event = { kind: "command" as const, ...about, job, command: { verb, values, by } };
  return (await receive(event, { ...s.worker, actions: s.actions, record: "all" })).planned;
}

const ann = { userId: 7, username: "ann" };
const bob = { userId: 8, username: "bob" };
const eve = { userId: 9, username: "eve" };

test("a maintainer's word plays a gate with what the rule allows", async () => {
  const s = await gate();
  await say(s, ann, { VERSION: "v1.2", REGION: "eu" });
  await s.work();
  assert.deepEqual([s.effects, s.sent], [["play 1002"], [{ REGION: "eu", VERSION: "v1.2" }]]);
});

test("who may not is not heard, whoever ran the job", async () => {
  const s = await gate();
  await say(s, eve, { REGION: "eu" });
  await s.work();
  assert.deepEqual([(await s.task(playId)).state, s.effects], ["skipped", []]);
  await say(s, bob, { REGION: "us" });
  await s.work();
  assert.deepEqual([s.effects, s.sent], [["play 1002"], [{ REGION: "us" }]]);
});

for (const [why, values] of [
  ["a name that the rule does not know", { REGION: "eu", TARGET: "x" }],
  ["a value that is not on its list", { REGION: "asia" }],
  ["a value that its pattern does not match as a whole", { REGION: "eu", VERSION: "xv1" }],
  ["not what is required", { VERSION: "v1" }],
] as const)
  test(`a command with ${why} plans nothing, and its values are written nowhere`, async () => {
    const s = await gate();
    assert.equal(await say(s, ann, values), 0);
    assert.deepEqual(await s.store.tasks(10), []);
    const journal = JSON.stringify(await s.store.entries(10));
    for (const value of ["asia", "xv1"]) assert.ok(!journal.includes(value));
  });

test("values are judged again at the work, by the rules as they are then", async () => {
  const s = await gate();
  await say(s, ann, { REGION: "eu" });
  await s.apply(deploy.replace("[eu, us]", "[us]"));
  await s.work();
  const task = await s.task(playId);
  assert.deepEqual([task.state, s.effects], ["refused", []]);
  assert.match(task.reason ?? "", /the value of REGION is none of those/);
});

test("two people who say different things need a third who decides; one person may change their mind", async () => {
  const s = await gate();
  await say(s, ann, { REGION: "eu" });
  await say(s, ann, { REGION: "us" });
  await say(s, bob, { REGION: "eu" });
  await s.work();
  const task = await s.task(playId);
  assert.deepEqual([task.state, s.effects], ["attention", []]);
  assert.match(task.reason ?? "", /r@1 for ann, r@1 for bob want different things/);
  const t = await gate();
  await say(t, ann, { REGION: "eu" });
  await say(t, ann, { REGION: "us" });
  await say(t, bob, { REGION: "us" });
  await t.work();
  assert.deepEqual([t.effects, t.sent], [["play 1002"], [{ REGION: "us" }]]);
});

test("what somebody without the right says does not stand in the way of who has it", async () => {
  const s = await gate();
  await say(s, eve, { REGION: "us" });
  await say(s, ann, { REGION: "eu" });
  await s.work();
  assert.deepEqual([s.effects, s.sent], [["play 1002"], [{ REGION: "eu" }]]);
});

test("a rule hears its own commands only, and no hook, no patrol and no forged task speaks for a person", async () => {
  const s = await gate(oneRule('on: { command: ship }, do: { play: { job: "deploy" } }'));
  assert.equal(await say(s, ann, {}), 0);
  await s.plan(1002, "play", "r");
  await s.work();
  assert.deepEqual(s.effects, []);
  assert.match((await s.task(playId)).reason ?? "", /r@1 waits for a command/);
  await say(s, ann, {}, { verb: "ship" });
  await s.work();
  assert.deepEqual(s.effects, ["play 1002"]);
  const other = await gate(playRule);
  assert.equal(await say(other, ann, {}), 0);
});

test("a verb that takes nothing takes nothing from a task either, whatever the door let in", async () => {
  const s = await gate(oneRule("on: { command: keep }, do: keep"), [expired]);
  const given = { verb: "keep", values: { X: "secret-value" }, by: ann };
  const want = { rule: "r@1", action: "keep", params: {}, event: "d1", given };
  const job = { ...expired, artifacts: { files: [{ type: "archive", sizeBytes: 5 }], expireAt: start + day } };
  s.jobs.set(1001, job);
  await s.plan(1001, "keep", "r", "keep", { want });
  await s.work();
  const task = await s.task("gitlab/42/job:1001/keep");
  assert.deepEqual(
    [task.state, task.reason, s.effects],
    ["refused", 'r@1: "X" may not be given: keep takes nothing', []],
  );
});

test("slots tell who said it, and what was given", async () => {
  const rule =
    'on: { command: play }, do: { play: { variables: { WHO: "{{ by.username }}", AT: "{{ command.REGION }}-1" }, allow: { REGION: [eu] } } }';
  const s = await gate(oneRule(rule));
  await say(s, ann, { REGION: "eu" });
  await s.work();
  assert.deepEqual(s.sent, [{ AT: "eu-1", REGION: "eu", WHO: "ann" }]);
});

test("a slot for what was not given is refused, by its name", async () => {
  const rule =
    'on: { command: play }, do: { play: { variables: { AT: "{{ command.REGION }}" }, allow: { REGION: [eu] } } }';
  const s = await gate(oneRule(rule));
  await say(s, ann, {});
  await s.work();
  const task = await s.task(playId);
  assert.deepEqual([task.state, task.reason], ["refused", "r@1: {{ command.REGION }} in AT is not known for this job"]);
});

test("people who read the tasks see the names of what was given, not the values", async () => {
  const s = await gate();
  await say(s, ann, { REGION: "eu" });
  const [given] = shownTask(await s.task(playId)).wants.flatMap((want) => want.given ?? []);
  assert.deepEqual(given?.values, { REGION: "(given)" });
});

test("twenty people's words are kept of one rule, the oldest gives way", async () => {
  const s = await gate();
  for (let id = 100; id < 130; id++) await say(s, { userId: id, username: `u${id}` }, { REGION: "eu" });
  const { wants } = await s.task(playId);
  assert.deepEqual([wants.length, wants[0]?.given?.by.userId], [20, 110]);
});

const day = 86_400_000;
const tidy = `version: 1
defaults: { mode: enforce }
rules:
  - { id: tidy, projects: ["**"], on: { schedule: { every: 1d } }, do: { erase: { quarantine: 7d } } }
  - { id: word, projects: ["**"], on: { command: erase }, when: { by: { role: maintainer } }, do: { erase: { quarantine: 1d } } }
`;

test("a person's erase has a quarantine too, and hurries none that waits already", async () => {
  const s = await gate(tidy, [expired]);
  await say(s, ann, {}, { verb: "erase", job: expired });
  s.pass(86_399);
  await s.work();
  assert.deepEqual(s.effects, []);
  s.pass(1);
  await s.work();
  assert.deepEqual(s.effects, ["erase 1001"]);

  const t = await gate(tidy, [expired]);
  const sweep = { source: "gitlab", project: { id: 42 }, verb: "sweep" as const, mark: "tidy@1" };
  await t.plan(0, "sweep", "tidy", "erase", { effect: sweep });
  await t.work();
  await say(t, eve, {}, { verb: "erase", job: expired });
  t.pass(6 * 86_400);
  await t.work();
  assert.deepEqual(t.effects, []);
  t.pass(86_400);
  await t.work();
  assert.deepEqual(t.effects, ["erase 1001"]);
});

test("a person's word hurries no delete that does not say when it was marked", async () => {
  const s = await gate(tidy, [expired]);
  const key = { scope: "mark#gitlab/42", key: "job:1001/erase" };
  await s.store.putNote(key, String(start), undefined);
  const effect = { source: "gitlab", project: { id: 42 }, jobId: 1001, verb: "erase" as const, mark: String(start) };
  await s.plan(1001, "erase", "tidy", "erase", { effect, due: start + 7 * day });
  await say(s, eve, {}, { verb: "erase", job: expired });
  s.pass(6 * 86_400);
  await s.work();
  assert.deepEqual([s.effects, (await s.store.tasks(10)).length], [[], 1]);
});

import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { startDatabase } from "../../../infra/local/database.ts";
import { openStage, type Stage, type StageOptions } from "../../../infra/local/stage.ts";
import type { Fault } from "../../../infra/twin/faults/fault.ts";
import { openGate } from "./gate.ts";

// The worst hours, through the real handlers, HTTP and a real DynamoDB protocol; many worlds of them are `npm run prove`.

const startsAt = Date.UTC(2026, 0, 5, 9);
const minuteSeconds = 60;

const text = `version: 1
defaults: { mode: enforce }
rules:
  - { id: again, projects: ["**"], on: job, when: { status: failed, name: "build*" }, do: retry }
  - { id: later, projects: ["**"], on: job, when: { status: failed, name: slow }, do: { retry: { after: 20m } } }
  - { id: promote, projects: ["**"], on: pipeline, do: { play: { job: deploy } } }
  - { id: keeps, projects: ["**"], on: job, when: { status: success, name: package, artifacts: present }, do: keep }
`;

async function stage(t: TestContext, options: Partial<StageOptions> = {}): Promise<Stage> {
  const opened = await openStage({ rules: [{ file: "rules.yaml", text }], startsAt, ...options });
  t.after(() => opened.close());
  return opened;
}

/** A pipeline in which something waits for every rule; what is wanted of it. */
function addPipeline({ twin, project }: Stage, ref: string): string[] {
  const names = ["build 1", "build 2", "slow", "package"];
  const jobs = [...names.map((name) => ({ name })), { name: "deploy", when: "manual" as const }];
  const { id } = twin.addPipeline(project.id, { ref, jobs });
  const of = (name: string) => twin.jobNamed(id, name).id;
  const failing = names.slice(0, 3).map(of);
  for (const job of failing) twin.fail(twin.run(job).id, "runner_system_failure");
  twin.succeed(of("package"), { artifacts: { expireInSeconds: 5 * 86_400 } });
  return [...failing.map((job) => `retry ${job}`), `play ${of("deploy")}`, `keep ${of("package")}`];
}

const effectsOf = ({ twin }: Stage) => twin.effects.map(({ verb, jobId }) => `${verb} ${jobId}`).sort();

/** Each happened once, nothing else did, and nobody is asked. */
async function assertDone(s: Stage, wanted: readonly string[]): Promise<void> {
  assert.deepEqual(effectsOf(s), wanted.toSorted());
  const tasks = (await s.house.store.tasks(200)).filter(({ verb }) => verb !== "sweep");
  assert.deepEqual([...new Set(tasks.map(({ state }) => state))], ["done"]);
}

test("an hour without GitLab loses nothing: what was wanted is done once it is back, and it was hardly asked meanwhile", async (t) => {
  const s = await stage(t);
  const { twin } = s;
  const turns: readonly Fault[] = [
    { kind: "error", status: 503, count: "all" },
    { kind: "dropBefore", count: "all" },
    { kind: "429", count: "all" },
    { kind: "reset", count: "all" },
  ];
  const wanted: string[] = [];
  const asked = twin.requests.length;
  for (const [at, fault] of turns.entries()) {
    twin.faults.clear();
    twin.faultNext(fault);
    wanted.push(...addPipeline(s, `b${at}`));
    await s.pass(15 * minuteSeconds);
  }
  assert.deepEqual(effectsOf(s), []);
  const meanwhile = twin.requests.length - asked;
  assert.ok(meanwhile < 300, `${meanwhile} requests to a GitLab that is away`);
  twin.faults.clear();
  wanted.push(...addPipeline(s, "after"));
  await s.pass(30 * minuteSeconds);
  await assertDone(s, wanted);
});

test("while the tables are away deliveries are answered all the same, and the patrol finds afterwards what they told", async (t) => {
  const database = await startDatabase();
  t.after(() => database.stop());
  const gate = await openGate(database.endpoint);
  t.after(() => gate.close());
  const s = await stage(t, { database: { endpoint: gate.url, region: "eu-central-1", prefix: "penstock-" } });
  const { twin, clock, house } = s;
  await s.settle();
  gate.shut();
  const wanted = [...addPipeline(s, "b1"), ...addPipeline(s, "b2")];
  const delivered = await twin.deliver();
  assert.ok(delivered.length > 0);
  assert.deepEqual([...new Set(delivered.map(({ status }) => status))], [202]);
  assert.ok(delivered.every(({ answer }) => answer === '{"deferred":true}'));
  clock.advance(3 * 3600);
  assert.deepEqual(effectsOf(s), []);
  gate.open();
  await house.driver.patrol();
  await s.pass(30 * minuteSeconds);
  await assertDone(s, wanted);
});

test("twelve hours of lost hooks: the patrol finds everything, and hooks that come again change nothing", async (t) => {
  const s = await stage(t);
  const { twin, clock, house } = s;
  twin.disturb({ lose: 1 });
  const wanted: string[] = [];
  for (let left = 12 * 3; left > 0; left--) {
    if (left % 9 === 0) wanted.push(...addPipeline(s, `b${left}`));
    clock.advance(20 * minuteSeconds);
    await twin.deliver();
    await house.driver.step();
  }
  assert.equal(twin.deliveries.length, 0);
  await assertDone(s, wanted);
  twin.disturb({});
  wanted.push(...addPipeline(s, "after"));
  await s.pass(30 * minuteSeconds);
  await assertDone(s, wanted);
});

test("a day without `tick` and without the stream: what was due is done once they are back, and nothing is early", async (t) => {
  const s = await stage(t);
  const { twin, clock, house } = s;
  const wanted: string[] = [];
  for (let left = 24; left > 0; left--) {
    if (left % 8 === 0) wanted.push(...addPipeline(s, `b${left}`));
    await twin.deliver();
    await house.driver.patrol();
    clock.advance(3600);
  }
  assert.deepEqual(effectsOf(s), []);
  const late = addPipeline(s, "late");
  await s.settle();
  const slow = late[2] ?? "";
  assert.deepEqual(effectsOf(s), [...wanted, ...late].filter((one) => one !== slow).toSorted());
  await s.pass(19 * minuteSeconds);
  assert.ok(!effectsOf(s).includes(slow));
  await s.pass(3 * minuteSeconds);
  await assertDone(s, [...wanted, ...late]);
});

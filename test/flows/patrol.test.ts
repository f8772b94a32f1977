import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { recipes } from "../../infra/local/recipes.ts";
import { openStage, type Stage, type StageOptions } from "../../infra/local/stage.ts";
import { stories } from "../../infra/local/stories.ts";
import { patrolStanding } from "../../lib/app/patrolled/standing.ts";

const startsAt = Date.UTC(2026, 0, 5, 9);
const minuteSeconds = 60;

async function stage(t: TestContext, options: Partial<StageOptions> = {}): Promise<Stage> {
  const opened = await openStage({ rules: recipes(), startsAt, hooks: false, ...options });
  t.after(() => opened.close());
  return opened;
}

/** Lets time pass by the minute, with nothing but what AWS would wake: `work`, `tick` and, every 10 minutes, `patrol`. */
async function wait({ clock, house }: Stage, minutes: number): Promise<void> {
  for (let left = minutes; left > 0; left--) {
    clock.advance(minuteSeconds);
    await house.driver.step();
  }
}

const asked = ({ twin }: Stage) => twin.requests.filter(({ path }) => /\/projects\/\d+\/(jobs|pipelines)\?/.test(path));

for (const story of stories)
  test(`without a single hook, on the twin: ${story.title}`, async (t) => {
    const s = await stage(t);
    const proofs = await story.play(s);
    assert.deepEqual(
      proofs.filter(({ holds }) => !holds),
      [],
    );
    assert.ok(proofs.length > 0);
    assert.equal(s.twin.deliveries.length, 0);
  });

for (const offset of [0, 1, 5, 9])
  test(`with every hook lost, what matches for 12 minutes is found, ${offset} minutes after the last patrol too`, async (t) => {
    const s = await stage(t);
    const { twin, project } = s;
    await s.house.driver.step();
    await wait(s, offset);
    const { id } = twin.addPipeline(project.id, {
      ref: "v1",
      tag: true,
      jobs: [{ name: "package" }, { name: "build" }, { name: "lint" }, { name: "deploy:production", when: "manual" }],
    });
    const of = (name: string) => twin.jobNamed(id, name).id;
    twin.succeed(of("package"), { artifacts: { expireInSeconds: 86_400 } });
    twin.fail(twin.run(of("build")).id, "runner_system_failure");
    await wait(s, 12);
    const tasks = (await s.house.store.tasks(10)).map(({ object, verb }) => `${verb} ${object}`);
    for (const wanted of [
      `keep job:${of("package")}`,
      `cancel job:${of("lint")}`,
      `play job:${of("deploy:production")}`,
    ])
      assert.ok(tasks.includes(wanted), `${wanted} is not among ${tasks}`);
    assert.ok(tasks.some((task) => task.startsWith("retry ")));
  });

for (const [perMinute, rate] of [
  [60, 4.4],
  [600, 82.4],
] as const)
  test(`on one machine the bound is that of a budget of ${perMinute} requests a minute, as it is set`, async (t) => {
    const s = await stage(t, { house: { requestsPerMinute: perMinute } });
    await s.house.driver.patrol();
    const { boundWords } = await patrolStanding("gitlab", { store: s.house.store, now: s.clock.now() });
    assert.match(boundWords, new RegExp(` at ${rate} a minute`));
  });

test("the patrol comes every 10 minutes, and at the beginning", async (t) => {
  const s = await stage(t);
  await s.house.driver.step();
  assert.equal(asked(s).length, 2);
  await wait(s, 9);
  assert.equal(asked(s).length, 2);
  // the lists once more, then only whether a pipeline has changed
  await wait(s, 1);
  assert.equal(asked(s).length, 5);
  await wait(s, 20);
  assert.equal(asked(s).length, 7);
});

test("a job is the same to the patrol as to the worker: what was skipped or reported stays so, round for round", async (t) => {
  const text = `version: 1
rules:
  - { id: reports, mode: report, projects: ["**"], on: job, when: { status: failed, name: build }, do: retry }
  - { id: skips, mode: enforce, projects: ["**"], on: job, when: { status: [success, failed], tag: true, name: pack }, do: keep }
`;
  const s = await stage(t, { rules: [{ file: "rules.yaml", text }] });
  const { twin, project } = s;
  const { id } = twin.addPipeline(project.id, { ref: "v1", tag: true, jobs: [{ name: "build" }, { name: "pack" }] });
  twin.fail(twin.run(twin.jobNamed(id, "build").id).id, "script_failure");
  twin.succeed(twin.jobNamed(id, "pack").id, { artifacts: { expireInSeconds: 3600 } });
  twin.act("keep", twin.jobNamed(id, "pack").id, { by: "alice" });
  await s.settle();
  // what is kept is reviewed once a day, whatever the patrol finds
  const ofJobs = async () => (await s.house.store.tasks(10)).filter(({ verb }) => verb !== "sweep");
  const before = await ofJobs();
  assert.deepEqual(before.map(({ state }) => state).sort(), ["reported", "skipped"]);
  await wait(s, 40);
  assert.deepEqual(await ofJobs(), before);
});

test("a project that the token may not read does not keep the patrol from the others", async (t) => {
  const s = await stage(t);
  const { twin, project } = s;
  for (const path of ["a/closed", "z/closed"]) twin.addProject({ path, members: { [twin.bot.username]: "guest" } });
  const { id } = twin.addPipeline(project.id, { jobs: [{ name: "build" }] });
  const job = twin.fail(twin.run(twin.jobNamed(id, "build").id).id, "runner_system_failure").id;
  await s.settle();
  await s.pass(minuteSeconds);
  assert.deepEqual(
    twin.effects.map((effect) => `${effect.verb} ${effect.jobId}`),
    [`retry ${job}`],
  );
  assert.ok(twin.requests.some(({ status }) => status === 403));
});

test("while GitLab throttles, the patrol waits as long as it asks, and then finds what is there", async (t) => {
  const s = await stage(t);
  const { twin, project } = s;
  twin.faultNext({ path: /\/jobs\?/, kind: "429", retryAfterSeconds: 1500 });
  const { id } = twin.addPipeline(project.id, { jobs: [{ name: "build" }] });
  twin.fail(twin.run(twin.jobNamed(id, "build").id).id, "runner_system_failure");
  await s.house.driver.step();
  const asked = twin.requests.length;
  await wait(s, 20);
  assert.deepEqual([twin.requests.length, twin.effects.length], [asked, 0]);
  await wait(s, 12);
  assert.equal(twin.effects.length, 1);
});

test("hooks that tell it first and a patrol that finds it again: one effect", async (t) => {
  const s = await stage(t, { hooks: true });
  const { twin, project } = s;
  const { id } = twin.addPipeline(project.id, { jobs: [{ name: "build" }] });
  const job = twin.fail(twin.run(twin.jobNamed(id, "build").id).id, "runner_system_failure").id;
  await s.settle();
  await Promise.all([s.house.driver.patrol(), s.house.driver.patrol(), s.settle()]);
  await s.pass(30 * minuteSeconds);
  assert.equal(twin.effects.filter((effect) => effect.jobId === job && effect.verb === "retry").length, 1);
  const entries = await s.house.store.entries(1000);
  assert.ok(
    entries.every(
      (entry) => entry.kind !== "delivery" || !entry.delivery.startsWith("patrol") || entry.tasks.length > 0,
    ),
  );
});

test("what somebody runs once more in a child pipeline, whose parent came to rest long ago, is found without a hook", async (t) => {
  const s = await stage(t);
  const { twin, project } = s;
  twin.addPipeline(project.id, { jobs: [{ name: "kids", trigger: { jobs: [{ name: "package" }] } }] });
  const jobsOfChild = () =>
    (twin.world.projects[0]?.pipelines ?? []).flatMap(({ source, jobs }) => (source === "parent_pipeline" ? jobs : []));
  const [first] = jobsOfChild();
  assert.ok(first);
  twin.succeed(twin.run(first.id).id);
  await wait(s, 45);
  twin.act("retry", first.id, { by: "alice" });
  const again = Math.max(...jobsOfChild().map(({ id }) => id));
  assert.ok(again > first.id);
  twin.fail(twin.run(again).id, "runner_system_failure");
  await wait(s, 12);
  const tasks = await s.house.store.tasks(50);
  assert.ok(tasks.some(({ object, verb }) => object === `job:${again}` && verb === "retry"));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { deeds, reason, scene, standing } from "./scene.ts";

const day = 86_400;

test("a job that runs too long is canceled, once; one that is quicker is not", async (t) => {
  const s = await scene(
    t,
    '  - { id: too-long, projects: ["**"], on: job, when: { status: running, ranFor: { over: 30m } }, do: cancel }\n',
  );
  const { twin, project } = s;
  const { id } = twin.addPipeline(project.id, { jobs: [{ name: "slow" }, { name: "quick" }] });
  const [slow, quick] = [twin.jobNamed(id, "slow").id, twin.jobNamed(id, "quick").id];
  twin.run(slow);
  twin.run(quick);
  await s.pass(25 * 60);
  assert.deepEqual(deeds(s), []);
  twin.succeed(quick);
  // The patrol asks every ten minutes.
  await s.pass(16 * 60);
  assert.deepEqual([deeds(s), twin.job(slow).status, twin.job(quick).status], [["cancel slow"], "canceled", "success"]);
});

test("a schedule erases what has expired once its quarantine is over, and spares what is newest, kept or of a tag", async (t) => {
  const s = await scene(
    t,
    '  - { id: tidy, projects: ["**"], on: { schedule: { every: 1d, at: "10:00" } }, when: { artifacts: { expiredFor: 1d } }, do: { erase: { quarantine: 3d } } }\n',
  );
  const { twin, project } = s;
  const build = (ref: string, tag = false) => {
    const { id } = twin.addPipeline(project.id, { ref, tag, jobs: [{ name: `build of ${ref}` }] });
    return twin.succeed(twin.jobNamed(id, `build of ${ref}`).id, { artifacts: { expireInSeconds: day } }).id;
  };
  const [old, kept, newest, tagged] = [build("side"), build("side"), build("side"), build("v1", true)];
  twin.act("keep", kept, { by: "alice" });
  await s.pass(5 * day);
  assert.deepEqual(deeds(s), ["keep build of side"], "the quarantine is not over");
  await s.pass(3 * day);
  const erased = twin.effects.filter(({ verb }) => verb === "erase").map(({ jobId }) => jobId);
  assert.deepEqual(erased, [old]);
  assert.deepEqual(
    [old, kept, newest, tagged].map((job) => twin.job(job).files.length > 0),
    [false, true, true, true],
  );
});

test("a release's artifacts are kept before they expire, and another branch's are not", async (t) => {
  const s = await scene(
    t,
    '  - { id: keep-releases, projects: ["**"], on: job, when: { status: success, tag: true, ref: "v*", artifacts: present }, do: keep }\n',
  );
  const { twin, project } = s;
  for (const [ref, tag] of [
    ["v1", true],
    ["nightly", true],
    ["main", false],
  ] as const) {
    const { id } = twin.addPipeline(project.id, { ref, tag, jobs: [{ name: ref }] });
    twin.succeed(twin.jobNamed(id, ref).id, { artifacts: { expireInSeconds: day } });
  }
  await s.pass(20 * 60);
  const ofJobs = (await standing(s)).filter((line) => !line.startsWith("sweep ")); // what is kept is reviewed too
  assert.deepEqual([deeds(s), ofJobs], [["keep v1"], ["keep v1 done"]]);
});

const play = (id: string, channel: string) =>
  `  - { id: ${id}, projects: ["**"], on: pipeline, do: { play: { job: deploy, variables: { CHANNEL: ${channel} } } } }\n`;

test("two rules that want different things of one job: nothing is called, and a person is told which rules and what to do", async (t) => {
  const s = await scene(t, play("calm", "stable") + play("bold", "beta"));
  const { twin, project } = s;
  twin.addPipeline(project.id, { jobs: [{ name: "deploy", when: "manual" }] });
  await s.settle();
  assert.deepEqual([deeds(s), await standing(s)], [[], ["play deploy attention"]]);
  assert.equal(await reason(s, "deploy"), "calm@1, bold@1 want different things of one job");
  const [task] = await s.house.store.tasks(1);
  assert.equal(task?.remedy, "Let only one of them match it, then redrive the task.");
});

test("one rule that cancels and one that restarts the same job: nothing is called, and a person is asked", async (t) => {
  const rule = (verb: string) =>
    `  - { id: ${verb}s, projects: ["**"], on: job, when: { status: pending }, do: ${verb} }\n`;
  const s = await scene(t, rule("cancel") + rule("restart"));
  const { id } = s.twin.addPipeline(s.project.id, { jobs: [{ name: "build" }] });
  await s.settle();
  assert.deepEqual(
    [deeds(s), await standing(s), s.twin.jobNamed(id, "build").status],
    [[], ["cancel build attention"], "pending"],
  );
});

test("two rules that want the same make one task, and one call", async (t) => {
  const s = await scene(t, play("calm", "stable") + play("also-calm", "stable"));
  s.twin.addPipeline(s.project.id, { jobs: [{ name: "deploy", when: "manual" }] });
  await s.settle();
  assert.deepEqual([deeds(s), await standing(s)], [["play deploy"], ["play deploy done"]]);
});

test("a trigger job that failed is found by the patrol, run again, and takes over how its pipeline goes then", async (t) => {
  const s = await scene(
    t,
    '  - { id: again, projects: ["**"], on: job, when: { bridge: true, status: failed }, do: retry, limit: { perSha: 9 } }\n',
  );
  const { twin, project } = s;
  const { id } = twin.addPipeline(project.id, {
    jobs: [{ name: "downstream", trigger: { strategy: "depend", jobs: [{ name: "inner" }] } }],
  });
  const first = twin.jobNamed(id, "downstream");
  const inner = first.downstream?.id ?? assert.fail("it began a pipeline");
  twin.fail(twin.run(twin.jobNamed(inner, "inner").id).id);
  assert.equal(twin.job(first.id).status, "failed");
  await s.pass(21 * 60);
  assert.deepEqual(deeds(s), ["retry downstream"]);
  const again = twin.jobNamed(id, "downstream");
  assert.notEqual(again.id, first.id);
  twin.succeed(twin.jobNamed(again.downstream?.id ?? 0, "inner").id);
  await s.pass(21 * 60);
  assert.deepEqual([deeds(s), twin.job(again.id).status], [["retry downstream"], "success"]);
});

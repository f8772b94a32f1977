import assert from "node:assert/strict";
import { test } from "node:test";
import type { Stage } from "../../../infra/local/stage.ts";
import { deeds, scene, standing, wait } from "./scene.ts";

const rule =
  '  - { id: promote, projects: ["**"], on: pipeline, when: { jobs: { where: { stage: test }, all: { status: success } } }, do: { play: { job: deploy } } }\n';

/** Two tests and a gate that needs neither, so that only the rule keeps it shut. */
function pipeline({ twin, project }: Stage) {
  const { id } = twin.addPipeline(project.id, {
    stages: ["test", "deploy"],
    jobs: [
      { name: "unit", stage: "test" },
      { name: "lint", stage: "test" },
      { name: "deploy", stage: "deploy", when: "manual", needs: [] },
    ],
  });
  return (name: string) => twin.jobNamed(id, name).id;
}

test("a gate opens once all jobs of a stage have succeeded, and not before, by the pipeline's hooks", async (t) => {
  const s = await scene(t, rule);
  const job = pipeline(s);
  s.twin.succeed(job("unit"));
  await s.settle();
  s.twin.fail(s.twin.run(job("lint")).id);
  await s.settle();
  assert.deepEqual(deeds(s), []);
  s.twin.act("retry", job("lint"), { by: "alice" });
  s.twin.succeed(job("lint"));
  await s.settle();
  assert.deepEqual(deeds(s), ["retry lint", "play deploy"]);
  await s.pass(30 * 60);
  assert.deepEqual([deeds(s), await standing(s)], [["retry lint", "play deploy"], ["play deploy done"]]);
});

test("the same when every hook was lost: the patrol finds the gate, and it opens once", async (t) => {
  const s = await scene(t, rule, { hooks: false });
  const job = pipeline(s);
  s.twin.succeed(job("unit"));
  await wait(s, 12);
  assert.deepEqual(deeds(s), []);
  s.twin.succeed(job("lint"));
  await wait(s, 12);
  assert.deepEqual(deeds(s), ["play deploy"]);
  await wait(s, 25);
  assert.deepEqual([deeds(s), await standing(s)], [["play deploy"], ["play deploy done"]]);
});

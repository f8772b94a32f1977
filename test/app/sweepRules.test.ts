import assert from "node:assert/strict";
import { test } from "node:test";
import { expired, failed } from "./jobs.ts";
import { oneRule, site, start } from "./site.ts";

const day = 86_400_000;
const daily = "on: { schedule: { every: 1d } }";
const sweepOf = (rule: string, cycle = 1) => ({
  effect: { source: "gitlab", project: { id: 42 }, verb: "sweep" as const, mark: `${rule}@${cycle}` },
});

test("a sweep of a rule that has another cause by now touches none of the project's expired jobs", async () => {
  const s = await site({ jobs: [failed], rules: oneRule(`${daily}, do: deleteArtifacts`) });
  const { task } = await s.plan(0, "sweep", "r", "deleteArtifacts", sweepOf("r"));
  await s.apply(oneRule("on: job, when: { status: failed }, do: retry"));
  await s.work();
  assert.deepEqual([s.effects, (await s.store.tasks(10)).length], [[], 1]);
  const { state, reason } = await s.task(task.id);
  assert.deepEqual([state, reason], ["skipped", "r@2 has no schedule any more"]);
});

const both = `version: 1
rules:
  - { id: look, projects: ["**"], ${daily}, do: { deleteArtifacts: { quarantine: 2d } } }
  - { id: tidy, mode: enforce, projects: ["**"], ${daily}, do: { deleteArtifacts: { quarantine: 3d } } }
`;

test("a delete that a rule in report mode has marked is done for another that enforces, after its own quarantine", async () => {
  const s = await site({ jobs: [expired], rules: both });
  await s.plan(0, "sweep", "look", "deleteArtifacts", sweepOf("look"));
  await s.work();
  await s.plan(0, "sweep", "tidy", "deleteArtifacts", sweepOf("tidy"));
  await s.work();
  s.pass(2 * 86_400);
  await s.work();
  assert.deepEqual(s.effects, []);
  s.pass(86_400);
  await s.work();
  assert.deepEqual(s.effects, ["delete 1001"]);
});

test("sweeps that find a delete in quarantine again hurry it not, put it off not, and write nothing", async () => {
  const s = await site({ jobs: [expired], rules: both });
  for (const rule of ["look", "tidy"]) await s.plan(0, "sweep", rule, "deleteArtifacts", sweepOf(rule));
  await s.work();
  const waiting = async () => (await s.store.tasks(10)).find(({ verb }) => verb === "deleteArtifacts");
  const before = await waiting();
  assert.deepEqual([before?.wants.length, before?.due, before?.rev], [2, start + 2 * day, 1]);
  s.pass(86_400);
  for (const rule of ["look", "tidy"]) await s.plan(0, "sweep", rule, "deleteArtifacts", sweepOf(rule, 2));
  await s.work();
  assert.deepEqual(await waiting(), before);
});

test("a rule in report mode keeps no other from acting, whatever its limits: not with a share, not with runs", async () => {
  const share = both.replace("quarantine: 2d } }", "quarantine: 2d } }, limit: { percentPerDay: 10 }");
  const s = await site({ jobs: [expired], rules: share });
  for (const rule of ["look", "tidy"]) await s.plan(0, "sweep", rule, "deleteArtifacts", sweepOf(rule));
  await s.work();
  s.pass(3 * 86_400);
  await s.work();
  assert.deepEqual(s.effects, ["delete 1001"]);
  const retries = `version: 1
rules:
  - { id: a, mode: enforce, projects: ["**"], on: job, when: { status: failed }, do: retry, limit: { perJob: 5 } }
  - { id: b, projects: ["**"], on: job, when: { status: failed }, do: retry, limit: { perJob: 1 } }
`;
  const t = await site({ jobs: [{ ...failed, id: 1000 }, failed], rules: retries });
  for (const rule of ["a", "b"]) await t.plan(1001, "retry", rule);
  await t.work();
  assert.deepEqual(t.effects, ["retry 1001"]);
});

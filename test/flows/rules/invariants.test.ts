import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Stage } from "../../../infra/local/stage.ts";
import type { NewPipeline } from "../../../infra/twin/machine/begin.ts";
import type { Log } from "../../../lib/edge/log.ts";
import { asked, deeds, reason, scene, standing } from "./scene.ts";

const again = '  - { id: again, projects: ["**"], on: job, when: { status: failed }, do: retry }\n';
const book = (invariant: string, rules = again) =>
  `version: 1\ndefaults: { mode: enforce }\ninvariants: [{ id: never-that, ${invariant} }]\nrules:\n${rules}`;

/** A job that fails in a pipeline of its own. */
function fail({ twin, project }: Stage, name: string, pipeline: Partial<NewPipeline> = {}): number {
  const { id } = twin.addPipeline(project.id, { ...pipeline, jobs: [{ name }] });
  return twin.fail(twin.run(twin.jobNamed(id, name).id).id).id;
}

/** Stores the rules as they are, with invariants that nobody checked against them, as another version may have. */
async function storeWith({ house, clock }: Stage, ...invariants: readonly object[]): Promise<void> {
  const stored = await house.store.rulebook("gitlab");
  const { rules, ...beside } = JSON.parse(stored?.rules ?? "");
  await house.store.applyRulebook("gitlab", JSON.stringify({ ...beside, invariants, rules }), { after: 1 });
  clock.advance(60);
}

async function stored(t: TestContext, rules: string, ...invariants: readonly object[]): Promise<Stage> {
  const s = await scene(t, rules);
  await storeWith(s, ...invariants);
  return s;
}

test("what an invariant forbids is refused at the live look where apply could not tell, and nothing else is", async (t) => {
  const s = await scene(t, book('never: retry, when: { ref: { matches: "release/.*" } }'));
  fail(s, "of a release", { ref: "release/1" });
  fail(s, "of a branch", { ref: "main" });
  await s.settle();
  assert.deepEqual(deeds(s), ["retry of a branch"]);
  assert.deepEqual(await standing(s), ["retry of a branch done", "retry of a release refused"]);
  assert.match(
    await reason(s, "of a release"),
    /^again@1: the invariant never-that forbids to retry job \d+ "of a release": when\.ref: wanted \/release\/\.\*\/, saw release\/1$/,
  );
});

test("rules that were stored without a check do not do what an invariant forbids: what it needs to know is looked up", async (t) => {
  const never = { id: "not-for-alice", never: ["retry"], when: { by: { role: "maintainer" } } };
  const s = await stored(t, again, never);
  s.twin.addPerson({ username: "dora" });
  fail(s, "by alice", { by: "alice" });
  fail(s, "by dora", { by: "dora" });
  await s.settle();
  assert.deepEqual(deeds(s), ["retry by dora"]);
  assert.match(
    await reason(s, "by alice"),
    /the invariant not-for-alice forbids to retry .*when\.by\.role: wanted maintainer/,
  );
});

test("what an invariant cannot know forbids too", async (t) => {
  const s = await stored(t, again, { id: "protected-stay", never: ["retry"], when: { protected: true } });
  fail(s, "in a request", { mergeRequest: { iid: 1, sourceBranch: "topic" } });
  await s.settle();
  assert.deepEqual([deeds(s), await standing(s)], [[], ["retry in a request refused"]]);
  assert.match(
    await reason(s, "in a request"),
    /cannot be known that it is about other jobs, when\.protected: wanted true, saw unknown/,
  );
});

test("an invariant asks for nothing where no rule says yes", async (t) => {
  const rules = '  - { id: r, projects: ["**"], on: job, when: { status: failed, by: { role: owner } }, do: retry }\n';
  const s = await scene(t, book('never: retry, when: { log: { matches: "terraform apply" } }', rules));
  fail(s, "build");
  await s.settle();
  assert.deepEqual([deeds(s), asked(s, /\/trace/)], [[], 0]);
});

test("a restart is forbidden by an invariant against its second half, and the job is not even canceled", async (t) => {
  const rules = '  - { id: fresh, projects: ["**"], on: job, when: { status: pending }, for: 15m, do: restart }\n';
  const s = await scene(t, book('never: retry, when: { name: { matches: "db.*" } }', rules));
  for (const name of ["db-migrate", "build"]) s.twin.addPipeline(s.project.id, { jobs: [{ name }] });
  await s.settle();
  await s.pass(16 * 60);
  assert.deepEqual(deeds(s), ["cancel build", "retry build"]);
  assert.match(await reason(s, "db-migrate"), /the invariant never-that forbids to restart/);
});

test("a rule that waits for the calendar of an invariant is free, another one is not", async (t) => {
  const play = (id: string, job: string, more = "") =>
    `  - { id: ${id}, projects: ["**"], on: pipeline, ${more}do: { play: { job: ${job} } } }\n`;
  const rules = `${play("waits", "deploy", "require: { calendar: office }, ")}${play("hurries", "publish")}`;
  const s = await scene(
    t,
    book('never: play, when: { ref: { matches: "ma.*" } }, unless: { calendar: office }', rules).replace(
      "invariants:",
      'calendars: { office: { zone: UTC, open: ["Mon-Fri 08:00-17:00"] } }\ninvariants:',
    ),
  );
  const jobs = ["deploy", "publish"].map((name) => ({ name, when: "manual" as const }));
  s.twin.addPipeline(s.project.id, { jobs });
  await s.settle();
  assert.deepEqual([deeds(s), await standing(s)], [["play deploy"], ["play deploy done", "play publish refused"]]);
});

test("a rule that only reports says that it would be refused", async (t) => {
  const s = await scene(t, book("never: retry").replace("mode: enforce", "mode: report"));
  fail(s, "build");
  await s.settle();
  assert.deepEqual([deeds(s), await standing(s)], [[], ["retry build reported"]]);
  assert.match(
    await reason(s, "build"),
    /^again@1 would have acted, but only reports; acting, it would be refused: the invariant never-that forbids to retry/,
  );
});

test("a stored invariant that cannot be read forbids all of its verbs, loudly, and no others", async (t) => {
  const told: Readonly<Record<string, unknown>>[] = [];
  const log: Log = { info: () => {}, error: (what, fields) => void told.push({ what, ...fields }) };
  const gate = '  - { id: gate, projects: ["**"], on: pipeline, do: { play: { job: deploy } } }\n';
  const s = await scene(t, again + gate, { log });
  await storeWith(s, { id: "of-the-future", never: ["retry"], when: { moon: "full" } });
  s.twin.addPipeline(s.project.id, { jobs: [{ name: "deploy", when: "manual" }] });
  fail(s, "build");
  await s.settle();
  assert.deepEqual([deeds(s), await standing(s)], [["play deploy"], ["play deploy done", "retry build refused"]]);
  const broken = told.filter(({ what }) => what === "invariant broken");
  assert.deepEqual(
    [...new Set(broken.map(({ invariant, reason }) => `${invariant}: ${String(reason).replace(/;.*$/, "")}`))],
    ["of-the-future@2: when.moon: unknown key `moon`"],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Member } from "../../prove/patrol/fleet.ts";
import { openWatch, type Watch } from "../../prove/patrol/watch.ts";

const rulebook = (...rules: readonly string[]) =>
  `version: 1\ndefaults: { mode: enforce }\nrules:\n${rules.map((rule, at) => `  - { id: r${at}, projects: ["**"], on: job, ${rule} }\n`).join("")}`;
const failed = "when: { status: failed }, do: retry";
const stuck = "when: { status: pending }, do: restart";
const both = rulebook(failed, stuck);
const minute = 60_000;

function member({ fleet }: Watch, id: number = 1): Member {
  const found = fleet.members.get(id);
  assert.ok(found);
  return found;
}

async function open(rules: string = both, projects: number = 1): Promise<Watch> {
  const watch = openWatch({ projects, perMinute: 1_000_000, luck: () => 0.5 });
  await watch.apply(rules);
  return watch;
}

/** What one run asks. */
async function asked(watch: Watch): Promise<Record<string, number>> {
  watch.asked.clear();
  await watch.run();
  const { projects: _, ...others } = Object.fromEntries(watch.asked);
  return others;
}

const whole = { "open jobs": 1, "ended jobs": 1 };
const probe = { changes: 1 };

/** Runs until the patrol knows that nothing happens there. */
async function atRest(watch: Watch): Promise<void> {
  for (let run = 0; run < 3; run++) await watch.run();
  assert.deepEqual(await asked(watch), probe);
}

test("a project in which nothing happens costs one request, and once within the hour its lists", async () => {
  const watch = await open();
  const runs: Record<string, number>[] = [];
  for (let run = 0; run < 9; run++) runs.push(await asked(watch));
  assert.deepEqual(runs.slice(0, 3), [whole, { ...whole, changes: 1 }, probe]);
  const listed = runs.slice(2).filter((run) => "open jobs" in run);
  assert.deepEqual(listed, [{ ...whole, changes: 1 }]);
});

test("412 projects: what a quiet round, and a busy one, asks for", async () => {
  const watch = await open(both, 412);
  const total = async () => Object.values(await asked(watch)).reduce((all, count) => all + count, 0);
  assert.equal(await total(), 824);
  assert.equal(await total(), 1236);
  assert.equal(await total(), 412);
  for (const one of watch.fleet.members.values()) watch.fleet.addPipeline(one, watch.now());
  assert.equal(await total(), 1236);
});

test("where a pipeline has changed the jobs are listed, and once more, before the project counts as at rest again", async () => {
  const watch = await open();
  await atRest(watch);
  const one = member(watch);
  const job = watch.fleet.addJob(one, watch.fleet.addPipeline(one, watch.now()), {
    status: "failed",
    name: "build",
    at: watch.now(),
  });
  assert.deepEqual(await asked(watch), { ...whole, changes: 1 });
  assert.ok(watch.found.has(job));
  assert.deepEqual(await asked(watch), { ...whole, changes: 1 });
  assert.deepEqual(await asked(watch), probe);
});

test("a change that GitLab's clock tells 100 s too early is seen all the same", async () => {
  const watch = await open();
  await atRest(watch);
  const one = member(watch);
  const pipeline = watch.fleet.addPipeline(one, watch.now() - 100_000);
  const job = watch.fleet.addJob(one, pipeline, { status: "failed", name: "build", at: watch.now() });
  await watch.run();
  assert.ok(watch.found.has(job));
});

test("while any job gets on, and be it one that no rule wants, the lists are read at each visit", async () => {
  const watch = await open();
  const one = member(watch);
  const pipeline = watch.fleet.addPipeline(one, watch.now());
  const running = watch.fleet.addJob(one, pipeline, { status: "running", name: "long", at: watch.now() });
  for (let run = 0; run < 3; run++) assert.deepEqual(await asked(watch), whole);
  const job = watch.fleet.addJob(one, pipeline, { status: "failed", name: "build", at: watch.now() });
  await watch.run();
  assert.ok(watch.found.has(job));
  watch.fleet.setStatus(one, running, "success");
  assert.deepEqual(await asked(watch), { ...whole, changes: 1 });
});

test("a project with a child pipeline of the last 24 hours is listed at each visit: its jobs are in the list, its changes in none", async () => {
  const watch = await open();
  const one = member(watch);
  const child = watch.fleet.addPipeline(one, watch.now(), true);
  for (let run = 0; run < 4; run++) await watch.run();
  assert.deepEqual(await asked(watch), { ...whole, changes: 1 });
  child.updatedAt = watch.now();
  const job = watch.fleet.addJob(one, child, { status: "failed", name: "build", at: watch.now() });
  await watch.run();
  assert.ok(watch.found.has(job));
});

test("new rules have every project listed at once, also those that are applied while a run is under way", async () => {
  const watch = await open(both, 3);
  const one = member(watch, 3);
  const job = watch.fleet.addJob(one, watch.fleet.addPipeline(one, 0), {
    status: "manual",
    name: "go",
    at: watch.now(),
  });
  await atRest3(watch);
  const more = rulebook(failed, stuck, 'when: { status: manual }, do: { play: { job: "*" } }');
  await watch.apply(more);
  assert.equal((await asked(watch))["ended jobs"], 3);
  assert.ok(watch.found.has(job));
});

async function atRest3(watch: Watch): Promise<void> {
  for (let run = 0; run < 3; run++) await watch.run();
  assert.deepEqual(await asked(watch), { changes: 3 });
}

for (const [what, when] of [
  ["the time", "{ status: failed, age: { over: 20m } }"],
  ["other jobs", "{ status: failed, jobs: { all: { status: failed } } }"],
  ["other pipelines", "{ status: failed, any: [{ latest: true }] }"],
] as const)
  test(`where a rule rests on ${what}, and there is a job that it may want, the lists are read at each visit`, async () => {
    const watch = await open(rulebook(`when: ${when}, do: retry`, stuck));
    const one = member(watch);
    for (let run = 0; run < 3; run++) await watch.run();
    assert.deepEqual(await asked(watch), probe);
    const job = watch.fleet.addJob(one, watch.fleet.addPipeline(one, watch.now()), {
      status: "failed",
      name: "build",
      at: watch.now(),
    });
    for (let run = 0; run < 4; run++) await watch.run();
    assert.deepEqual(await asked(watch), whole);
    assert.ok(watch.found.has(job));
  });

test("with one list to read, that is read: to ask first would cost as much", async () => {
  const watch = await open(rulebook(failed));
  for (let run = 0; run < 3; run++) assert.deepEqual(await asked(watch), { "ended jobs": 1 });
});

test("a project that is gone, or that GitLab hides, is not one in which nothing happened", async () => {
  const watch = await open();
  await atRest(watch);
  const before = (await watch.standing()).oldestAt;
  const one = member(watch);
  one.brokenUntil = watch.now() + 30 * minute;
  await watch.run();
  const standing = await watch.standing();
  assert.deepEqual(
    [standing.oldestAt, standing.failing],
    [before, [{ project: 1, path: one.path, reason: "GET /projects/1: 500" }]],
  );
});

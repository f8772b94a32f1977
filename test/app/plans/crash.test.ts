import assert from "node:assert/strict";
import { test } from "node:test";
import { perform } from "../../../lib/app/perform.ts";
import type { Job } from "../../../lib/core/job.ts";
import { planItemsKey } from "../../../lib/core/sweepPlan.ts";
import type { Operation } from "../../../lib/store/memoryFaults.ts";
import { expired } from "../jobs.ts";
import { oneRule, site } from "../site.ts";
import { planDesk } from "./desk.ts";

const rules = oneRule(
  "on: { schedule: { every: 1d } }, do: deleteArtifacts, limit: { perProjectPerHour: 1000, percentPerDay: 100 }",
);

/** Old jobs, and pages of a hundred of them, newest first. */
async function manyJobs(count: number) {
  let fails: (operation: Operation) => boolean = () => false;
  const jobs: Job[] = Array.from({ length: count }, (_, at) => ({ ...expired, id: 1001 + at, name: `build ${at}` }));
  const s = await site({ jobs, rules, store: { faults: (one) => (fails(one) ? "unavailable" : undefined) } });
  const order = [...jobs].reverse();
  const pages = async (_: number, cursor = "0") => {
    const from = Number(cursor);
    const items = order.slice(from, from + 100).map(({ id }) => s.jobs.get(id) as Job);
    return { items, ...(from + 100 < count && { next: String(from + 100) }) };
  };
  Object.assign(s.gitlab.reads, { jobsPage: pages });
  return {
    ...s,
    ...planDesk(s),
    fail: (when: typeof fails) => {
      fails = when;
    },
    /** Works, whatever breaks; what died is taken up once its lease is over. */
    async persist() {
      for (let tries = 0; tries < 10; tries++) {
        try {
          await s.work();
        } catch {}
        s.pass(120);
      }
    },
  };
}

test("5,000 items stand in chunks well under what the ledger takes, each once, in the order that they were found", async () => {
  const s = await manyJobs(5000);
  const { id } = await s.make();
  await s.work();
  const plan = await s.head(id);
  assert.deepEqual([plan.state, plan.totals.jobs, plan.totals.read], ["ready", 5000, 5000]);
  const items = await s.items(id);
  assert.deepEqual(
    items.map(({ job }) => job),
    Array.from({ length: 5000 }, (_, at) => 6000 - at),
  );
  assert.equal(
    items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    plan.totals.bytes,
  );
  const sizes = await Promise.all(
    [1, 2, 3].map(async (chunk) => (await s.store.note(planItemsKey(plan, 42, chunk)))?.length ?? 0),
  );
  assert.ok(
    sizes.every((size) => size > 30_000 && size < 66_000),
    String(sizes),
  );
  await s.approve(id);
  await s.work();
  const deletes = (await s.store.tasks(10_000)).filter(({ verb }) => verb === "deleteArtifacts");
  assert.equal(deletes.length, 5000);
});

test("a plan that is broken off between two pages lists each job once, and is the same to the byte", async () => {
  const whole = await manyJobs(2500);
  const { id } = await whole.make();
  await whole.work();
  const broken = await manyJobs(2500);
  const other = await broken.make();
  let commits = 0;
  // Every second record of a step is lost.
  broken.fail((one) => one.kind === "commit" && one.writes.length > 3 && ++commits % 2 === 1);
  await broken.persist();
  assert.ok(commits > 2);
  const strip = (items: Awaited<ReturnType<typeof whole.items>>) => items.map(({ job, sizeBytes }) => [job, sizeBytes]);
  assert.deepEqual(strip(await broken.items(other.id)), strip(await whole.items(id)));
  assert.deepEqual((await broken.head(other.id)).totals, (await whole.head(id)).totals);
});

test("a plan whose sweep has to begin anew lists nothing twice", async () => {
  const s = await manyJobs(2500);
  const { id } = await s.make();
  const [first] = await s.store.dueTasks(s.now(), 1);
  assert.ok(first);
  await perform(first, s.worker);
  assert.ok((await s.task(first.id)).cursor);
  const coverage = { scope: "coverage#gitlab/:plan", key: "project:42" };
  await s.store.commit([{ drop: coverage, seen: (await s.store.note(coverage)) ?? "" }]);
  await s.work();
  const items = await s.items(id);
  assert.deepEqual([items.length, new Set(items.map(({ job }) => job)).size], [2500, 2500]);
  assert.deepEqual((await s.head(id)).totals.jobs, 2500);
});

test("an approved plan that is broken off in the middle of a chunk goes on there, and deletes each job once", async () => {
  const s = await manyJobs(450);
  const { id } = await s.make();
  await s.work();
  await s.approve(id);
  let puts = 0;
  s.fail((one) => one.kind === "putNote" && ++puts % 97 === 0);
  await s.persist();
  assert.ok(puts > 450);
  s.fail(() => false);
  s.pass(7 * 86_400);
  for (let hours = 0; hours < 3; hours++) {
    await s.work();
    s.pass(3700);
  }
  await s.persist();
  assert.equal(s.effects.length, 450);
  assert.equal(new Set(s.effects).size, 450);
  const tasks = (await s.store.tasks(10_000)).filter(({ verb }) => verb === "deleteArtifacts");
  assert.equal(tasks.length, 450);
});

test("a chunk that is planned again plans nothing again of what has come to its end meanwhile", async () => {
  const s = await manyJobs(3);
  const { id } = await s.make();
  await s.work();
  s.pass(8 * 86_400);
  const hold = { scope: "hold#gitlab/42", key: "job:1002" };
  await s.store.putNote(hold, "audit", undefined);
  await s.approve(id);
  const [step] = await s.store.dueTasks(s.now(), 1);
  assert.ok(step);
  // The step's own record is lost, what it planned is not.
  s.fail(
    (one) =>
      one.kind === "commit" &&
      one.writes.some((write) => "put" in write && write.put.verb === "sweep" && write.put.cursor),
  );
  await assert.rejects(perform(step, s.worker));
  s.fail(() => false);
  await s.work();
  assert.deepEqual(s.effects.toSorted(), ["delete 1001", "delete 1003"]);
  await s.store.commit([{ drop: hold, seen: "audit" }]);
  await s.persist();
  assert.deepEqual(s.effects.toSorted(), ["delete 1001", "delete 1003"]);
  const states = (await s.items(id)).map(({ job, fate }) => [job, fate?.state]);
  assert.deepEqual(states, [
    [1003, "done"],
    [1002, "skipped"],
    [1001, "done"],
  ]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { performDue } from "../../lib/app/performDue.ts";
import type { Job } from "../../lib/core/job.ts";
import type { DueHow } from "../../lib/core/ports.ts";
import type { Fault } from "../../lib/store/memoryFaults.ts";
import { type Options, site } from "./site.ts";

const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: keeps, projects: ["**"], on: job, when: { status: success }, do: keep }
  - { id: tidies, projects: ["**"], on: { schedule: { every: 1d } }, when: { status: success }, do: deleteArtifacts }
`;

/** A job whose archive expires in a day. */
function kept(id: number): Job {
  const expireAt = Date.UTC(2026, 10, 21, 9);
  const archive = { type: "archive", sizeBytes: 10 };
  return { id, name: `job-${id}`, status: "success", pipelineId: 501, artifacts: { files: [archive], expireAt } };
}

/** A site with tasks that are due: the first ones earliest. */
async function crowded(count: number, options: Partial<Options> = {}) {
  const ids = Array.from({ length: count }, (_, at) => 1001 + at);
  const s = await site({ jobs: ids.map(kept), rules, ...options });
  let asked = 0;
  const { dueTasks } = s.store;
  const store = {
    ...s.store,
    dueTasks: (now: number, most: number, how?: DueHow) => {
      asked++;
      return dueTasks(now, most, how);
    },
  };
  for (const id of ids) await s.plan(id, "keep", "keeps", "keep", { due: s.now() + id });
  s.pass(60);
  return { ...s, ids, worker: { ...s.worker, store }, asked: () => asked };
}

test("one run performs all that is due, however much, each task once and the earliest first", async () => {
  const s = await crowded(1200);
  assert.equal(await performDue(s.worker), 1200);
  assert.deepEqual(
    s.effects,
    s.ids.map((id) => `keep ${id}`),
  );
  assert.ok(s.asked() <= 5, `asked ${s.asked()} times`);
});

test("a run ends when its time is up, and what is left is still due", async () => {
  const s = await crowded(1200);
  const endsAt = s.now() + 60_000;
  s.hooks.beforeCall = async () => s.pass(0.05);
  const performed = await performDue({ ...s.worker, leaseEnd: () => endsAt });
  assert.ok(performed > 500 && performed < 1200, `${performed} were performed`);
  assert.ok(s.now() < endsAt - 12_000);
  assert.equal((await s.store.dueTasks(s.now(), 2000)).length, 1200 - performed);
});

test("keeps go before everything else that is due, and deletes behind it", async () => {
  const s = await crowded(3);
  const [first = 0, second = 0, third = 0] = s.ids;
  const order: string[] = [];
  const { commit } = s.store;
  const store: typeof s.worker.store = {
    ...s.worker.store,
    commit: (writes) => {
      const [write] = writes;
      if (write && "put" in write && write.put.state === "claimed") order.push(`${write.put.verb} ${write.put.object}`);
      return commit(writes);
    },
  };
  for (const id of [third, second, first]) await s.plan(id, "deleteArtifacts", "tidies", "deleteArtifacts", { due: 0 });
  await s.plan(first, "retry", "keeps", "retry", { due: s.now() });
  await performDue({ ...s.worker, store });
  const verbs = order.map((text) => text.split(" ")[0]);
  assert.deepEqual(verbs, ["keep", "keep", "keep", "retry", ...Array(3).fill("deleteArtifacts")]);
});

test("two runs at once share what is due: each effect happens once, and few claims are in vain", async () => {
  const s = await crowded(1500);
  let lucky = 0;
  const luck = () => (lucky++ % 7) / 7;
  const before = s.store.writes;
  const worker = { ...s.worker, luck };
  const [one, other] = await Promise.all([performDue(worker), performDue(worker)]);
  assert.equal(one + other, 1500);
  assert.equal(new Set(s.effects).size, 1500);
  assert.equal(s.effects.length, 1500);
  const vain = s.store.writes - before - 3 * 1500;
  assert.ok(vain < 300, `${vain} writes in vain`);
});

test("a task that somebody else has is tried once a run, although the index still shows it", async () => {
  let fault: Fault | undefined;
  const s = await crowded(20, { store: { faults: ({ kind }) => (kind === "dueTasks" ? fault : undefined) } });
  await s.store.dueTasks(s.now(), 100);
  fault = "stale";
  assert.equal(await performDue(s.worker), 20);
  const before = s.store.writes;
  assert.equal(await performDue(s.worker), 0);
  assert.ok(s.store.writes - before <= 20);
});

test("tasks that cannot be performed do not hide those behind them, and are not tried again in the same run", async () => {
  const s = await crowded(1010);
  const bad = new Set(s.ids.slice(0, 1000).map((id) => `gitlab/42/job:${id}/keep`));
  const { commit } = s.store;
  let failed = 0;
  const store: typeof s.worker.store = {
    ...s.worker.store,
    async commit(writes) {
      const [write] = writes;
      if (!write || !("put" in write) || !bad.has(write.put.id)) return await commit(writes);
      failed++;
      throw new Error("a fault of this task alone");
    },
  };
  assert.equal(await performDue({ ...s.worker, store }), 10);
  assert.equal(failed, 1000);
});

test("a table that takes no writes is left alone after a few tries", async () => {
  let commits = 0;
  let isDown = false;
  const s = await crowded(900, {
    store: {
      faults: ({ kind }) => {
        if (kind !== "commit" || !isDown) return undefined;
        commits++;
        return "unavailable";
      },
    },
  });
  isDown = true;
  assert.equal(await performDue(s.worker), 0);
  assert.ok(commits >= 16 && commits < 40, `${commits} tries`);
  isDown = false;
  assert.equal(await performDue(s.worker), 900);
});

test("a run ends where the rate budget is used up for long: the rest is not put off one by one", async () => {
  const s = await crowded(1200);
  const before = s.store.writes;
  const closed = { closedUntil: s.now() + 3_600_000, reason: "GitLab asked for patience" };
  const throttle = { noted: async () => {}, take: async () => closed };
  await performDue({ ...s.worker, throttle });
  assert.deepEqual(s.effects, []);
  assert.ok(s.store.writes - before < 2 * 520);
  assert.ok((await s.store.dueTasks(s.now(), 2000)).length > 680);
});

test("due tasks that cannot be read fail the run, after what was begun has ended", async () => {
  const s = await crowded(510);
  let asked = 0;
  const { dueTasks } = s.worker.store;
  const store: typeof s.worker.store = {
    ...s.worker.store,
    async dueTasks(now, most, how) {
      if (++asked >= 2) throw new Error("the table is gone");
      return await dueTasks(now, most, how);
    },
  };
  await assert.rejects(performDue({ ...s.worker, store }), /the table is gone/);
  const states = await Promise.all(s.ids.map(async (id) => (await s.task(`gitlab/42/job:${id}/keep`)).state));
  assert.deepEqual(new Set(states), new Set(["done", "waiting"]));
  assert.equal(states.filter((state) => state === "done").length, 500);
});

test("deletes that find no room do not keep a keep waiting whose lane is free", async () => {
  const s = await crowded(0, { jobs: [kept(1)] });
  for (let id = 1001; id < 4001; id++)
    await s.plan(id, "deleteArtifacts", "tidies", "deleteArtifacts", { due: s.now() + 1 });
  await s.plan(1, "keep", "keeps", "keep", { due: s.now() + 5_000 });
  s.pass(60);
  const { throttle } = s.worker;
  const take: typeof throttle.take = async (ask, until) =>
    ask.lane === "sweep" ? { closedUntil: s.now() + 10_000, reason: "no room" } : await throttle.take(ask, until);
  await performDue({ ...s.worker, throttle: { ...throttle, take } });
  assert.deepEqual(s.effects, ["keep 1"]);
});

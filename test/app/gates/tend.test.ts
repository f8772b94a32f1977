import assert from "node:assert/strict";
import { test } from "node:test";
import { tendGates } from "../../../lib/app/gates/tend.ts";
import { type Gate, gateKey, gatesScope, gateText } from "../../../lib/core/gate.ts";
import type { Task } from "../../../lib/core/task.ts";
import { ended, planned } from "../../../lib/core/transitions.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";

const start = Date.UTC(2026, 10, 20, 9);
const [hour, day] = [3_600_000, 86_400_000];

function gate(job: number, more: Partial<Gate> = {}): Gate {
  return {
    project: 42,
    job,
    name: "deploy",
    task: `gitlab/42/job:${job}/play`,
    rules: ["promote@1"],
    digest: "d",
    gives: [],
    openedAt: start,
    waitsFor: "people",
    lookedAt: start,
    approvals: [],
    ...more,
  };
}

function waiting(job: number): Task {
  const effect = { source: "gitlab", project: { id: 42 }, jobId: job, verb: "play" as const };
  const want = { rule: "promote@1", action: "play", params: {}, event: "d1" };
  return planned({ effect, want, due: start + day }, start);
}

async function ledger(gates: readonly Gate[], tasks: readonly Task[]) {
  const store = createMemoryStore();
  for (const one of gates) await store.putNote(gateKey("gitlab", one.project, one.job), gateText(one), undefined);
  for (const put of tasks) await store.commit([{ put, seen: "absent" }]);
  let now = start;
  return {
    store,
    pass: (millis: number) => {
      now += millis;
    },
    tend: () => tendGates({ id: "gitlab" }, { store, clock: () => now }),
    left: async () => (await store.notes(gatesScope("gitlab"))).map(({ key }) => Number(key.split(":")[1])),
  };
}

const closed = { how: "rejected", at: start, why: "rejected by @bob: no" } as const;
const done = (job: number) => ({ ...ended(waiting(job), "done", "played", start), version: 1 });
const skipped = (job: number) => ({ ...ended(waiting(job), "skipped", "rejected", start), version: 1 });

test("what was played a day ago, and what the task table has forgotten, is forgotten; all else stays", async () => {
  const gates = [gate(1), gate(2), gate(3, { closed }), gate(4, { closed }), gate(5), gate(6, { closed })];
  const s = await ledger(gates, [waiting(1), done(2), skipped(3), waiting(6)]);
  assert.equal(await s.tend(), 2);
  assert.deepEqual(await s.left(), [1, 2, 3, 6]);
  s.pass(day);
  assert.equal(await s.tend(), 1);
  assert.deepEqual(await s.left(), [1, 3, 6]);
});

test("it is done once an hour", async () => {
  const s = await ledger([gate(8)], [waiting(8)]);
  await s.tend();
  await s.store.putNote(gateKey("gitlab", 42, 7), gateText(gate(7)), undefined);
  s.pass(hour - 1);
  assert.equal(await s.tend(), 0);
  s.pass(1);
  assert.equal(await s.tend(), 1);
});

test("where nobody waits nothing is written", async () => {
  const s = await ledger([], []);
  const before = s.store.writes;
  await s.tend();
  assert.equal(s.store.writes, before);
});

test("of many gates each has its turn, however many stay", async () => {
  const jobs = Array.from({ length: 450 }, (_, at) => 1000 + at);
  const tasks = jobs.filter((job) => job !== 1449).map(waiting);
  const s = await ledger(
    jobs.map((job) => gate(job)),
    tasks,
  );
  const dropped: number[] = [];
  for (let runs = 0; runs < 3; runs++) {
    dropped.push(await s.tend());
    s.pass(hour);
  }
  assert.deepEqual(dropped, [0, 0, 1]);
  assert.equal((await s.left()).length, 449);
});

test("a gate that somebody spoke at meanwhile stays", async () => {
  const s = await ledger([gate(1)], []);
  const { task } = s.store;
  s.store.task = async (id) => {
    const key = gateKey("gitlab", 42, 1);
    const text = await s.store.note(key);
    await s.store.putNote(key, gateText(gate(1, { waitsFor: "somebody else" })), text);
    return await task(id);
  };
  assert.equal(await s.tend(), 0);
  assert.deepEqual(await s.left(), [1]);
});

test("what this version cannot read stays", async () => {
  const s = await ledger([], []);
  await s.store.putNote(gateKey("gitlab", 42, 1), "{}", undefined);
  assert.equal(await s.tend(), 0);
  assert.deepEqual(await s.left(), [1]);
});

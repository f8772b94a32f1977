import assert from "node:assert/strict";
import { test } from "node:test";
import type { Context, ScheduledEvent } from "aws-lambda";
import { make } from "../../functions/tick.ts";
import { overheard, tellPulse } from "../../lib/app/pulse.ts";
import { StoreError } from "../../lib/core/errors.ts";
import type { LogFields } from "../../lib/core/logFields.ts";
import type { Store } from "../../lib/core/ports.ts";
import type { Task } from "../../lib/core/task.ts";
import { fullBudget, throttleKey, throttleText } from "../../lib/core/throttleState.ts";
import { ended } from "../../lib/core/transitions.ts";
import { createMemoryStore } from "../../lib/store/memory.ts";
import { outageAt, stored } from "../contract/outages.ts";
import { noon, sampleTask } from "../contract/samples.ts";
import { oneRule, site } from "./site.ts";

const minute = 60_000;

function lines() {
  const told: { what: string; fields: LogFields }[] = [];
  const write = (what: string, fields: LogFields = {}) => void told.push({ what, fields });
  return { told, log: { info: write, error: write } };
}

async function pulseOf(store: Store, { source = "gitlab", now = noon } = {}): Promise<LogFields | undefined> {
  const { told, log } = lines();
  const heard = overheard(store);
  await heard.store.dueTasks(now, 500);
  await tellPulse({ id: source }, { store, clock: () => now, log }, heard.due);
  return told.find(({ what }) => what === "pulse")?.fields;
}

const waiting = (job: number, changes: Partial<Task> = {}) =>
  sampleTask({ id: `gitlab/7/job:${job}/${changes.verb ?? "retry"}`, object: `job:${job}`, ...changes });

async function storeWith(tasks: readonly Task[]): Promise<Store> {
  const store = createMemoryStore();
  for (const put of tasks) await store.commit([{ put, seen: "absent" }]);
  return store;
}

test("a pulse tells how long the oldest due task waits, apart from deletes that take their time, and how many are due", async () => {
  const store = await storeWith([
    waiting(1, { due: noon - 20 * minute }),
    waiting(2, { due: noon - 300 * minute, verb: "deleteArtifacts" }),
    waiting(3, { due: noon + 1 }),
    waiting(4, { id: "other/7/job:4/retry", source: "other", due: noon - 400 * minute }),
    ended(waiting(5), "attention", "it cannot be known", noon),
  ]);
  assert.deepEqual(await pulseOf(store), {
    source: "gitlab",
    oldestDueSeconds: 18_000,
    oldestUrgentSeconds: 1_200,
    dueTasks: 2,
    attentionTasks: 1,
    openOutages: 0,
    breakersOpen: 0,
    patienceSeconds: 0,
  });
});

test("where nothing is due, nothing waits and GitLab answers, a pulse is all zeros", async () => {
  const { source, ...numbers } = (await pulseOf(createMemoryStore())) ?? {};
  assert.equal(source, "gitlab");
  assert.deepEqual([Object.keys(numbers).length, ...new Set(Object.values(numbers))], [7, 0]);
});

test("a pulse counts open outages, not those that are over", async () => {
  const store = createMemoryStore();
  await stored(store, [outageAt(noon, { parked: 3 }), outageAt(noon, { project: 43, closedAt: noon - minute })]);
  assert.equal((await pulseOf(store))?.openOutages, 1);
});

test("a GitLab that does not answer is an open breaker until it was not asked for two minutes, and nothing is late meanwhile", async () => {
  const store = await storeWith([waiting(1, { due: noon - 20 * minute })]);
  const broken = { until: noon + minute, forMillis: minute, failed: 5, of: 5 };
  const budget = (token: string, state = {}) =>
    store.putNote(throttleKey("gitlab", token), throttleText({ ...fullBudget(noon, 600), ...state }), undefined);
  await budget("act", { broken });
  await budget("read");
  const seen = await pulseOf(store);
  assert.deepEqual([seen?.breakersOpen, seen?.oldestUrgentSeconds, seen?.dueTasks], [1, undefined, 1]);
  assert.equal((await pulseOf(store, { now: noon + 3 * minute - 1 }))?.breakersOpen, 1);
  const later = await pulseOf(store, { now: noon + 3 * minute });
  assert.deepEqual([later?.breakersOpen, later?.oldestUrgentSeconds], [0, 1_380]);
});

test("a pulse tells for how long GitLab wants to be left alone", async () => {
  const store = createMemoryStore();
  const text = throttleText({ ...fullBudget(noon, 600), notBefore: noon + 41_500 });
  await store.putNote(throttleKey("gitlab", "act"), text, undefined);
  assert.equal((await pulseOf(store))?.patienceSeconds, 42);
  assert.equal((await pulseOf(store, { now: noon + minute }))?.patienceSeconds, 0);
});

test("tick tells a pulse of each source every minute, at the price of three queries each, and performs all the same", async () => {
  const s = await site({
    jobs: [{ id: 1001, name: "build", status: "failed", pipelineId: 501 }],
    rules: oneRule("on: job, when: { status: failed }, do: retry"),
  });
  await s.plan(1001, "retry", "r");
  const asked: string[] = [];
  const store: Store = {
    ...s.store,
    dueTasks: (...how) => {
      asked.push("dueTasks");
      return s.store.dueTasks(...how);
    },
    attentionTasks: (source) => {
      asked.push(`attentionTasks ${source}`);
      return s.store.attentionTasks(source);
    },
    notes: (scope) => {
      if (/^(throttle|outage)#/.test(scope)) asked.push(scope);
      return s.store.notes(scope);
    },
  };
  const { told, log } = lines();
  const sources = [...s.worker.sources, { id: "other", projects: ["**"] }];
  const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
  await make({ ...s.worker, store, sources, log })({} as ScheduledEvent, context);
  assert.deepEqual(
    told.filter(({ what }) => what === "pulse").map(({ fields }) => [fields.source, fields.dueTasks]),
    [
      ["gitlab", 1],
      ["other", 0],
    ],
  );
  assert.deepEqual(s.effects, ["retry 1001"]);
  // Outages are asked for by who tends them as well; what is due by who performs it.
  const price = asked.filter((what) => what !== "dueTasks");
  assert.deepEqual(price.toSorted(), [
    ...["attentionTasks gitlab", "attentionTasks other"],
    ...["outage#gitlab", "outage#gitlab", "outage#other", "outage#other"],
    ...["throttle#gitlab", "throttle#other"],
  ]);
});

test("a tick that has too little time for one call ends at once, and tells no pulse", { timeout: 10_000 }, async () => {
  const s = await site({ jobs: [], rules: oneRule("on: job, when: { status: failed }, do: retry") });
  const { told, log } = lines();
  const context = { getRemainingTimeInMillis: () => 0 } as Context;
  await make({ ...s.worker, log })({} as ScheduledEvent, context);
  assert.deepEqual(
    told.filter(({ what }) => what === "pulse"),
    [],
  );
});

test("a pulse that cannot be read is said, and stops nothing else", async () => {
  const s = await site({
    jobs: [{ id: 1001, name: "build", status: "failed", pipelineId: 501 }],
    rules: oneRule("on: job, when: { status: failed }, do: retry"),
    store: { faults: ({ kind }) => (kind === "attentionTasks" ? "unavailable" : undefined) },
  });
  await s.plan(1001, "retry", "r");
  const { told, log } = lines();
  const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
  await make({ ...s.worker, log })({} as ScheduledEvent, context);
  assert.deepEqual(
    told.filter(({ what }) => what === "pulse").map(({ fields }) => fields.code),
    ["unavailable"],
  );
  assert.deepEqual(s.effects, ["retry 1001"]);
});

test("who waits for what is due hears of it when it cannot be read", async () => {
  const unread = async () => {
    throw new StoreError("unavailable", "the table is gone");
  };
  const { store, due } = overheard({ ...createMemoryStore(), dueTasks: unread });
  await assert.rejects(store.dueTasks(noon, 1), /the table is gone/);
  await assert.rejects(due, /the table is gone/);
});

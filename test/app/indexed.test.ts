import assert from "node:assert/strict";
import { test } from "node:test";
import { actions } from "../../lib/actions/index.ts";
import type { ActiveRules } from "../../lib/app/activeRules.ts";
import { applyRules } from "../../lib/app/apply.ts";
import { receive, receiveFinding } from "../../lib/app/receive.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import type { Event } from "../../lib/core/event.ts";
import type { Job } from "../../lib/core/job.ts";
import type { DeliveryEntry } from "../../lib/core/journal.ts";
import { silent } from "../../lib/edge/log.ts";
import { createMemoryStore } from "../../lib/store/memory.ts";
import { pick, type Random, randomOf } from "../fuzz/random.ts";

const start = Date.UTC(2026, 10, 20, 9);

/** Rules whose tasks wait for a state, and so are closed when it is left. */
function rulesText(random: Random): string {
  const lines = Array.from({ length: 1 + Math.floor(random() * 25) }, (_, at) => {
    const [status, verb] = pick(random, [
      ["pending", "restart"],
      ["[pending, running]", "restart"],
      ["failed", "retry"],
      ["[failed, canceled]", "retry"],
      ["manual", "{ play: { job: 'b*' } }"],
    ] as const);
    const project = pick(random, ["'**'", "shop/api", "'shop/*'", "other/**", "42"]);
    const more = pick(random, ["", ", name: build", ", name: 'b*'", ", ref: main", ", stage: test", ", tag: false"]);
    const wait = random() < 0.6 ? ", for: 5m" : "";
    const on = pick(random, ["job", "pipeline", "[job, pipeline]"]);
    return `  - { id: r${at}, projects: ${project}, on: ${on}, when: { status: ${status}${more} }${wait}, do: ${verb} }`;
  });
  return ["version: 1", "defaults: { mode: enforce }", "rules:", ...lines, ""].join("\n");
}

function eventOf(random: Random, at: number): Event {
  const job: Job = {
    id: pick(random, [1, 2]),
    name: pick(random, ["build", "bake", "test"]),
    status: pick(random, [
      "created",
      "manual",
      "pending",
      "running",
      "failed",
      "canceled",
      "success",
      "other",
    ] as const),
    pipelineId: 5,
    ...(random() < 0.7 && { ref: "main", stage: "test", tag: false }),
  };
  const project = { id: 42, path: pick(random, ["shop/api", "other/x"]) };
  const heard = { id: `d${at}`, source: "gitlab", receivedAt: start + at * 1000, project };
  if (random() < 0.7) return { kind: "job", ...heard, job };
  return { kind: "pipeline", ...heard, pipeline: { id: 5 }, jobs: [job, { ...job, id: 3, name: "bake" }] };
}

/** Without an index: every rule is asked everything. */
function unindexed(active: ActiveRules): ActiveRules {
  return { ...active, candidates: (_, kinds) => [...active.ofKinds(kinds)] };
}

async function tale(seed: number, view: (active: ActiveRules) => ActiveRules) {
  const random = randomOf(seed);
  const store = createMemoryStore();
  let now = start;
  let serial = 0;
  const clock = () => now;
  const reader = createRulesReader({ store, actions, clock, log: silent });
  const recent = async (source: string) => view(await reader.recent(source));
  const world = {
    store,
    actions,
    clock,
    random: () => `r${String(++serial).padStart(6, "0")}`,
    giveWay: async () => {},
  };
  const applied = await applyRules([{ file: "rules.yaml", text: rulesText(random) }], "gitlab", { store, actions });
  assert.ok(typeof applied === "object" && "version" in applied, JSON.stringify(applied));
  const record = pick(random, ["all", "wanted"] as const);
  for (let at = 0; at < 12; at++) {
    now += Math.floor(random() * 200_000);
    const event = eventOf(random, at);
    if (event.kind === "job" && random() < 0.3) await receiveFinding(event, await recent("gitlab"), world);
    else await receive(event, { ...world, rules: { live: recent, recent }, record });
  }
  const tasks = (await store.tasks(1000)).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const entries = await store.entries(1000);
  return { tasks, entries: entries.map((entry) => (entry.kind === "delivery" ? sorted(entry) : entry)) };
}

/** In which order the tasks of a delivery are listed says nothing. */
function sorted(entry: DeliveryEntry): DeliveryEntry {
  return {
    ...entry,
    tasks: entry.tasks.toSorted((one, other) => (`${one.id} ${one.step}` < `${other.id} ${other.step}` ? -1 : 1)),
  };
}

test("events leave the same tasks and the same journal, with the index and without", async () => {
  const steps = new Map<string, number>();
  for (let seed = 1; seed <= 150; seed++) {
    const indexed = await tale(seed, (active) => active);
    assert.deepEqual(indexed, await tale(seed, unindexed), `seed ${seed}`);
    for (const entry of indexed.entries)
      for (const { step } of entry.kind === "delivery" ? entry.tasks : []) steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  for (const step of ["planned", "merged", "closed"])
    assert.ok((steps.get(step) ?? 0) > 50, `${step}: ${steps.get(step)}`);
});

for (const [what, on, state] of [
  ["stays open while another rule, which was not asked, wants it", "pipeline", "waiting"],
  ["is closed when all the rules that want it say no", "job", "skipped"],
] as const)
  test(`a task whose job has left the state that is waited for ${what}`, async () => {
    const store = createMemoryStore();
    const rule = (id: string, kinds: string) =>
      `  - { id: ${id}, projects: "**", on: ${kinds}, when: { status: pending }, for: 5m, do: restart }`;
    const text = ["version: 1", "defaults: { mode: enforce }", "rules:", rule("a", "job"), rule("b", on), ""].join(
      "\n",
    );
    await applyRules([{ file: "rules.yaml", text }], "gitlab", { store, actions });
    const clock = () => start;
    const rules = createRulesReader({ store, actions, clock, log: silent });
    let serial = 0;
    const world = { store, rules, actions, clock, random: () => `r${++serial}`, giveWay: async () => {} };
    const job: Job = { id: 1, name: "build", status: "pending", pipelineId: 5, since: start };
    const heard = { id: "d1", source: "gitlab", receivedAt: start, project: { id: 42, path: "shop/api" } };
    const reach = { ...world, record: "all" as const };
    await receive({ kind: "job", ...heard, job }, reach);
    await receive({ kind: "pipeline", ...heard, pipeline: { id: 5 }, jobs: [job] }, reach);
    await receive({ kind: "job", ...heard, id: "d2", job: { ...job, status: "running" } }, reach);
    assert.deepEqual(
      (await store.tasks(10)).map((task) => [task.wants.length, task.state]),
      [[2, state]],
    );
  });

import type { WorkerWorld } from "../../../functions/world/worker.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { plan } from "../../../lib/app/plan.ts";
import type { Store } from "../../../lib/core/ports.ts";
import { planned } from "../../../lib/core/transitions.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { openCloud } from "./cloud.ts";
import { type Effect, endlessGitLab, firstSuccess } from "./gitlab.ts";
import { farStore, minute, processOf, source, start } from "./process.ts";
import { luckOf, type VirtualTime, virtualTime } from "./time.ts";

const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: flaky, projects: ["**"], on: job, when: { status: failed }, do: retry, limit: { perJob: 2 }, outage: off }
  - { id: keeps, projects: ["**"], on: job, when: { status: success }, do: keep }
`;

/** The noisy project, and the first of the others. */
const noisy = 1;
const others = [2, 3, 4];

export interface Scene {
  /** Tasks of the noisy project: those due when it begins, for up to three hours; and those that come, a hundred a second. */
  readonly backlog: number;
  readonly storm: number;
  readonly minutes: number;
  readonly perMinute: number;
  readonly seed: number;
}

/** How long the others' tasks took from the hook to the call, in milliseconds. */
export interface Waits {
  readonly retries: readonly number[];
  readonly keeps: readonly number[];
  /** Tasks of the others whose effect was not seen. */
  readonly missing: number;
  readonly noisyDone: number;
  readonly twice: number;
}

/**
 * A quiet project plans a retry every few seconds, and a keep now and then, also in the noisy one; ten `work` and three
 * `tick` share one rate budget of a GitLab that answers after 50 to 300 ms.
 */
export async function neighbours({ backlog, storm, minutes, perMinute, seed }: Scene): Promise<Waits> {
  const luck = luckOf(seed);
  const time = virtualTime(start);
  const seen = new Map<string, number>();
  let twice = 0;
  const told = (effect: Effect) => {
    const key = keyOf(effect);
    if (seen.has(key)) twice++;
    seen.set(key, seen.get(key) ?? time.now());
  };
  const gitlab = endlessGitLab(() => time.pause(50 + luck() * 250), told);
  const memory = createMemoryStore();
  const late = () => time.pause(3 + luck() * 9);
  const store = farStore(memory, late, (writes) => cloud.wrote(writes));
  const process = () => processOf({ store, time, luck, perMinute, gitlab });
  const cloud = openCloud({ time, process, works: 10, ticks: 3 });
  const world = process();
  await applyRules([{ file: "fair.yaml", text: rules }], source, { store: memory, actions });
  await planBacklog(memory, backlog);
  cloud.start();
  const wanted = new Map<string, number>();
  void storms(world.store, { count: storm, time });
  void quiet(world, { time, luck, wanted, until: start + minutes * minute });
  await time.run(start + (minutes + 3) * minute);
  const waits = [...wanted].map(([key, at]) => ({ key, millis: (seen.get(key) ?? Number.NaN) - at }));
  const of = (verb: string) => waits.filter(({ key, millis }) => key.startsWith(verb) && millis >= 0);
  return {
    retries: of("retry").map(({ millis }) => millis),
    keeps: of("keep").map(({ millis }) => millis),
    missing: waits.filter(({ millis }) => Number.isNaN(millis)).length,
    noisyDone: [...seen.keys()].filter((key) => key.startsWith(`retry ${noisy} `)).length,
    twice,
  };
}

function keyOf({ verb, project, job }: Effect): string {
  return `${verb} ${project} ${job}`;
}

function intentOf(project: number, jobId: number, due: number) {
  const verb = jobId < firstSuccess ? ("retry" as const) : ("keep" as const);
  const rule = verb === "retry" ? "flaky@1" : "keeps@1";
  const effect = { source, project: { id: project, path: `shop/p${project}` }, jobId, verb };
  return { effect, want: { rule, action: verb, params: {}, event: "e" }, due };
}

/** Long due, past the stream. */
async function planBacklog(store: Store, count: number): Promise<void> {
  for (let at = 0; at < count; at += 100) {
    const tasks = Array.from({ length: Math.min(100, count - at) }, (_, next) => {
      const due = start - Math.floor(((at + next) / count) * 180 * minute);
      return planned(intentOf(noisy, at + next + 1, due), due);
    });
    const committed = await store.commit(tasks.map((put) => ({ put, seen: "absent" })));
    if (committed !== "written") throw new Error("the backlog was not planned");
  }
}

async function storms(store: Store, { count, time }: { count: number; time: VirtualTime }): Promise<void> {
  for (let at = 0; at < count; at += 10) {
    const tasks = Array.from({ length: 10 }, (_, next) =>
      planned(intentOf(noisy, 100_000_000 + at + next, time.now()), time.now()),
    );
    await store.commit(tasks.map((put) => ({ put, seen: "absent" })));
    await time.pause(100);
  }
}

/** What the others want, noted by what GitLab would be asked, with the time of its hook. */
async function quiet(
  world: WorkerWorld,
  { time, luck, wanted, until }: { time: VirtualTime; luck: () => number; wanted: Map<string, number>; until: number },
): Promise<void> {
  for (let at = 1; time.now() < until; at++) {
    await time.pause(2_000 + luck() * 6_000);
    const isKeep = at % 5 === 0;
    const project = isKeep && at % 2 === 0 ? noisy : (others[at % others.length] ?? noisy);
    const jobId = (isKeep ? firstSuccess : 200_000_000) + at;
    wanted.set(keyOf({ verb: isKeep ? "keep" : "retry", project, job: jobId }), time.now());
    await plan(world, intentOf(project, jobId, time.now()), { heardAt: time.now(), now: time.now() });
  }
}

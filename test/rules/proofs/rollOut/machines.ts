import { actions } from "../../../../lib/actions/index.ts";
import { perform } from "../../../../lib/app/perform.ts";
import { receive } from "../../../../lib/app/receive.ts";
import type { ActiveRules, RulesReader } from "../../../../lib/app/rules.ts";
import type { Worker } from "../../../../lib/app/worker.ts";
import { StoreError } from "../../../../lib/core/errors.ts";
import type { Event } from "../../../../lib/core/event.ts";
import type { Job } from "../../../../lib/core/job.ts";
import type { GitLab, Store } from "../../../../lib/core/ports.ts";
import type { Activation } from "./tables.ts";
import { gate } from "./texts.ts";
import type { Turns } from "./turns.ts";

/** One run of a task: the version that was active when it began, and those that it decided by. */
export interface Run {
  readonly least: number;
  readonly versions: number[];
  /** What it asked GitLab to do, of which job. */
  readonly calls: { readonly verb: "retry" | "play"; readonly name: string }[];
}

/** When a delivery came, and about which job as it was then. */
export interface Delivery {
  readonly at: number;
  readonly job: Job;
}

export interface Machines {
  readonly turns: Turns;
  readonly store: Store;
  /** Of each process one. */
  readonly readers: readonly RulesReader[];
  readonly worker: Worker;
  readonly gitlab: GitLab;
  readonly jobs: ReadonlyMap<number, Job>;
  readonly activations: readonly Activation[];
  readonly runs: Run[];
  readonly deliveries: Map<string, Delivery>;
}

const project = { id: 42, path: "shop/api" };

/** A hook about a job as it is now: of a failed one its own, of the gate its pipeline's. */
export async function deliver(m: Machines, job: Job, process: number): Promise<void> {
  const id = `d${m.deliveries.size + 1}`;
  const receivedAt = m.turns.now();
  m.deliveries.set(id, { at: receivedAt, job });
  const head = { id, source: "gitlab", receivedAt, project };
  const pipeline = { id: 501, status: "running" as const };
  const event = (
    job.name === gate ? { ...head, kind: "pipeline", pipeline, jobs: [job] } : { ...head, kind: "job", job, pipeline }
  ) as Event;
  const reader = m.readers[process];
  if (!reader) throw new Error("no such process");
  const { clock, random } = m.worker;
  const reach = {
    store: m.store,
    rules: reader,
    actions,
    clock,
    random,
    giveWay: m.turns.take,
    record: "all",
  } as const;
  await orLater(receive(event, reach));
}

/** Everything that is due, one after the other. */
export async function work(m: Machines, process: number): Promise<void> {
  const due = await m.store.dueTasks(m.turns.now(), 20);
  for (const task of due) {
    const run: Run = { least: newest(m.activations), versions: [], calls: [] };
    m.runs.push(run);
    const rules = watched(m.readers[process], run.versions);
    const gitlab = async () => watchedGitLab(m, run);
    await orLater(perform(task, { ...m.worker, store: m.store, rules, gitlab }));
  }
}

export function newest(activations: readonly Activation[]): number {
  return Math.max(0, ...activations.map(({ version }) => version));
}

function watched(reader: RulesReader | undefined, versions: number[]): RulesReader {
  if (!reader) throw new Error("no such process");
  const seen = (active: ActiveRules) => {
    versions.push(active.version);
    return active;
  };
  return {
    live: async (source) => seen(await reader.live(source)),
    recent: async (source) => seen(await reader.recent(source)),
  };
}

function watchedGitLab({ gitlab, turns, jobs }: Machines, run: Run): GitLab {
  const { reads, writes } = gitlab;
  const name = (id: number) => jobs.get(id)?.name ?? "";
  return {
    reads: {
      ...reads,
      job: async (...given) => {
        await turns.take();
        return reads.job(...given);
      },
    },
    writes: {
      ...writes,
      retry: (...given) => {
        run.calls.push({ verb: "retry", name: name(given[1]) });
        return writes.retry(...given);
      },
      play: (...given) => {
        run.calls.push({ verb: "play", name: name(given[1]) });
        return writes.play(...given);
      },
    },
  };
}

/** Tables that are busy are asked again by whoever calls the functions: GitLab sends again, the next tick looks again. */
async function orLater(done: Promise<unknown>): Promise<void> {
  try {
    await done;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}

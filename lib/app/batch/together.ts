import { StoreError } from "../../core/errors.ts";
import type { GitLab } from "../../core/gitlab.ts";
import type { Task } from "../../core/task.ts";
import { stopOf, stopsNow, untilOpen } from "../brake.ts";
import type { Shot } from "../call.ts";
import { acted, type Decided, decide, type End, shotOf, unmarked } from "../look.ts";
import { mark } from "../mark.ts";
import { someAtOnce } from "../someAtOnce.ts";
import { uncalled } from "../uncalled.ts";
import type { Worker } from "../worker.ts";
import { sendTogether } from "./send.ts";
import { sharedReads } from "./shared.ts";

/** How the run of one of them ends; `failed`: the table could not be reached, and it comes due again by itself. */
export type Fate = End | "gone" | { readonly failed: unknown };

const decidedAtOnce = 8;
/** Marks of one project meet on its counters: more at once would only get into each other's way. */
const markedAtOnce = 4;

interface Batch {
  readonly gitlab: GitLab;
  readonly worker: Worker;
  readonly fates: Map<Task, Fate>;
}

/**
 * Looks at several deletes of one project together, lets the rules decide on each alone, marks each alone, and sends one
 * request for all that may go.
 */
export async function actTogether(
  held: readonly Task[],
  gitlab: GitLab,
  worker: Worker,
): Promise<ReadonlyMap<Task, Fate>> {
  const batch: Batch = { gitlab, worker, fates: new Map() };
  await callAll(await markAll(await unlessStopped(await decideAll(held, batch), batch), batch), batch);
  return batch.fates;
}

async function decideAll(held: readonly Task[], batch: Batch): Promise<readonly Decided[]> {
  const { gitlab, worker } = batch;
  const began = worker.clock();
  const looker = { ...worker, rules: oneVersion(worker.rules) };
  const reads = await sharedReads(held, gitlab.reads).catch((error: unknown) => giveUp(held, error, batch));
  if (!reads) return [];
  const decided = await someAtOnce(held, decidedAtOnce, async (task) => {
    const one = await decide(task, { reads, began }, looker).catch((error: unknown) => giveUp([task], error, batch));
    if (one && "ends" in one) batch.fates.set(task, one.ends);
    return one && !("ends" in one) ? [one] : [];
  });
  return decided.flat();
}

/** The rulebook as it is at the first question: one look knows one version. */
function oneVersion(rules: Worker["rules"]): Worker["rules"] {
  let live: ReturnType<Worker["rules"]["live"]> | undefined;
  return {
    ...rules,
    live(source) {
      live ??= rules.live(source);
      return live;
    },
  };
}

async function unlessStopped(decided: readonly Decided[], batch: Batch): Promise<readonly Decided[]> {
  const { worker, fates } = batch;
  const [first] = decided;
  if (!first) return [];
  const tasks = decided.map(({ aim }) => aim.task);
  const stops = await stopsNow(first.aim.task.source, worker).catch((error: unknown) => giveUp(tasks, error, batch));
  if (!stops) return [];
  return decided.filter(({ aim: { task }, known }) => {
    const stop = stopOf(task, stops);
    if (stop) fates.set(task, { ...known, outcome: untilOpen(stop, worker) });
    return !stop;
  });
}

/** Those that are marked, by what is to be called for them. */
async function markAll(decided: readonly Decided[], batch: Batch): Promise<ReadonlyMap<Shot, Decided>> {
  const { worker, fates } = batch;
  const shots = new Map<Shot, Decided>();
  await someAtOnce(decided, markedAtOnce, async (one) => {
    const { task } = one.aim;
    const marked = await mark(one.aim, worker).catch((error: unknown) => giveUp([task], error, batch));
    if (marked === "gone") fates.set(task, "gone");
    else if (marked && "ends" in marked) fates.set(task, unmarked(one, marked.ends));
    else if (marked) shots.set(shotOf(one, marked.calling), one);
  });
  return shots;
}

async function callAll(shots: ReadonlyMap<Shot, Decided>, batch: Batch): Promise<void> {
  const { gitlab, worker, fates } = batch;
  const tasks = [...shots.values()].map(({ aim }) => aim.task);
  const called = await sendTogether([...shots.keys()], gitlab, worker).catch((error: unknown) =>
    giveUp(tasks, error, batch),
  );
  for (const [shot, how] of called ?? []) {
    const one = shots.get(shot);
    if (one) fates.set(one.aim.task, acted(one, how));
  }
}

/** Nothing was sent for them: they are put off, or where the table was to blame left as they are until they come due again. */
function giveUp(tasks: readonly Task[], error: unknown, { worker, fates }: Batch): undefined {
  for (const task of tasks)
    fates.set(task, error instanceof StoreError ? { failed: error } : uncalled(task, error, worker));
}

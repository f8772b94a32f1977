import {
  type Coverage,
  coverageKey,
  cycleKey,
  cycleOf,
  isLaterCycle,
  type Running,
  readCoverage,
  readCycle,
  sweepName,
} from "../../core/coverage.ts";
import type { LedgerKey } from "../../core/key.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { SweepAim } from "../../core/sweep.ts";
import { isOpen, type Task, taskId } from "../../core/task.ts";
import { stoppedBy, untilOpen } from "../brake.ts";
import type { Worker } from "../worker.ts";

/** A step's turn: what is known of the project's coverage, and where the step goes on. */
export interface Turn {
  /** The task; without its cursor where what it has seen so far is not known for certain: it begins anew then. */
  readonly held: Task;
  readonly key: LedgerKey;
  readonly seen: string | undefined;
  readonly coverage: Coverage;
  readonly running: Running;
}

/** How long a cycle waits each time for the one before it. */
const behindMillis = 300_000;

/**
 * Whether it is a step's turn. One sweep of a name goes through a project at a time: the next cycle waits for the end of
 * the one before, so that neither doubles the other's requests, and a cycle that has not begun when a later one is there
 * leaves it to that one. What the switch stops waits, and keeps its place.
 */
export async function takeTurn(held: Task, aim: SweepAim, worker: Worker): Promise<Turn | { readonly ends: Outcome }> {
  const { store, clock } = worker;
  const stop = await stoppedBy(store, held, clock);
  if (stop) return { ends: untilOpen(stop, worker) };
  const [name, cycle] = [sweepName(aim), cycleOf(aim)];
  const key = coverageKey(held.source, name, held.project.id);
  const seen = await store.note(key);
  const coverage = readCoverage(seen) ?? {};
  const { running } = coverage;
  if (running?.cycle === cycle && held.cursor !== undefined) return { held, key, seen, coverage, running };
  const newer = await laterCycle({ source: held.source, name, cycle, coverage }, worker);
  if (newer !== undefined)
    return { ends: { kind: "skipped", reason: `overtaken by the cycle of ${newer} before it began` } };
  const before = running && running.cycle !== cycle ? await openSweep(held, name, running.cycle, worker) : undefined;
  if (before) {
    const reason = `the cycle of ${running?.cycle} still goes through the project: this one follows it`;
    return { ends: { kind: "again", at: clock() + behindMillis, why: "wait", reason } };
  }
  return { held: fromStart(held), key, seen, coverage, running: begun(cycle, clock()) };
}

function begun(cycle: string, began: number): Running {
  return { cycle, began, pages: 0, jobs: 0, known: 0, requests: 0 };
}

function fromStart({ cursor: _, counted: __, ...held }: Task): Task {
  return held;
}

/** The latest cycle of a sweep that is later than one which has not begun in the project. */
async function laterCycle(
  mine: { readonly source: string; readonly name: string; readonly cycle: string; readonly coverage: Coverage },
  { store }: Worker,
): Promise<string | undefined> {
  const newest = readCycle(await store.note(cycleKey(mine.source, mine.name)))?.cycle;
  const { running, last } = mine.coverage;
  return [newest, running?.cycle, last?.cycle].find((cycle) => cycle !== undefined && isLaterCycle(cycle, mine.cycle));
}

/** The task of a cycle, if it has not ended. */
async function openSweep(
  { source, project }: Task,
  name: string,
  cycle: string,
  { store }: Worker,
): Promise<Task | undefined> {
  const task = await store.task(taskId({ source, project, verb: "sweep", mark: `${name}@${cycle}` }));
  return task && isOpen(task) ? task : undefined;
}

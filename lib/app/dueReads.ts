import { joinKey } from "../core/key.ts";
import type { DueHow, Without } from "../core/ports.ts";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { hiding, inPlay, type Known } from "./dueKnown.ts";
import { batch, isTried, type Run } from "./dueRun.ts";
import { patientUntil } from "./throttleRun.ts";
import { isOld } from "./turns.ts";
import type { Worker } from "./worker.ts";

/** So often it is looked what else has come due, while there is enough to do. */
const freshMillis = 5_000;

/** Looking takes no more than a part of the time, and the search through all that is due ends. */
const restOfLook = 50;
const restOfSearch = 20;
const longestMillis = 60_000;
const mostSearches = 4;

/** Whether nothing may be taken before it was read what is due. */
export function mustRead({ reads, turns }: Run): boolean {
  return reads.at === Number.NEGATIVE_INFINITY || (turns.size === 0 && !reads.isAll);
}

/** Whether something else may have come due meanwhile. */
export function mayRead({ reads, turns }: Run, now: Instant): boolean {
  return turns.size > 0 && now >= reads.nextAt;
}

/**
 * Reads the earliest that are due; where those are old, what came due last as well. Where that is not all, it is looked
 * beside the work what it hides.
 *
 * @throws StoreError
 */
export async function readDue(run: Run, worker: Worker): Promise<void> {
  const { reads, tried } = run;
  const now = worker.clock();
  const due = await worker.store.dueTasks(now, reads.most);
  const fresh = due.filter((task) => !isTried(run, task));
  if (tried.size === 0) run.empty = fresh.length === 0 ? run.empty + 1 : 0;
  reads.isAll = due.length < reads.most;
  // What was tried and is due all the same was not to be had; it must not hide what is behind it.
  reads.most = batch + due.length - fresh.length;
  reads.at = now;
  const [first] = fresh;
  if (reads.isAll) learn(run, worker, { earliest: fresh, newest: [], hidden: [] });
  else if (first && isOld(first, now)) learn(run, worker, { earliest: fresh, newest: await newest(worker) });
  else learn(run, worker, { earliest: fresh });
  reads.nextAt = restUntil(now, worker, restOfLook);
  if (!reads.isAll && now >= run.pace.newestAt) lookBehind(run, worker);
}

/** When it may be looked again after what began then. */
function restUntil(began: Instant, { clock }: Worker, rest: number): Instant {
  const now = clock();
  return now + Math.max(freshMillis, (now - began) * rest);
}

/**
 * Searches behind what has no room, once for every lane that closed, whenever the last search was: a source that does not
 * answer hides no other one.
 *
 * @returns whether it is under way
 */
export function searchBehind(run: Run, worker: Worker): boolean {
  const lanes = hiding(run.turns.heads(), isClosed(run, worker)).map(keyOf);
  if (run.reads.isAll || lanes.every((lane) => run.passed.has(lane))) return false;
  for (const lane of lanes) run.passed.add(lane);
  run.pace.searchAt = worker.clock();
  lookBehind(run, worker);
  return true;
}

function isClosed({ lines }: Run, { clock }: Worker): (task: Task) => boolean {
  return (task) => lines.closedUntil(task) > clock();
}

function keyOf({ ids, verbs = [] }: Without): string {
  return joinKey(ids, ...verbs);
}

/** Beside the work; what cannot be read then is looked for again. */
function lookBehind(run: Run, worker: Worker): void {
  run.looking ??= (async () => {
    const { pace } = run;
    const began = worker.clock();
    // Nobody else of this process looks meanwhile.
    pace.newestAt = began + freshMillis;
    learn(run, worker, { newest: await newest(worker) });
    pace.newestAt = restUntil(began, worker, restOfLook);
    if (worker.clock() < pace.searchAt) return;
    pace.searchAt = worker.clock() + longestMillis;
    await search(run, worker);
  })()
    .catch((error: unknown) => worker.log.error("what is due was not read to its end", { reason: String(error) }))
    .finally(() => {
      run.looking = undefined;
      run.lines.ring();
    });
}

async function newest({ store, clock }: Worker): Promise<readonly Task[]> {
  return await store.dueTasks(clock(), batch, { newestFirst: true });
}

/** Finds what is due of those who are neither many nor without room; from both ends in turns. */
async function search(run: Run, worker: Worker): Promise<void> {
  const { clock, store } = worker;
  const { pace, known, passed } = run;
  const began = clock();
  const how: DueHow = { newestFirst: pace.searches++ % 2 === 1 };
  let hidden: readonly Task[] = [];
  for (let searches = 0; searches < mostSearches && !isUp(run, worker); searches++) {
    const seen = [...known.earliest, ...known.newest, ...hidden];
    const without = hiding(seen, isClosed(run, worker));
    for (const one of without) passed.add(keyOf(one));
    const due = await store.dueTasks(clock(), batch, { ...how, without });
    hidden = [...hidden, ...due];
    learn(run, worker, { hidden });
    // There may be as many again behind them, once they are done.
    if (due.length >= batch && due.some((task) => !isTried(run, task))) passed.clear();
    if (due.length < batch || hiding(due, isClosed(run, worker)).length === 0) break;
  }
  pace.searchAt = restUntil(began, worker, restOfSearch);
}

/** Whether no time is left to act on what is found. */
function isUp({ isOver }: Run, worker: Worker): boolean {
  return isOver || worker.clock() >= patientUntil(worker);
}

/** The turns are of all that is known and was not tried. */
function learn(run: Run, { clock, luck }: Worker, more: Partial<Known>): void {
  const { known, turns, lines } = run;
  const now = clock();
  const all = { ...known, ...more };
  const untried = (tasks: readonly Task[]) => tasks.filter((task) => !isTried(run, task));
  run.known = { earliest: untried(all.earliest), newest: untried(all.newest), hidden: untried(all.hidden) };
  turns.set(inPlay(run.known, now), { now, ...(run.isCrowded && { from: luck() }) });
  lines.ring();
}

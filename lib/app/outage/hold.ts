import { isOpenOutage, rememberClosedMillis } from "../../core/outage.ts";
import type { Task } from "../../core/task.ts";
import type { Decided, End } from "../look.ts";
import type { Worker } from "../worker.ts";
import { type Bound, boundsOf } from "./bounds.ts";
import { freeCanary, hasRun, isCanary, takeCanary } from "./canary.ts";
import { parked } from "./park.ts";
import { type Found, outageAt, type StoredOutage } from "./stored.ts";

type Run = () => Promise<End | "gone">;

/**
 * A run of what was parked: while its outage is open it is put off again at once, without a look, unless it may go as the
 * canary. Everything else goes on as ever.
 */
export async function unlessParked(held: Task, worker: Worker, run: Run): Promise<End | "gone"> {
  if (held.parked === undefined || goesOn(held, worker)) return await run();
  const found = await outageAt(held.source, held.parked, worker.store);
  if (!isOpen(found)) return await run();
  if (await takeCanary(found, held, worker)) return await asCanary([found.outage.id], held, { worker, run });
  return { outcome: await parked(found.outage, held, worker), settled: true, giveBack: false };
}

/**
 * What a look decides although it was parked: a restart's second half, a call whose outcome is open, what a person asked
 * for meanwhile, and what belongs to a source whose outages nobody tends any more.
 */
function goesOn({ paid, unsure, wants, source }: Task, { sources }: Worker): boolean {
  return Boolean(paid || unsure) || wants.some(({ given }) => given) || !sources.some(({ id }) => id === source);
}

/**
 * What was decided goes on within its bounds; an open outage parks it, unless it is the canary. The canary, and what was
 * parked by an outage that is over, counts towards no outage.
 *
 * @param run marks and calls, within the bounds that it is given
 */
export async function unlessOutage(
  { known, seen, aim }: Decided,
  worker: Worker,
  run: (bounds: readonly Bound[]) => Promise<End | "gone">,
): Promise<End | "gone"> {
  const held = aim.task;
  const bounds = boundsOf(aim, seen.live, worker.clock());
  if (bounds.length === 0) return await run([]);
  const found = await Promise.all(bounds.map(({ id }) => outageAt(held.source, id, worker.store)));
  const open = found.filter(isOpen);
  if (open.length === 0) return await run(isReleased(held, found, worker) ? [] : bounds);
  const taken: string[] = [];
  for (const one of open.filter(({ outage }) => !isCanary(outage, held))) {
    if (!(await takeCanary(one, held, worker))) {
      for (const id of taken) await freeCanary(id, held, worker);
      return { ...known, seen, outcome: await parked(one.outage, held, worker) };
    }
    taken.push(one.outage.id);
  }
  return await asCanary(taken, held, { worker, run: () => run([]) });
}

function isOpen(found: Found): found is StoredOutage {
  return found.outage !== undefined && isOpenOutage(found.outage);
}

function isReleased({ parked: id }: Task, found: readonly Found[], { clock }: Worker): boolean {
  return found.some(({ outage }) => outage?.id === id && clock() < (outage?.closedAt ?? 0) + rememberClosedMillis);
}

/** A canary that never ran leaves its place to another. */
async function asCanary(
  ids: readonly string[],
  held: Task,
  { worker, run }: { readonly worker: Worker; readonly run: Run },
): Promise<End | "gone"> {
  const end = await run();
  if (end !== "gone" && !hasRun(end.outcome)) for (const id of ids) await freeCanary(id, held, worker);
  return end;
}

import type { GitLab } from "../../core/gitlab.ts";
import type { Task } from "../../core/task.ts";
import { claim } from "../claim.ts";
import { ended, isItself, runHeld } from "../perform.ts";
import { someAtOnce } from "../someAtOnce.ts";
import { askOf } from "../throttleNeeds.ts";
import { patientUntil } from "../throttleRun.ts";
import type { Tried } from "../tried.ts";
import type { Worker } from "../worker.ts";
import { actTogether, type Fate } from "./together.ts";

const claimedAtOnce = 8;
/** Records of one project meet on its counters: more at once would only get into each other's way. */
const recordedAtOnce = 4;

/**
 * How many deletes of a source may be performed together: 1 where its GitLab deletes job by job, or where it cannot be told.
 */
export async function mostTogether(source: string, worker: Worker): Promise<number> {
  try {
    return (await worker.gitlab(source))?.writes.deletesAtOnce ?? 1;
  } catch {
    // Whoever performs one alone says what is wrong.
    return 1;
  }
}

/**
 * Performs deletes of one project together: each is claimed, judged, marked and recorded alone, as a single one is; the looks
 * are shared, and one request deletes for all. Room for its requests is asked for first; where there is none, all are left
 * as they are, and come due again by themselves.
 *
 * @returns how each ended, in no order; none of those for which there was no room
 */
export async function performTogether(seen: readonly Task[], worker: Worker): Promise<readonly Tried[]> {
  const [first] = seen;
  const gitlab = first && (await worker.gitlab(first.source));
  if (!gitlab) return [];
  const room = await worker.throttle.take(askOf(first), patientUntil(worker));
  if ("closedUntil" in room) return [];
  try {
    return await performIn(room.meter(gitlab), seen, worker);
  } finally {
    await room.end();
  }
}

async function performIn(gitlab: GitLab, seen: readonly Task[], worker: Worker): Promise<readonly Tried[]> {
  const claims = await someAtOnce(seen, claimedAtOnce, (task) => {
    const mine = { owner: worker.random(), leaseEnd: worker.leaseEnd(), now: worker.clock() };
    return claim(worker.store, task, mine).then(
      (held) => held ?? ("left" as const),
      (error: unknown) => failure(task, error, worker),
    );
  });
  const held = claims.filter((one): one is Task => typeof one === "object" && "id" in one);
  const fates = await actTogether(
    held.filter((task) => isOf(task, seen)),
    gitlab,
    worker,
  );
  const ends = await someAtOnce(held, recordedAtOnce, (task) =>
    end(task, fates, worker).catch((error: unknown) => failure(task, error, worker)),
  );
  return [...claims.filter((one): one is Tried => !(typeof one === "object" && "id" in one)), ...ends];
}

/** Whether a task, as it was claimed, still is what it was shown as: a table that was tampered with is not trusted. */
function isOf(held: Task, [first]: readonly Task[]): boolean {
  return isItself(held) && held.source === first?.source && held.project.id === first.project.id;
}

async function end(held: Task, fates: ReadonlyMap<Task, Fate>, worker: Worker): Promise<Tried> {
  const fate = fates.get(held) ?? (await runHeld(held, worker));
  if (typeof fate === "object" && "failed" in fate) return failure(held, fate.failed, worker);
  return (await ended(held, fate, worker)) ? "performed" : "left";
}

function failure({ id }: Task, failed: unknown, { log }: Worker): Tried {
  log.error("task not performed", { task: id, reason: failed instanceof Error ? failed.message : String(failed) });
  return { failed };
}

import { StoreError } from "../core/errors.ts";
import { joinKey } from "../core/key.ts";
import type { Task } from "../core/task.ts";
import { deleteWholeProject, isWholeProject } from "./batch/wholeProject.ts";
import { claim } from "./claim.ts";
import { tellEffect } from "./effect.ts";
import type { End } from "./look.ts";
import { lookAndAct } from "./lookAndAct.ts";
import { unlessParked } from "./outage/hold.ts";
import { record } from "./record.ts";
import { withRoom } from "./throttleRun.ts";
import { uncalled } from "./uncalled.ts";
import type { Worker } from "./worker.ts";

/**
 * Performs one task that is due: claim, look, decide again on live facts, mark, call once, record.
 *
 * @param seen the task as the stream or the index showed it; it is only a hint
 * @returns the task as it is now, or `undefined` when there was nothing to do for this worker
 * @throws StoreError when the table cannot be reached; the task comes due again by itself
 */
export async function perform(seen: Task, worker: Worker): Promise<Task | undefined> {
  const held = await claim(worker.store, seen, {
    owner: worker.random(),
    leaseEnd: worker.leaseEnd(),
    now: worker.clock(),
  });
  return held && (await ended(held, await runHeld(held, worker), worker));
}

/** Writes down how a run ended. @returns the task as it is now; `undefined`: it was not ours any more */
export async function ended(held: Task, end: End | "gone", worker: Worker): Promise<Task | undefined> {
  if (end === "gone") return undefined;
  const after = await record({ ...end, held }, worker);
  if (after) tellEffect(after, end, worker);
  else worker.log.error("task not recorded", { task: held.id, outcome: end.outcome.kind });
  return after;
}

/** The run of a task that was claimed, up to its end, which is still to be written down. */
export async function runHeld(held: Task, worker: Worker): Promise<End | "gone"> {
  return await unlessParked(held, worker, () => run(held, worker));
}

async function run(held: Task, worker: Worker): Promise<End | "gone"> {
  const settled = held.unsure !== true;
  if (!isItself(held)) {
    const reason = `its id is not that of the ${held.verb} of ${held.object} in project ${held.project.id}`;
    const remedy = "Somebody or something changed it in the table. Dismiss it; what is wanted is planned again.";
    return { outcome: { kind: "attention", reason, remedy }, settled, giveBack: false };
  }
  try {
    const gitlab = await worker.gitlab(held.source);
    if (!gitlab) {
      const reason = `the source ${held.source} is not configured any more`;
      const remedy = "Configure the source again and redrive the task, or dismiss it.";
      return { outcome: { kind: "attention", reason, remedy }, settled, giveBack: false };
    }
    const act =
      held.verb === "sweep"
        ? (await import("./sweep/sweep.ts")).sweep
        : isWholeProject(held)
          ? deleteWholeProject
          : lookAndAct;
    return await withRoom(held, { gitlab, worker }, (metered, room) => act(held, metered, worker, room));
  } catch (error) {
    if (error instanceof StoreError) throw error;
    return uncalled(held, error, worker);
  }
}

/** Two tasks of one effect would both act: a task may only do what its id says. */
export function isItself({ id, source, project, object, verb }: Task): boolean {
  const effect = joinKey(source, project.id, object, verb);
  return id === effect || id.startsWith(`${effect}/`);
}

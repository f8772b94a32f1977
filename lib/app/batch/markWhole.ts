import { StoreError } from "../../core/errors.ts";
import type { Write } from "../../core/ports.ts";
import { isHeld, marked } from "../../core/run.ts";
import type { Task } from "../../core/task.ts";
import { flightsFor, flightWrites, projectWideGuards } from "../flights.ts";
import type { Marked } from "../mark.ts";
import type { Worker } from "../worker.ts";

const spareMillis = 5_000;
const mostTries = 6;

/** As `mark`, of the delete of a whole project: the intent, counted in flight, and the proof that nothing there is held or kept. */
export async function markWhole(held: Task, worker: Worker): Promise<Marked> {
  let task = held;
  for (let tries = 0; tries < mostTries; tries++) {
    const now = worker.clock();
    const leaseEnd = task.due ?? now;
    if (leaseEnd - now < worker.callTimeoutSeconds * 1000 + spareMillis)
      return { ends: { kind: "again", at: now, why: "wait", reason: "too little time was left for the call" } };
    const plan = task.wants.find((want) => want.plan !== undefined)?.plan ?? null;
    const due = leaseEnd + worker.settleSeconds * 1000;
    const calling = marked(task, { due, spent: [], flights: flightsFor(task), snapshot: { plan } });
    const guards = projectWideGuards(task);
    const writes: Write[] = [{ put: calling, seen: task.version }, ...guards, ...flightWrites(task, calling, now)];
    const committed = await worker.store.commit(writes).catch(unlessUnsure);
    if (committed === "written") return { calling };
    const current = await worker.store.task(task.id);
    if (current?.state === "calling" && isHeld(current, task) && current.calls === calling.calls)
      return { calling: current };
    if (!isHeld(current, task)) return "gone";
    if (committed !== "unsure" && committed.lost > 0) {
      const reason = "something of the project is held or kept, or was: it is cleaned job by job";
      return { ends: { kind: "refused", reason } };
    }
    task = current;
    await worker.giveWay(tries);
  }
  return { ends: { kind: "again", at: worker.clock() + 5_000, why: "wait", reason: "the table was too busy to mark" } };
}

function unlessUnsure(error: unknown): "unsure" {
  if (error instanceof StoreError && error.code !== "unavailable") return "unsure";
  throw error;
}

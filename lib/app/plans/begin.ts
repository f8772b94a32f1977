import { partHash } from "../../core/planHash.ts";
import type { PlanPart, SweepPlan } from "../../core/sweepPlan.ts";
import { type Task, taskId } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import type { PlanDesk } from "../plan.ts";
import { planEffect, spread } from "./spread.ts";

/** How many parts one round looks at; the next goes on with the others. */
export const mostParts = 200;

/**
 * Makes sure that each part of an approved plan that lists anything has the task which plans its deletes.
 *
 * @param parts as they were hashed: each task is told the hash of its own
 * @returns the tasks, by project
 * @throws StoreError
 */
export async function beginDeletes(
  plan: SweepPlan,
  parts: readonly PlanPart[],
  { desk, now }: { readonly desk: PlanDesk; readonly now: Instant },
): Promise<ReadonlyMap<number, Task>> {
  const tasks = new Map<number, Task>();
  for (const part of parts.filter(isToDo).slice(0, mostParts)) {
    const project = projectOf(part);
    const there = await desk.store.task(taskId(planEffect(plan, project, "approved")));
    const params = { part: partHash(part) };
    tasks.set(part.project, there ?? (await spread(plan, { project, kind: "approved", params }, { desk, now })));
  }
  return tasks;
}

/** Whether a part has deletes that are not over. */
export function isToDo({ state, totals }: PlanPart): boolean {
  return totals.jobs > 0 && (state === "through" || state === "begun");
}

export function projectOf({ project: id, path }: PlanPart): { readonly id: number; readonly path?: string } {
  return { id, ...(path !== undefined && { path }) };
}

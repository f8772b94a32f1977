import { StoreError } from "../../core/errors.ts";
import type { Write } from "../../core/ports.ts";
import { type PlanPart, planPartKey, type SweepPlan, stateAt } from "../../core/sweepPlan.ts";
import { isOpen, type Task, taskId } from "../../core/task.ts";
import { instantText } from "../../core/time.ts";
import type { WatchedSource, Worker } from "../worker.ts";
import { beginDeletes, isToDo, mostParts, projectOf } from "./begin.ts";
import { listProjects } from "./projects.ts";
import { partsOf, plansOf, type Stored } from "./read.ts";
import { headWrites, sealed } from "./seal.ts";
import { planEffect, spread } from "./spread.ts";
import { addResults, noResult } from "./totals.ts";

/**
 * Brings each open plan of a source on, as far as no task of its own does: finds its projects, seals it once each is gone
 * through, lets it expire, plans the deletes of an approved one, and closes it once they are over. Safe to run twice:
 * every write names what it follows.
 *
 * @throws StoreError when the tables cannot be read or written
 */
export async function tendPlans(source: WatchedSource, worker: Worker): Promise<void> {
  for (const plan of await plansOf(worker.store, source.id, "open")) {
    if (worker.leaseEnd() - worker.clock() <= 2 * worker.callTimeoutSeconds * 1000) return;
    await tend(plan, source, worker);
  }
}

async function tend(stored: Stored<SweepPlan>, source: WatchedSource, worker: Worker): Promise<void> {
  const { value: plan } = stored;
  const now = worker.clock();
  if (plan.state !== "expired" && stateAt(plan, now) === "expired") {
    const reason = `nobody approved it by ${instantText(plan.expiresAt)}`;
    return await write(expired(plan, reason, now), stored, worker);
  }
  if (plan.state === "collecting" && plan.listing)
    return await listProjects({ plan, text: stored.text }, source, worker);
  if (plan.state === "collecting") return await sealWhenThrough(stored, worker);
  if (plan.state === "approved") return await closeWhenDone(stored, worker);
}

/** A plan that nobody can approve any more. */
export function expired(plan: SweepPlan, reason: string, at: number): SweepPlan {
  return { ...plan, state: "expired", decided: { by: "schedule", at, reason } };
}

/** Whoever wrote at the same moment has it; the next minute looks again. */
export async function write(
  plan: SweepPlan,
  { text }: Stored<SweepPlan>,
  { store }: Pick<Worker, "store">,
): Promise<void> {
  await tried(headWrites(plan, text), store);
}

async function tried(writes: readonly Write[], store: Worker["store"]): Promise<void> {
  try {
    await store.commit(writes);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "conflict") throw error;
  }
}

async function sealWhenThrough(stored: Stored<SweepPlan>, worker: Worker): Promise<void> {
  const { value: plan } = stored;
  const parts = await partsOf(worker.store, plan);
  const open = parts.filter(({ value }) => value.state === "open");
  for (const part of open.slice(0, mostParts)) await awaitPart(plan, part, worker);
  if (open.length > 0) return;
  await write(
    sealed(
      plan,
      parts.map(({ value }) => value),
    ),
    stored,
    worker,
  );
}

/** A part has a task that goes through its project; where that ended before its end, the project is left out. */
async function awaitPart(plan: SweepPlan, part: Stored<PlanPart>, worker: Worker): Promise<void> {
  const project = projectOf(part.value);
  const task = await worker.store.task(taskId(planEffect(plan, project, "plan")));
  if (!task) {
    await spread(plan, { project, kind: "plan" }, { desk: worker, now: worker.clock() });
    return;
  }
  if (!isOpen(task))
    await change(
      plan,
      part,
      { state: "left", ...nothingOf(part.value), why: task.reason ?? "it was not gone through" },
      worker,
    );
}

/** What was listed before its sweep ended too early is listed no more. */
function nothingOf({ totals }: PlanPart): Pick<PlanPart, "totals" | "largest" | "chunks"> {
  return { totals: { ...totals, jobs: 0, bytes: 0, rules: {} }, largest: [], chunks: [] };
}

async function closeWhenDone(stored: Stored<SweepPlan>, worker: Worker): Promise<void> {
  const { value: plan } = stored;
  const parts = await partsOf(worker.store, plan);
  const tasks = await beginDeletes(
    plan,
    parts.map(({ value }) => value),
    { desk: worker, now: worker.clock() },
  );
  for (const part of parts.filter(({ value }) => isToDo(value))) {
    const task = tasks.get(part.value.project);
    if (task && isGivenUp(task)) await change(plan, part, { state: "done", ...keptAll(part.value, task) }, worker);
  }
  if (parts.some(({ value }) => isToDo(value))) return;
  const result = parts.map(({ value }) => value.result ?? noResult).reduce(addResults, noResult);
  await write({ ...plan, state: "done", result }, stored, worker);
}

/** What waits for a person may still go on. */
function isGivenUp({ state }: Task): boolean {
  return state === "skipped" || state === "refused" || state === "reported";
}

function keptAll({ totals: { jobs, bytes }, result = noResult }: PlanPart, { reason }: Task): Partial<PlanPart> {
  const rest = { jobs: jobs - result.deleted.jobs, bytes: bytes - result.deleted.bytes };
  return { result: { ...result, kept: rest }, ...(reason !== undefined && { why: reason }) };
}

async function change(
  plan: SweepPlan,
  { value, text }: Stored<PlanPart>,
  changes: Partial<PlanPart>,
  { store }: Worker,
) {
  const note = planPartKey(plan, value.project);
  await tried([{ note, value: JSON.stringify({ ...value, ...changes }), seen: text }], store);
}

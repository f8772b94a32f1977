import { StoreError } from "../core/errors.ts";
import type { Facts } from "../core/event.ts";
import { flightKey, holdScope } from "../core/hold.ts";
import type { LedgerKey } from "../core/key.ts";
import { strictest, type Toll, tolls } from "../core/limit.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Write } from "../core/ports.ts";
import { isHeld, marked } from "../core/run.ts";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import type { CompiledRule } from "../rules/compile.ts";
import type { Worker } from "./worker.ts";

/** Lease that must be left beside the call itself, so that a caller is never taken for dead while its call is under way. */
const spareMillis = 5_000;
const mostTries = 6;
const dayMillis = 86_400_000;

export interface Aim {
  readonly task: Task;
  readonly facts: Facts;
  /** The rules that say yes: their limits hold. */
  readonly rules: readonly CompiledRule[];
  readonly destroys: boolean;
  /** We ourselves began the job's pipeline. */
  readonly isOurPipeline: boolean;
}

/** The task as it calls, or how the run ends because it may not; `gone`: somebody else has the task. */
export type Marked = { readonly calling: Task } | { readonly ends: Outcome } | "gone";

/**
 * Writes the intent before the call, in one transaction with its limits, and for deletes with the proof that no hold
 * stands against it. Nothing is ever called without it.
 */
export async function mark(aim: Aim, worker: Worker): Promise<Marked> {
  let task = aim.task;
  for (let tries = 0; tries < mostTries; tries++) {
    const now = worker.clock();
    const leaseEnd = task.due ?? now;
    if (leaseEnd - now < worker.callTimeoutSeconds * 1000 + spareMillis)
      return { ends: { kind: "again", at: now, why: "wait", reason: "too little time was left for the call" } };
    const fees = feesOf({ ...aim, task }, now);
    const calling = callingTask({ ...aim, task }, fees, leaseEnd + worker.settleSeconds * 1000);
    const writes: Write[] = [
      { put: calling, seen: task.version },
      ...fees.map(({ counter, most, forgetAt }) => ({ count: counter, by: 1, most, forgetAt })),
      ...(aim.destroys ? guardWrites(task, aim.facts, now) : []),
    ];
    const committed = await commit(worker, writes);
    if (committed === "written") return { calling };
    const current = await worker.store.task(task.id);
    if (current?.state === "calling" && isHeld(current, task) && current.calls === calling.calls)
      return { calling: current };
    if (!isHeld(current, task)) return "gone";
    if (committed !== "unsure" && committed.lost > 0) return { ends: whyLost(writes, fees, committed.lost, worker) };
    task = current;
    await worker.giveWay(tries);
  }
  return { ends: { kind: "again", at: worker.clock() + 5_000, why: "wait", reason: "the table was too busy to mark" } };
}

function callingTask({ task, facts, rules, destroys }: Aim, fees: readonly Toll[], due: Instant): Task {
  return marked(task, {
    due,
    spent: task.spent ?? fees.map(({ counter }) => counter),
    inflight: destroys,
    snapshot: { status: facts.job.status, sha: facts.job.sha ?? null, rules: rules.map(({ name }) => name).join(" ") },
  });
}

/** The limits that this mark must take; none where they were taken before. */
function feesOf({ task, facts, rules, isOurPipeline }: Aim, now: Instant): Toll[] {
  if (task.spent || task.paid) return [];
  const { source, verb } = task;
  return strictest(
    rules.map(({ rule }) => tolls(rule.limit, { rule: rule.id, verb, source, facts, isOurPipeline, now })),
  );
}

/** Where deletes in flight are counted, and where holds stand. */
export function flightKeys({ source, project, object }: Task): readonly LedgerKey[] {
  return [object, "project"].map((on) => flightKey({ source, project: project.id, on }));
}

function guardWrites(task: Task, { job }: Facts, now: number): Write[] {
  const scope = holdScope(task.source, task.project.id);
  const held = [task.object, "project", ...(job.pipelineId === undefined ? [] : [`pipeline:${job.pipelineId}`])];
  return [
    ...held.map((key) => ({ unless: { scope, key } })),
    ...(task.inflight ? [] : flightKeys(task).map((count) => ({ count, by: 1, forgetAt: now + 90 * dayMillis }))),
  ];
}

async function commit({ store }: Worker, writes: readonly Write[]) {
  try {
    return await store.commit(writes);
  } catch (error) {
    if (error instanceof StoreError && error.code !== "unavailable") return "unsure";
    throw error;
  }
}

function whyLost(writes: readonly Write[], fees: readonly Toll[], lost: number, { clock, luck }: Worker): Outcome {
  const write = writes[lost];
  if (write && "unless" in write)
    return { kind: "skipped", reason: `a hold on ${write.unless.key} protects the artifacts` };
  const toll = fees[lost - 1];
  const what = toll ? `the limit ${toll.kind}: ${toll.most} is used up` : "a limit is used up";
  if (toll?.opensAt === undefined) return { kind: "refused", reason: what };
  return {
    kind: "again",
    at: Math.max(toll.opensAt, clock()) + Math.round(luck() * 60_000),
    why: "wait",
    reason: what,
  };
}

import type { Action } from "../actions/action.ts";
import { StoreError } from "../core/errors.ts";
import type { Facts } from "../core/event.ts";
import { flightKey, holdScope } from "../core/hold.ts";
import type { LedgerKey } from "../core/key.ts";
import { type Limit, strictest, type Toll, tolls } from "../core/limit.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Write } from "../core/ports.ts";
import { isHeld, marked } from "../core/run.ts";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import type { CompiledRule } from "../rules/compile.ts";
import type { Live } from "./live.ts";
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
  /** What will be called. */
  readonly action: Action;
  /** What was seen. */
  readonly live: Pick<Live, "sight" | "swept">;
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
      ...fees.map(({ counter, by, most, forgetAt }) => ({ count: counter, by, most, forgetAt })),
      ...(aim.action.destroys ? guardWrites(task, aim.facts, now) : []),
    ];
    const committed = await commit(worker, writes);
    if (committed === "written") return { calling };
    const current = await worker.store.task(task.id);
    if (current?.state === "calling" && isHeld(current, task) && current.calls === calling.calls)
      return { calling: current };
    if (!isHeld(current, task)) return "gone";
    if (committed !== "unsure" && committed.lost > 0)
      return { ends: whyLost({ write: writes[committed.lost], toll: fees[committed.lost - 1] }, aim.rules, worker) };
    task = current;
    await worker.giveWay(tries);
  }
  return { ends: { kind: "again", at: worker.clock() + 5_000, why: "wait", reason: "the table was too busy to mark" } };
}

function callingTask({ task, facts, rules, action }: Aim, fees: readonly Toll[], due: Instant): Task {
  // Rules that came later may have decided for something else than the first.
  const { andThen: _, ...meant } = task;
  return marked(
    { ...meant, ...(action.andThen && { andThen: action.andThen }) },
    {
      due,
      spent: task.spent ?? fees.map(({ counter, by }) => ({ ...counter, ...(by !== 1 && { by }) })),
      inflight: action.destroys === true,
      snapshot: {
        status: facts.job.status,
        sha: facts.job.sha ?? null,
        rules: rules.map(({ name }) => name).join(" "),
      },
    },
  );
}

/** The limits that this mark must take; none where they were taken before. */
export function feesOf({ task, facts, rules, action, live }: Aim, now: Instant): readonly Toll[] {
  if (task.spent || task.paid) return [];
  const { source, verb } = task;
  const called = { source, verb, ...(action.andThen && { andThen: action.andThen }) };
  const isOurPipeline = live.sight.isOurPipeline === true;
  return strictest(
    rules.map(({ rule }) => {
      const sweptJobs = live.swept?.get(rule.id);
      const counted = { rule: rule.id, task: called, facts, isOurPipeline, now };
      return tolls(rule.limit, { ...counted, ...(sweptJobs !== undefined && { sweptJobs }) });
    }),
  );
}

/** Where deletes in flight are counted, and where holds stand. */
export function flightKeys({ source, project, object }: Task): readonly LedgerKey[] {
  return [object, "project"].map((on) => flightKey({ source, project: project.id, on }));
}

/** Where a hold may stand that protects what a job left behind. */
export function holdKeys({ source, project, object }: Task, { pipelineId }: Facts["job"]): readonly LedgerKey[] {
  const scope = holdScope(source, project.id);
  return [object, "project", ...(pipelineId === undefined ? [] : [`pipeline:${pipelineId}`])].map((key) => ({
    scope,
    key,
  }));
}

function guardWrites(task: Task, { job }: Facts, now: number): Write[] {
  return [
    ...holdKeys(task, job).map((unless) => ({ unless })),
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

/** How a run ends whose mark failed on a limit or a hold. */
export function whyLost(
  { write, toll }: { readonly write: Write | undefined; readonly toll: Toll | undefined },
  rules: readonly CompiledRule[],
  { clock, luck }: Pick<Worker, "clock" | "luck">,
): Outcome {
  if (write && "unless" in write)
    return { kind: "skipped", reason: `a hold on ${write.unless.key} protects the artifacts` };
  const whose = toll ? ownersOf(toll, rules) : "";
  const what = toll ? `${whose}the limit ${toll.kind}: ${toll.most} is used up` : "a limit is used up";
  if (toll && toll.by > toll.most) return { kind: "refused", reason: `${whose}${tooMuch(toll)}` };
  if (toll?.opensAt === undefined) return { kind: "refused", reason: what };
  return {
    kind: "again",
    at: Math.max(toll.opensAt, clock()) + Math.round(luck() * 60_000),
    why: "wait",
    reason: what,
  };
}

/** Whose limit it is, in front of what is said of it; nobody's where a rule names none. */
function ownersOf({ kind, most }: Toll, rules: readonly CompiledRule[]): string {
  const isTheirs = (limit: Limit) => limit[kind] !== undefined && (kind === "percentPerDay" || limit[kind] === most);
  const names = rules.filter(({ rule }) => isTheirs(rule.limit)).map(({ name }) => name);
  return names.length > 0 ? `${names.join(", ")}: ` : "";
}

/** What no day's limit has room for. */
function tooMuch({ kind, by, most }: Toll): string {
  if (kind === "bytesPerDay")
    return `its files have ${by} bytes, more than the limit bytesPerDay: ${most} allows in a day`;
  return `the limit ${kind} comes to ${most} here: too few jobs with artifacts were counted`;
}

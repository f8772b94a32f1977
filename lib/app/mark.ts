import type { Action } from "../actions/action.ts";
import { StoreError } from "../core/errors.ts";
import type { Facts } from "../core/event.ts";
import { flightKey, projectWide } from "../core/hold.ts";
import type { LedgerKey } from "../core/key.ts";
import { type Limit, strictest, type Toll, tolls } from "../core/limit.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Store, Write } from "../core/ports.ts";
import { isHeld, marked } from "../core/run.ts";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import type { CompiledRule } from "../rules/compile.ts";
import { flightsFor, flightsOf, flightWrites, isNoFlight, keepFlight, noFlight, untilLanded } from "./flights.ts";
import { isRate, rateWrites, untilNextMinute } from "./gates/rate.ts";
import { type GateChange, gateWrite } from "./gates/stand.ts";
import { holdAt, holdKeys, whyHeld } from "./held.ts";
import { listProject } from "./keeps/enter.ts";
import type { Live } from "./live.ts";
import { type Bound, outageTolls } from "./outage/bounds.ts";
import { openOutage } from "./outage/open.ts";
import type { Worker } from "./worker.ts";

/** Lease that must be left beside the call itself, so that a caller is never taken for dead while its call is under way. */
const spareMillis = 5_000;
/** More than a worker has lanes: all of them may share a counter, and one a round has it. */
const mostTries = 10;

export interface Aim {
  readonly task: Task;
  readonly facts: Facts;
  /** The rules that say yes: their limits hold. */
  readonly rules: readonly CompiledRule[];
  /** What will be called. */
  readonly action: Action;
  /** What was seen. */
  readonly live: Pick<Live, "sight" | "swept">;
  /** The gate that it passes: it is played only if nobody has spoken there since. */
  readonly gate?: GateChange;
  /** How often its rules may make jobs run again: one more opens an outage. */
  readonly bounds?: readonly Bound[];
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
    if (aim.action.verb === "keep" && (await isAllDeleted(task, worker.store))) return { ends: untilLanded(task, now) };
    const fees = feesOf({ ...aim, task }, now);
    const tolls = outageTolls(aim.bounds ?? [], task, now);
    const taken = [...fees, ...tolls];
    const calling = callingTask({ ...aim, task }, taken, leaseEnd + worker.settleSeconds * 1000);
    const writes: Write[] = [
      { put: calling, seen: task.version },
      ...taken.map(({ counter, by, most, forgetAt }) => ({ count: counter, by, most, forgetAt })),
      ...guardWrites({ ...aim, task }, calling, now),
    ];
    const committed = await commit(worker, writes);
    if (committed === "written") return { calling };
    const current = await worker.store.task(task.id);
    if (current?.state === "calling" && isHeld(current, task) && current.calls === calling.calls)
      return { calling: current };
    if (!isHeld(current, task)) return "gone";
    if (committed !== "unsure" && committed.lost > 0) {
      const write = writes[committed.lost];
      if (write && "unless" in write) return { ends: await whyUnless(task, write.unless, worker) };
      if (isNoFlight(write)) return { ends: untilLanded(task, now) };
      if (isRate(write, task.source)) return { ends: untilNextMinute(now) };
      if (write && "note" in write)
        return { ends: { kind: "again", at: now, why: "wait", reason: "somebody spoke at its gate meanwhile" } };
      const full = tolls[committed.lost - 1 - fees.length];
      if (full) return { ends: await openOutage(full.bound, task, worker) };
      return { ends: whyLost(fees[committed.lost - 1], aim.rules, worker) };
    }
    task = current;
    await worker.giveWay(tries);
  }
  return { ends: { kind: "again", at: worker.clock() + 5_000, why: "wait", reason: "the table was too busy to mark" } };
}

function callingTask(
  { task, facts, rules, action }: Aim,
  taken: readonly Pick<Toll, "counter" | "by">[],
  due: Instant,
): Task {
  // Rules that came later may have decided for something else than the first.
  const { andThen: _, ...meant } = task;
  return marked(
    { ...meant, ...(action.andThen && { andThen: action.andThen }) },
    {
      due,
      spent: task.spent ?? taken.map(({ counter, by }) => ({ ...counter, ...(by !== 1 && { by }) })),
      flights: flightsNow({ task, facts, action }),
      snapshot: {
        status: facts.job.status,
        sha: facts.job.sha ?? null,
        rules: rules.map(({ name }) => name).join(" "),
        ...(action.destroys && { pipeline: facts.job.pipelineId ?? null }),
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
      const sweptJobs = live.swept?.get(rule.id)?.jobs;
      const counted = { rule: rule.id, task: called, facts, isOurPipeline, now };
      return tolls(rule.limit, { ...counted, ...(sweptJobs !== undefined && { sweptJobs }) });
    }),
  );
}

/** The pipeline of a job never changes, but a task that an older version marked was not counted there. */
function flightsNow({ task, facts, action }: Pick<Aim, "task" | "facts" | "action">): readonly string[] {
  if (action.verb === "keep") return [keepFlight(task)];
  if (!action.destroys) return [];
  return [...new Set([...flightsOf(task), ...flightsFor(task, facts.job.pipelineId)])];
}

/** A delete begins only where nothing is held or being kept, and a keep only where nothing is being deleted. */
function guardWrites({ task, facts, action, gate }: Aim, calling: Task, now: Instant): Write[] {
  if (gate) return [gateWrite(gate), ...rateWrites(gate.gate, task.source, now)];
  const flights = flightWrites(task, calling, now);
  if (action.verb === "keep") return [noFlight(task, task.object, now), ...flights];
  if (!action.destroys) return [];
  return [
    ...holdKeys(task, facts.job).map((unless) => ({ unless })),
    noFlight(task, keepFlight(task), now),
    ...flights,
  ];
}

/** Whether all of the project is being deleted: the project is first entered among those where that may not begin. */
async function isAllDeleted({ source, project }: Task, store: Store): Promise<boolean> {
  await listProject(store, source, project);
  return Number((await store.note(flightKey({ source, project: project.id, on: projectWide }))) ?? 0) > 0;
}

/** Why a mark failed on a hold or a keep; one that is gone again by now protected it all the same. */
async function whyUnless(task: Task, unless: LedgerKey, { store }: Worker): Promise<Outcome> {
  return whyHeld(holdAt(task, unless, (await store.note(unless)) ?? "it is gone again"));
}

async function commit({ store }: Worker, writes: readonly Write[]) {
  try {
    return await store.commit(writes);
  } catch (error) {
    if (error instanceof StoreError && error.code !== "unavailable") return "unsure";
    throw error;
  }
}

/** How a run ends whose mark failed on a limit. */
export function whyLost(
  toll: Toll | undefined,
  rules: readonly CompiledRule[],
  { clock, luck }: Pick<Worker, "clock" | "luck">,
): Outcome {
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

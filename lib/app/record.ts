import { StoreError } from "../core/errors.ts";
import { entryId, type TaskEntry, type TaskStep } from "../core/journal.ts";
import type { Tell } from "../core/notice.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Write } from "../core/ports.ts";
import { isHeld, type Run, recorded } from "../core/run.ts";
import { jobIdOf, type Spent, type Task, taskId } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { next, planned } from "../core/transitions.ts";
import type { Sent } from "./call.ts";
import { flightKeysOf, inFlight, noFlight, untilLanded } from "./flights.ts";
import { keptWrites } from "./keeps/enter.ts";
import { warnOfLateKeep } from "./keeps/late.ts";
import { told } from "./plan.ts";
import { type Seen, seenText } from "./seen.ts";
import type { Worker } from "./worker.ts";

const mostTries = 8;

/** How a run went, beside what `Run` says. */
export interface Ran extends Omit<Run, "now" | "settleMillis"> {
  readonly outcome: Outcome;
  /** The one request and how GitLab answered it. */
  readonly call?: string;
  /** The same for the log: it is not written down. */
  readonly sent?: Sent;
  /** What rules tell people about it. */
  readonly texts?: readonly Tell[];
  /** What it did to other tasks. */
  readonly tasks?: readonly TaskStep[];
  /** What it found out, written together with how it ended, or not at all: a long work's notes stay true to its cursor. */
  readonly also?: readonly Write[];
  /** What it saw before it decided. */
  readonly seen?: Seen;
}

/**
 * Writes down how a run ended: the task, the limits and flights that it gives back, the task that follows a restart's
 * cancel, and the journal entry, all in one transaction. A worker that has lost the task writes nothing.
 *
 * @returns the task as it is now, or `undefined` when it was not ours any more
 */
export async function record(ran: Ran, worker: Worker): Promise<Task | undefined> {
  const after = await written(ran, worker);
  if (after) warnOfLateKeep(after, ran, worker);
  return after;
}

async function written(run: Ran, worker: Worker): Promise<Task | undefined> {
  let current = await worker.store.task(run.held.id);
  const facts = run.seen && seenText(run.seen, run.outcome);
  for (let tries = 0; tries < mostTries; tries++) {
    if (!isHeld(current, run.held)) return undefined;
    const now = worker.clock();
    const { ran, after, kept } = await ended(run, current, { worker, now });
    const follow = await followUp(after, worker);
    const writes: Write[] = [
      { put: after, seen: current.version },
      ...givenBack(current, after, now),
      ...(follow?.put ? [follow.put] : []),
      ...kept,
      ...(ran.also ?? []),
      {
        journal: {
          ...taskEntry(after, { ...ran, tasks: [...(ran.tasks ?? []), ...(follow ? [follow] : [])] }, worker),
          ...(facts !== undefined && { facts }),
        },
      },
    ];
    try {
      if ((await worker.store.commit(writes)) === "written") return after;
    } catch (error) {
      if (!(error instanceof StoreError) || error.code === "unavailable" || error.code === "tooLarge") throw error;
    }
    const found = await worker.store.task(run.held.id);
    if (found?.version === after.version && found.rev === after.rev && found.state === after.state) return found;
    current = found;
    await worker.giveWay(tries);
  }
  return undefined;
}

/**
 * The task after the run, with what it enters in the keep ledger: proved in the same transaction, nothing of it is being
 * deleted. That is so of a keep that was marked; what was kept in GitLab already is looked at again.
 */
async function ended(
  ran: Ran,
  current: Task,
  { worker, now }: { readonly worker: Worker; readonly now: Instant },
): Promise<{ readonly ran: Ran; readonly after: Task; readonly kept: readonly Write[] }> {
  const as = (outcome: Outcome) =>
    recorded(current, outcome, { ...ran, now, settleMillis: worker.settleSeconds * 1000 });
  const after = as(ran.outcome);
  const kept = await keptWrites({ ...ran, task: after }, { store: worker.store, now });
  const saysKept = kept.length > 0 || (after.verb === "keep" && after.state === "done");
  if (!saysKept) return { ran, after, kept };
  const place = { source: after.source, project: after.project.id, on: after.object };
  if ((await inFlight(place, worker.store)) === 0)
    return { ran, after, kept: [...kept, noFlight(after, after.object, now)] };
  const outcome = untilLanded(after, now);
  return { ran: { ...ran, outcome, texts: [] }, after: as(outcome), kept: [] };
}

/** What the task had taken and has no more. */
function givenBack(before: Task, after: Task, now: number): Write[] {
  const forgetAt = now + 90 * 86_400_000;
  const counters: Spent[] = [
    ...(before.spent && !after.spent ? before.spent : []),
    ...(before.inflight && !after.inflight ? flightKeysOf(before) : []),
  ];
  return counters.map(({ scope, key, by = 1 }) => ({ count: { scope, key }, by: -by, forgetAt }));
}

/** A restart's cancel that is done plans, merges into, revives or pokes the retry of the same job, its limit paid. */
async function followUp(
  task: Task,
  { store, clock }: Worker,
): Promise<(TaskStep & { readonly put?: Write }) | undefined> {
  const jobId = jobIdOf(task);
  const [want] = task.wants;
  if (task.state !== "done" || task.andThen !== "retry" || jobId === undefined || !want) return undefined;
  const { source, project, about } = task;
  const effect = { source, project, jobId, verb: "retry" as const };
  const now = clock();
  const intent = { effect, want, due: now, ...(about && { about }) };
  const id = taskId(effect);
  const found = await store.task(id);
  if (!found)
    return {
      id,
      step: "planned",
      put: { put: { ...planned(intent, now), wants: task.wants, paid: true }, seen: "absent" },
    };
  const follow = told(found, intent, { heardAt: now, now });
  if (follow.task !== found)
    return { id, step: follow.step, put: { put: { ...follow.task, paid: true }, seen: found.version } };
  if (found.state !== "waiting") return { id, step: "left" };
  return { id, step: "merged", put: { put: next(found, { paid: true }), seen: found.version } };
}

function taskEntry(task: Task, { outcome, call, texts = [], tasks = [] }: Ran, { clock, random }: Worker): TaskEntry {
  const at = clock();
  const jobId = jobIdOf(task);
  const plan = task.wants.find((want) => want.plan !== undefined)?.plan;
  return {
    kind: "task",
    id: entryId(at, random()),
    at,
    source: task.source,
    projectId: task.project.id,
    ...(task.project.path !== undefined && { projectPath: task.project.path }),
    task: task.id,
    ...(jobId !== undefined && { job: task.object }),
    rules: task.wants.map(({ rule }) => rule),
    verb: task.verb,
    ...(plan !== undefined && { plan }),
    ...(call !== undefined && { call }),
    state: task.state,
    reason: "reason" in outcome ? outcome.reason : "",
    ...(task.due !== undefined && { due: task.due }),
    ...toldIn(texts),
    ...(tasks.length > 0 && { tasks: tasks.map(({ id, step }) => ({ id, step })) }),
  };
}

function toldIn(tells: readonly Tell[]): Pick<TaskEntry, "texts" | "channels"> {
  if (tells.length === 0) return {};
  const texts = tells.map(({ text }) => text);
  if (tells.every(({ channel }) => channel === undefined)) return { texts };
  return { texts, channels: tells.map(({ channel = "" }) => channel) };
}

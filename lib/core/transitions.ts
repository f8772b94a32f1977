import { type Effect, isOpen, objectOf, type Task, taskId, type Want } from "./task.ts";
import { dueNow, type Instant } from "./time.ts";
import { ruleId, withWant } from "./wants.ts";

export { ruleId } from "./wants.ts";

// Steps that anybody may take on a task: plan, merge, poke, revive, close, wake, claim. Each is a pure function from the
// task as it was read to the task as it shall be, or `undefined` when its condition does not hold. The store writes the
// answer only if the task has not changed since, so every condition here is a condition of the write.

/** What a rule wants done, and when. */
export interface Intent {
  readonly effect: Effect;
  readonly want: Want;
  /** When it may be done; now or earlier means at once. */
  readonly due: Instant;
  readonly about?: Task["about"];
}

/** The task as it follows: one version later, with what changed. `undefined` takes a field away. */
export function next(task: Task, changes: { [K in keyof Task]?: Task[K] | undefined }): Task {
  return { ...task, ...changes, version: task.version + 1 } as Task;
}

function dueFields(due: Instant, now: Instant): Pick<Task, "due" | "hint"> {
  return due <= now ? { due: dueNow(now), hint: "now" } : { due };
}

/** A new task, waiting. */
export function planned({ effect, want, due, about }: Intent, now: Instant): Task {
  return {
    id: taskId(effect),
    source: effect.source,
    project: effect.project,
    object: objectOf(effect.jobId),
    verb: effect.verb,
    ...(effect.andThen && { andThen: effect.andThen }),
    state: "waiting",
    ...dueFields(due, now),
    version: 1,
    rev: 1,
    runs: 0,
    calls: 0,
    poke: 0,
    wants: [want],
    ...(about && { about }),
    createdAt: now,
  };
}

/**
 * Whether something new may hurry a waiting task: never one whose call is open, or that backs off; nor one that called,
 * unless it is parked: what was is settled.
 */
function mayHurry(task: Task): boolean {
  const mayHaveActed = task.calls > 0 && task.parked === undefined;
  return task.state === "waiting" && !mayHaveActed && !task.unsure && !task.backingOff;
}

/** A waiting task with one more rule, and earlier where that is safe; the same task when nothing changes. */
export function merged(task: Task, { want, due }: Intent, now: Instant): Task | undefined {
  if (task.state !== "waiting") return undefined;
  const wants = withWant(task.wants, want);
  const earlier = mayHurry(task) && task.due !== undefined && due < task.due && task.due > now;
  if (wants === task.wants && !earlier) return task;
  return next(task, { wants, ...(earlier && dueFields(due, now)) });
}

/**
 * As `merged`, for what the patrol found. It finds the same job in every round, and the beginning that GitLab counts back
 * to moves a little each time, so only a rule that is new to the task changes it.
 */
export function mergedByFinding(task: Task, intent: Intent, now: Instant): Task | undefined {
  if (task.state === "waiting" && task.wants.some(({ rule }) => rule === intent.want.rule)) return task;
  return merged(task, intent, now);
}

/** A task that a worker has, told that something new was heard. */
export function poked(task: Task, want?: Want): Task | undefined {
  if (task.state !== "claimed" && task.state !== "calling") return undefined;
  return next(task, { poke: task.poke + 1, ...(want && { wants: withWant(task.wants, want) }) });
}

/**
 * An ended task that is wanted again: only if it had no effect, and if what was heard may be newer than what the
 * deciding look saw. GitLab's timestamps are never compared.
 *
 * @param heardAt when the hook, the message or the person was received, by our clock
 */
export function revived(task: Task, { want }: Pick<Intent, "want">, heardAt: Instant, now: Instant): Task | undefined {
  if (!hadNoEffect(task) || (task.saw && heardAt < task.saw.at - 5_000)) return undefined;
  return waitingAgain(task, want, now);
}

/**
 * As `revived`, for what the patrol found: it finds the same job in every round, so only where the deciding look saw
 * something else, or where it is up to the rules and one wants it that was not asked then: its time has come since.
 *
 * @param found a hash of the facts that were found and the rulebook version, as `Task.saw` keeps it
 */
export function revivedByFinding(
  task: Task,
  { want }: Pick<Intent, "want">,
  found: string,
  now: Instant,
): Task | undefined {
  const isNew = task.saw?.byRules === true && !task.wants.some((asked) => ruleId(asked) === ruleId(want));
  if (!hadNoEffect(task) || (task.saw?.hash === found && !isNew)) return undefined;
  return waitingAgain(task, want, now);
}

function hadNoEffect({ state, spent }: Task): boolean {
  return (state === "skipped" || state === "refused" || state === "reported") && !spent;
}

/** What people said was answered when the task ended: somebody else's word, or a hook's, must not do it late. */
function waitingAgain(task: Task, want: Want, now: Instant): Task {
  const rules = task.wants.filter(({ given }) => given === undefined);
  return next(task, {
    state: "waiting",
    ...dueFields(now, now),
    rev: task.rev + 1,
    runs: 0,
    wants: withWant(rules, want),
    backingOff: undefined,
    setbacks: undefined,
    paid: undefined,
    endedAt: undefined,
    forgetAt: undefined,
  });
}

/** A task that waits for a state which its job has left for good. */
export function closed(task: Task, reason: string, now: Instant): Task | undefined {
  if (task.state !== "waiting" || task.calls > 0 || task.unsure) return undefined;
  return ended(task, "skipped", reason, now);
}

/** A task whose need was met: due now, or poked while a worker has it. */
export function woken(task: Task, now: Instant): Task | undefined {
  if (mayHurry(task)) return next(task, dueFields(now, now));
  return poked(task);
}

/**
 * A task whose job was heard to have left the state that it acts on: a call of ours whose outcome is open may have done
 * it, so somebody looks at once. What the call did not do is still not done before `settleAt`.
 */
export function confirmed(task: Task, now: Instant): Task | undefined {
  if (task.state !== "waiting") return poked(task);
  return task.unsure && task.due !== undefined && task.due > now ? next(task, dueFields(now, now)) : undefined;
}

/**
 * A task that `owner` looks at until `leaseEnd`. A task that was calling had a caller who never came back, so its call is
 * open.
 */
export function claimed(task: Task, owner: string, leaseEnd: Instant, now: Instant): Task | undefined {
  if (!isOpen(task) || task.due === undefined || task.due > now) return undefined;
  return next(task, {
    state: "claimed",
    owner,
    rev: task.rev + 1,
    due: leaseEnd,
    hint: undefined,
    ...(task.state === "calling" && { unsure: true }),
  });
}

/** How long an ended task is kept. */
export const rememberDays = 90;

/** The task at its end. */
export function ended(
  task: Task,
  state: "done" | "skipped" | "refused" | "reported" | "attention",
  reason: string,
  now: Instant,
): Task {
  return next(task, {
    state,
    reason,
    due: undefined,
    hint: undefined,
    backingOff: undefined,
    setbacks: undefined,
    parked: undefined,
    unheld: undefined,
    endedAt: now,
    forgetAt: state === "attention" ? undefined : now + rememberDays * 86_400_000,
  });
}

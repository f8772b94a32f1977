import { mostRuns, type Outcome } from "./outcome.ts";
import type { Spent, Task } from "./task.ts";
import { dueNow, type Instant } from "./time.ts";
import { ended, next } from "./transitions.ts";

// Steps of the worker that holds a task: mark and record. Both stand on `isHeld`: owner and rev are mine.

/** Whether the task, as it is now, still is the one that this worker claimed. */
export function isHeld(current: Task | undefined, held: Task): current is Task {
  return (
    current !== undefined &&
    current.owner === held.owner &&
    current.rev === held.rev &&
    (current.state === "claimed" || current.state === "calling")
  );
}

/** The intent, written before the call. `due` is the end of the lease and of the settle time after it. */
export function marked(
  task: Task,
  {
    due,
    spent,
    flights = [],
    snapshot,
  }: {
    due: Instant;
    spent: readonly Spent[];
    /** Where it is counted as a delete in flight; none: it deletes nothing. */
    flights?: readonly string[];
    snapshot: NonNullable<Task["snapshot"]>;
  },
): Task {
  return next(task, {
    state: "calling",
    calls: task.calls + 1,
    due,
    snapshot,
    ...(spent.length > 0 && { spent }),
    ...(flights.length > 0 && { inflight: true, flights }),
    parked: undefined,
  });
}

/** What the worker knows beside the outcome when it records. */
export interface Run {
  /** The task as this worker claimed it: its `poke` tells whether something was heard since. */
  readonly held: Task;
  readonly now: Instant;
  readonly settleMillis: number;
  /** The call certainly did not happen, or a settling look found it not done: its limits are given back. */
  readonly giveBack: boolean;
  /** The mark was written, and then nothing was sent. */
  readonly isUnsent?: true;
  /** Whether it is known what became of every earlier call. */
  readonly settled: boolean;
  /** When the deciding look began, and a hash of what it saw. */
  readonly saw?: Task["saw"];
}

/** The task after a run. */
export function recorded(current: Task, outcome: Outcome, run: Run): Task {
  const { now } = run;
  const kept = {
    ...current,
    ...(run.saw && { saw: run.saw }),
    ...(run.giveBack && { spent: undefined }),
    ...(run.isUnsent && { calls: Math.max(0, current.calls - 1) }),
    ...(run.settled && { unsure: undefined, settleAt: undefined }),
    ...(outcome.kind !== "unknown" && hasLanded(current, run) && { inflight: undefined, flights: undefined }),
  } as Task;
  const tired = isTired(kept, outcome);
  if (tired) return ended({ ...kept, remedy: tiredRemedy }, "attention", `${tired}: ${outcome.reason}`, now);
  switch (outcome.kind) {
    case "unknown":
      return next(kept, {
        state: "waiting",
        // What was heard meanwhile may be our own effect: a look may learn that at once.
        ...(current.poke === run.held.poke ? { due: now + run.settleMillis } : { due: dueNow(now), hint: "now" }),
        settleAt: now + run.settleMillis,
        unsure: true,
        reason: outcome.reason,
        runs: kept.runs + 1,
      });
    case "next":
      return next(kept, {
        state: "waiting",
        due: dueNow(now),
        hint: "now",
        cursor: outcome.cursor,
        ...(outcome.counted !== undefined && { counted: outcome.counted }),
        reason: outcome.reason,
        // It got on: what went wrong before is over.
        runs: 0,
        backingOff: undefined,
        setbacks: undefined,
      });
    case "done":
      return ended(
        {
          ...kept,
          ...(outcome.jobId !== undefined && { result: { jobId: outcome.jobId } }),
          // Whoever redrives it soon must not take a look that lags behind for a call that was not done.
          ...(current.state === "calling" && { settleAt: now + run.settleMillis }),
        },
        "done",
        outcome.reason,
        now,
      );
    case "attention":
      return ended({ ...kept, remedy: outcome.remedy }, "attention", outcome.reason, now);
    case "skipped":
    case "refused":
    case "reported":
      if (current.poke !== run.held.poke) return heardMore(kept, now);
      return ended(kept, outcome.kind, outcome.reason, now);
    case "again":
      if (current.poke !== run.held.poke && outcome.why === "wait") return heardMore(asParked(kept, outcome), now);
      return putOff(asParked(kept, outcome), outcome);
    default:
      return outcome satisfies never;
  }
}

/** Something was heard while the worker looked: look again at once, so that no event is lost to an ended task. */
function heardMore(task: Task, now: Instant): Task {
  return next(task, { state: "waiting", due: dueNow(now), hint: "now" });
}

/** What was parked stays so until it is marked or ends: it passes once its outage is over. */
function asParked(task: Task, { parked }: Outcome & { kind: "again" }): Task {
  return parked === undefined ? task : { ...task, parked };
}

function putOff(task: Task, outcome: Outcome & { kind: "again" }): Task {
  const backsOff = outcome.why !== "wait";
  return next(task, {
    state: "waiting",
    due: outcome.at,
    reason: outcome.reason,
    runs: task.runs + (outcome.why === "setback" ? 1 : 0),
    backingOff: backsOff ? true : undefined,
    setbacks: backsOff ? (task.setbacks ?? 0) + 1 : undefined,
  });
}

/** Whether GitLab carries out no call of this task any more: it is known what became of each, or the settle time has passed. */
function hasLanded({ unsure, settleAt }: Task, { settled, now }: Run): boolean {
  return settled || !unsure || now >= (settleAt ?? now);
}

const tiredRemedy = "Mend what the reason names, then redrive the task; dismiss it if nobody wants it any more.";

/** A call whose outcome is open is settled first, however often; `mostCalls` bounds those before the next mark. */
function isTired(task: Task, outcome: Outcome): string | undefined {
  if (outcome.kind !== "again" || outcome.why !== "setback" || task.runs + 1 < mostRuns) return undefined;
  return `${mostRuns} runs did not settle it`;
}

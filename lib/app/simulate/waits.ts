import type { Facts } from "../../core/event.ts";
import { jobIdOf, type Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import { ended } from "../../core/transitions.ts";
import type { Lack } from "./unknown.ts";

/** A task that has had no effect yet, with what was heard last of its job. */
export interface Waiting {
  task: Task;
  facts: Facts;
  heardAt: Instant;
  /** When it is looked at; missing: it ended, and only what is heard anew takes it up. */
  dueAt?: Instant;
  /** What was unknown when it was looked at, by rule: it waits for a look that tells, until then. */
  lacks?: ReadonlyMap<string, readonly Lack[]>;
  patientUntil?: Instant;
  /** Only a calendar keeps it shut, until then. */
  parkedUntil?: Instant;
}

/** How a task ends that had no effect. */
export type Ending = "skipped" | "refused" | "reported" | "attention";

/** The tasks without an effect, by their ids and by their jobs. */
export interface Waits {
  get(id: string): Waiting | undefined;
  add(task: Task, facts: Facts, now: Instant): Waiting;
  /** What waits for something to happen with a job. */
  of(jobId: number): readonly Waiting[];
  all(): Iterable<Waiting>;
  /** It is wanted anew, for what was heard now. */
  reopen(waiting: Waiting, facts: Facts, now: Instant): void;
  /** Something was heard of a job. */
  tell(facts: Facts, now: Instant): void;
  end(waiting: Waiting, state: Ending, reason: string, now: Instant): void;
  remove(waiting: Waiting): void;
  forget(now: Instant): void;
}

/** An ended task is taken up again within hours, or never. */
const rememberedMillis = 2 * 86_400_000;

export function createWaits(): Waits {
  const byId = new Map<string, Waiting>();
  const byJob = new Map<number, Set<Waiting>>();

  function enlist(waiting: Waiting): void {
    const jobId = jobIdOf(waiting.task) ?? 0;
    const others = byJob.get(jobId);
    if (others) others.add(waiting);
    else byJob.set(jobId, new Set([waiting]));
  }

  function delist(waiting: Waiting): void {
    const jobId = jobIdOf(waiting.task) ?? 0;
    const others = byJob.get(jobId);
    others?.delete(waiting);
    if (others?.size === 0) byJob.delete(jobId);
  }

  return {
    get: (id) => byId.get(id),
    add(task, facts, now) {
      const waiting: Waiting = { task, facts, heardAt: now };
      byId.set(task.id, waiting);
      enlist(waiting);
      return waiting;
    },
    of: (jobId) => [...(byJob.get(jobId) ?? [])],
    all: () => byId.values(),
    reopen(waiting, facts, now) {
      waiting.facts = facts;
      waiting.heardAt = now;
      delete waiting.lacks;
      enlist(waiting);
    },
    tell(facts, now) {
      const waiting = byJob.get(facts.job.id);
      if (!waiting) return;
      for (const one of waiting) {
        // What was unknown then is asked of then.
        if (one.lacks) continue;
        one.facts = later(one.facts, facts);
        one.heardAt = now;
      }
    },
    end(waiting, state, reason, now) {
      waiting.task = ended(waiting.task, state, reason, now);
      delete waiting.dueAt;
      delete waiting.lacks;
      delete waiting.patientUntil;
      delete waiting.parkedUntil;
      delist(waiting);
    },
    remove(waiting) {
      byId.delete(waiting.task.id);
      delist(waiting);
    },
    forget(now) {
      for (const [id, { task, heardAt }] of byId)
        if (task.endedAt !== undefined && now - heardAt > rememberedMillis) byId.delete(id);
    },
  };
}

/** Hooks of jobs and of pipelines tell different things of one job. */
function later(before: Facts, now: Facts): Facts {
  const { failureReason: _f, since: _s, finishedAt: _e, queuedSeconds: _q, ...steady } = before.job;
  const isOfState = before.job.status === now.job.status;
  const pipeline = now.pipeline ? { ...before.pipeline, ...now.pipeline } : before.pipeline;
  return { ...now, job: { ...(isOfState ? before.job : steady), ...now.job }, ...(pipeline && { pipeline }) };
}

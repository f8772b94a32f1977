import type { Facts } from "./event.ts";
import { destroyingVerbs } from "./hold.ts";
import { erasableFiles } from "./job.ts";
import { joinKey, type LedgerKey } from "./key.ts";
import type { Task } from "./task.ts";
import type { Instant } from "./time.ts";

/** Budgets of a rule. Taken when a task is marked, once per task. */
export interface Limit {
  /** Runs that we cause of that job name in that pipeline; of another verb, how often it is done to such jobs. */
  readonly perJob?: number;
  readonly perPipeline?: number;
  readonly perSha?: number;
  readonly perProjectPerHour?: number;
  readonly perRulePerDay?: number;
  /**
   * Of deletes: percent of the jobs with artifacts that the rule's last complete sweep counted in the project, a day (UTC);
   * rounded down, but at least one.
   */
  readonly percentPerDay?: number;
  /** Of deletes: bytes of the files that the rule deletes, a day (UTC). */
  readonly bytesPerDay?: number;
}

/** A limit as it is taken: a counter in the ledger that must stay at or below `most` once `by` is added. */
export interface Toll {
  readonly kind: keyof Limit;
  readonly counter: LedgerKey;
  readonly by: number;
  readonly most: number;
  /** When the counter may be forgotten. */
  readonly forgetAt: Instant;
  /** When a full one opens again; missing: never, the task is refused. */
  readonly opensAt?: Instant;
}

const hour = 3_600_000;
const day = 24 * hour;

/** Whether it makes the job run: a retry, a restart and a play do, each once. */
export function causesRun({ verb, andThen }: Pick<Task, "verb" | "andThen">): boolean {
  return verb === "retry" || verb === "play" || (verb === "cancel" && andThen === "retry");
}

/** What a limit counts together: all that makes a job run; all that deletes; of notices each rule's own. */
function countedAs({ task, rule }: Counted): string {
  if (causesRun(task)) return "run";
  if (destroyingVerbs.some((verb) => verb === task.verb)) return "delete";
  return task.verb === "notify" ? joinKey(task.verb, rule) : task.verb;
}

/** What is counted, and where. */
export interface Counted {
  /** Its id without the version, so that a new version keeps count. */
  readonly rule: string;
  /** What is done, as it will be called. */
  readonly task: Pick<Task, "verb" | "andThen" | "source">;
  readonly facts: Facts;
  /** We ourselves began the pipeline: see `tolls`. */
  readonly isOurPipeline: boolean;
  /** How many jobs with artifacts the rule's last complete sweep counted in the project; missing: there was none. */
  readonly sweptJobs?: number;
  readonly now: Instant;
}

/** Runs of a job that we cause in a day's pipelines that we began ourselves, where the rule names no limit. */
const mostRunsInOurs = 2;

/**
 * One rule's limits on one job, as counters. All pipelines of a day (UTC) that we ourselves began in a project count as one,
 * and never without a limit: a job that we run and that begins a pipeline, of this commit or of the next, must not win a
 * fresh budget with each.
 */
export function tolls(given: Limit, counted: Counted): Toll[] {
  const { task, facts, isOurPipeline, now } = counted;
  const { project, job } = facts;
  const limit = isOurPipeline ? { perJob: mostRunsInOurs, ...given } : given;
  const scope = (kind: string, ...parts: (string | number)[]): LedgerKey =>
    counterKey(task.source, project.id, kind, countedAs(counted), ...parts);
  const list: Toll[] = [];
  const add = (kind: keyof Limit, toll: Omit<Toll, "kind" | "by" | "most">) => {
    const most = limit[kind];
    if (most !== undefined) list.push({ kind, by: 1, most, ...toll });
  };
  const forgetAt = now + 90 * day;
  const pipeline = isOurPipeline
    ? `ours:${now - (now % day)}`
    : (job.pipelineId ?? facts.pipeline?.id ?? `job:${job.id}`);
  add("perJob", { counter: scope("perJob", pipeline, job.name), forgetAt });
  add("perPipeline", { counter: scope("perPipeline", pipeline), forgetAt });
  add("perSha", { counter: scope("perSha", job.sha ?? "none"), forgetAt });
  const start = now - (now % hour);
  add("perProjectPerHour", {
    counter: scope("perProjectPerHour", start),
    forgetAt: start + 2 * day,
    opensAt: start + hour,
  });
  return [...list, ...dayTolls(limit, counted)];
}

/** What one rule may do in a day (UTC). */
function dayTolls(limit: Limit, { rule, task, facts, sweptJobs, now }: Counted): Toll[] {
  const { perRulePerDay, percentPerDay, bytesPerDay } = limit;
  const { source } = task;
  const start = now - (now % day);
  const times = { forgetAt: start + 3 * day, opensAt: start + day };
  const list: Toll[] = [];
  if (perRulePerDay !== undefined) {
    const counter = counterKey(source, "perRulePerDay", rule, start);
    list.push({ kind: "perRulePerDay", counter, by: 1, most: perRulePerDay, ...times });
  }
  // Before anything was counted only what a person asked for, or agreed to, is deleted: there is nothing to take a share of.
  if (percentPerDay !== undefined && sweptJobs !== undefined) {
    // All rules share a project's day, each up to its own bound.
    const counter = counterKey(source, facts.project.id, "percentPerDay", start);
    const share = Math.floor((sweptJobs * percentPerDay) / 100);
    const most = Math.max(share, Math.min(sweptJobs, 1));
    list.push({ kind: "percentPerDay", counter, by: 1, most, ...times });
  }
  const by = bytesOf(facts, task);
  if (bytesPerDay !== undefined && by > 0) {
    const counter = counterKey(source, "bytesPerDay", rule, start);
    list.push({ kind: "bytesPerDay", counter, by, most: bytesPerDay, ...times });
  }
  return list;
}

/** What would be deleted; an erase deletes the log as well. */
function bytesOf({ job }: Facts, { verb }: Pick<Task, "verb">): number {
  const files = verb === "erase" ? (job.artifacts?.files ?? []) : (erasableFiles(job) ?? []);
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function counterKey(...parts: (string | number)[]): LedgerKey {
  return { scope: `limit#${joinKey(...parts)}`, key: "n" };
}

/** The tolls of several rules on one task: where two count the same thing, the stricter bound holds. */
export function strictest(lists: readonly (readonly Toll[])[]): Toll[] {
  const byCounter = new Map<string, Toll>();
  for (const toll of lists.flat()) {
    const known = byCounter.get(toll.counter.scope);
    if (!known || toll.most < known.most) byCounter.set(toll.counter.scope, toll);
  }
  return [...byCounter.values()];
}

/** Where a rule's last complete sweep through a project noted how many jobs with artifacts it counted. */
export function sweptKey(source: string, project: number, rule: string): LedgerKey {
  return { scope: `swept#${joinKey(source, project)}`, key: rule };
}

import type { Facts } from "./event.ts";
import { joinKey, type LedgerKey } from "./key.ts";
import type { TaskVerb } from "./task.ts";
import type { Instant } from "./time.ts";

/** Budgets of a rule. Taken when a task is marked, once per task. */
export interface Limit {
  /** Runs that we cause of that job name in that pipeline. */
  readonly perJob?: number;
  readonly perPipeline?: number;
  readonly perSha?: number;
  readonly perProjectPerHour?: number;
  readonly perRulePerDay?: number;
}

/** A limit as it is taken: a counter in the ledger that must stay below `most`. */
export interface Toll {
  readonly kind: keyof Limit;
  readonly counter: LedgerKey;
  readonly most: number;
  /** When the counter may be forgotten. */
  readonly forgetAt: Instant;
  /** When a full one opens again; missing: never, the task is refused. */
  readonly opensAt?: Instant;
}

const hour = 3_600_000;
const day = 24 * hour;

/** What a limit counts together: a retry, a restart and a play each cause one run of a job. */
function countedAs(verb: TaskVerb): string {
  return verb === "retry" || verb === "cancel" || verb === "play" ? "run" : verb;
}

/** What is counted, and where. */
export interface Counted {
  /** Its id without the version, so that a new version keeps count. */
  readonly rule: string;
  readonly verb: TaskVerb;
  readonly source: string;
  readonly facts: Facts;
  /** We ourselves began the pipeline: see `tolls`. */
  readonly isOurPipeline: boolean;
  readonly now: Instant;
}

/** Runs of a job that we cause in a day's pipelines that we began ourselves, where the rule names no limit. */
const mostRunsInOurs = 2;

/**
 * One rule's limits on one job, as counters. All pipelines of a day (UTC) that we ourselves began in a project count as one,
 * and never without a limit: a job that we run and that begins a pipeline, of this commit or of the next, must not win a
 * fresh budget with each.
 */
export function tolls(given: Limit, { rule, verb, source, facts, isOurPipeline, now }: Counted): Toll[] {
  const { project, job } = facts;
  const limit = isOurPipeline ? { perJob: mostRunsInOurs, ...given } : given;
  const scope = (kind: string, ...parts: (string | number)[]): LedgerKey => ({
    scope: `limit#${joinKey(source, project.id, kind, countedAs(verb), ...parts)}`,
    key: "n",
  });
  const list: Toll[] = [];
  const long = now + 90 * day;
  const pipeline = isOurPipeline
    ? `ours:${now - (now % day)}`
    : (job.pipelineId ?? facts.pipeline?.id ?? `job:${job.id}`);
  if (limit.perJob !== undefined)
    list.push({ kind: "perJob", counter: scope("perJob", pipeline, job.name), most: limit.perJob, forgetAt: long });
  if (limit.perPipeline !== undefined)
    list.push({
      kind: "perPipeline",
      counter: scope("perPipeline", pipeline),
      most: limit.perPipeline,
      forgetAt: long,
    });
  if (limit.perSha !== undefined)
    list.push({ kind: "perSha", counter: scope("perSha", job.sha ?? "none"), most: limit.perSha, forgetAt: long });
  if (limit.perProjectPerHour !== undefined) {
    const start = now - (now % hour);
    list.push({
      kind: "perProjectPerHour",
      counter: scope("perProjectPerHour", start),
      most: limit.perProjectPerHour,
      forgetAt: start + 2 * day,
      opensAt: start + hour,
    });
  }
  if (limit.perRulePerDay !== undefined) {
    const start = now - (now % day);
    list.push({
      kind: "perRulePerDay",
      counter: { scope: `limit#${joinKey(source, "perRulePerDay", rule, start)}`, key: "n" },
      most: limit.perRulePerDay,
      forgetAt: start + 3 * day,
      opensAt: start + day,
    });
  }
  return list;
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

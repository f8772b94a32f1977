import { actions } from "../../actions/index.ts";
import type { Facts } from "../../core/event.ts";
import type { TaskStep } from "../../core/journal.ts";
import type { Task } from "../../core/task.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import { markForDelete } from "../markForDelete.ts";
import { plan } from "../plan.ts";
import type { Worker } from "../worker.ts";

/** Where a rule found what it wants something of. */
export interface Found {
  /** The sweep that found it. */
  readonly held: Task;
  readonly worker: Worker;
  /** A hash of the facts and the rulebook version. */
  readonly found: string;
  /** The cursor of the page that it stands on. */
  readonly page?: string;
  /** The rule has not been through the project yet: what it finds is only told, and there is nothing to wait for. */
  readonly isFirst?: boolean;
  /** The approved plan that lists the job. */
  readonly plan?: string;
}

/** Plans what a rule wants of a job that a sweep found; a delete is marked, and waits in quarantine from then on. */
export async function planFor(
  rule: CompiledRule,
  { project, job }: Facts,
  { held, worker, found, page, isFirst = false, plan: approved }: Found,
): Promise<TaskStep | undefined> {
  const { action: name, params } = rule.rule.do;
  const action = actions.find((one) => one.name === name);
  if (!action?.startsFrom.includes(job.status)) return undefined;
  const now = worker.clock();
  const mark = action.perRule ? { mark: rule.rule.id } : {};
  const marked = await markForDelete(
    { source: held.source, project, jobId: job.id, verb: action.verb, ...mark },
    worker,
  );
  if (!marked) return undefined;
  const { effect, open } = marked;
  // A delete in quarantine is told of one more rule: the one that marked it may only report, or want it no more at its end.
  if (open?.wants.some((want) => want.rule === rule.name && (!approved || want.plan === approved))) return undefined;
  const delaySeconds = isFirst ? 0 : (action.delaySeconds?.(params, job.retriesCount ?? 0) ?? 0);
  const due = now + Math.round(delaySeconds * 1000);
  const { task, step } = await plan(
    worker,
    {
      effect,
      want: {
        rule: rule.name,
        action: name,
        params,
        event: held.id,
        ...(action.destroys && { since: now }),
        ...(approved && { plan: approved }),
      },
      due: Math.max(due, open?.due ?? 0),
      about: {
        name: job.name,
        ...(job.pipelineId !== undefined && { pipelineId: job.pipelineId }),
        ...(job.ref !== undefined && { ref: job.ref }),
        ...(action.destroys && page !== undefined && { page }),
      },
    },
    { found, now },
  );
  return step === "left" ? undefined : { id: task.id, step };
}

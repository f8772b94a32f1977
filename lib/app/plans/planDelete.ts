import { actions } from "../../actions/index.ts";
import type { Project } from "../../core/event.ts";
import { markKey } from "../../core/hold.ts";
import type { TaskStep } from "../../core/journal.ts";
import type { PlanFate, PlanItem, SweepPlan } from "../../core/sweepPlan.ts";
import { type Effect, isOpen, objectOf, type Task, taskId } from "../../core/task.ts";
import type { Intent } from "../../core/transitions.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import type { ActiveRules } from "../activeRules.ts";
import { planAll } from "../plan.ts";
import type { Worker } from "../worker.ts";

interface Around {
  readonly plan: SweepPlan;
  readonly project: Project;
  readonly active: ActiveRules;
  readonly worker: Worker;
}

export interface Planned {
  readonly fate: PlanFate;
  readonly step?: TaskStep;
}

/** What is deleted is gone for good: nobody's rule makes it sooner. */
const leastWaitMillis = 86_400_000;

/**
 * Plans the delete of one item of an approved plan: marked when the plan listed it, so that its quarantine counts from
 * then. A delete of the job that waits already is told of the plan. Doing it again plans nothing again.
 *
 * @returns `busy`: the mark changed at the same moment
 * @throws StoreError
 */
export async function planDelete(item: PlanItem, around: Around): Promise<Planned | "busy"> {
  const { plan, project, active, worker } = around;
  const rules = item.rules.flatMap((name) => active.rule(name.slice(0, name.lastIndexOf("@"))) ?? []);
  const wanting = rules.filter(({ rule }) => rule.do.action === item.verb);
  if (wanting.length === 0) return { fate: { skipped: `${item.rules.join(", ")} want this no more` } };
  const marked = await markAsListed(item, { source: plan.source, project, jobId: item.job, verb: item.verb }, worker);
  if (!marked) return "busy";
  const { effect, there } = marked;
  const id = taskId(effect);
  // It was planned by an earlier run of this step, and has come to its end since.
  if (there && !isOpen(there)) return { fate: { task: id } };
  const now = worker.clock();
  const [first, ...others] = wanting.map((rule) => intentOf(rule, { item, effect, plan, now, there }));
  if (!first) return "busy";
  const { steps } = await planAll(worker, [first, ...others], { heardAt: now, now });
  const step = steps.find((one) => one !== "left");
  return { fate: { task: id }, ...(step && { step: { id, step } }) };
}

interface Intending {
  readonly item: PlanItem;
  readonly effect: Effect;
  readonly plan: SweepPlan;
  readonly now: number;
  readonly there: Task | undefined;
}

function intentOf({ rule, name }: CompiledRule, { item, effect, plan, now, there }: Intending): Intent {
  const { action, params } = rule.do;
  const delaySeconds = actions.find((one) => one.name === action)?.delaySeconds?.(params, 0) ?? 0;
  const waitMillis = Math.max(leastWaitMillis, Math.round(delaySeconds * 1000));
  return {
    effect,
    want: {
      rule: name,
      action,
      params,
      event: `plan ${plan.id}`,
      since: item.markedAt,
      plan: plan.id,
      listed: { sizeBytes: item.sizeBytes, expireAt: item.expireAt },
    },
    due: Math.max(now, item.markedAt + waitMillis, there?.due ?? 0),
    about: {
      name: item.name,
      ...(item.pipelineId !== undefined && { pipelineId: item.pipelineId }),
      ...(item.ref !== undefined && { ref: item.ref }),
    },
  };
}

/** The effect with its mark, and the task of it that is there; `undefined`: somebody else marked it at that moment. */
async function markAsListed(
  item: PlanItem,
  effect: Effect,
  { store }: Pick<Worker, "store">,
): Promise<{ readonly effect: Effect; readonly there?: Task } | undefined> {
  const key = markKey({ source: effect.source, project: effect.project.id, on: objectOf(item.job) }, item.verb);
  const own = { ...effect, mark: String(item.markedAt) };
  const before = await store.note(key);
  const other = before === undefined ? undefined : await store.task(taskId({ ...effect, mark: before }));
  if (other && before !== undefined && (isOpen(other) || before === own.mark))
    return { effect: { ...effect, mark: before }, there: other };
  // A later mark took its place once its own task had ended: nothing is done twice.
  const mine = await store.task(taskId(own));
  if (mine && !isOpen(mine)) return { effect: own, there: mine };
  if (before !== own.mark && !(await store.putNote(key, own.mark, before))) return undefined;
  return { effect: own, ...(mine && { there: mine }) };
}

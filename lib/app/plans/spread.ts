import type { Project } from "../../core/event.ts";
import { sweepMark } from "../../core/sweep.ts";
import type { SweepPlan } from "../../core/sweepPlan.ts";
import type { Effect, Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import type { Intent } from "../../core/transitions.ts";
import { type PlanDesk, planAll } from "../plan.ts";

/** What a plan's tasks do in a project: `plan` lists, `approved` has done what is listed. */
type Kind = "plan" | "approved";

export function planEffect({ source, id }: Pick<SweepPlan, "source" | "id">, project: Project, kind: Kind): Effect {
  return { source, project, verb: "sweep", mark: sweepMark({ kind, plan: id }) };
}

/**
 * Makes sure that a plan's task for a project is there.
 *
 * @param params what the task is told beside its plan
 * @throws StoreError
 */
export async function spread(
  plan: SweepPlan,
  { project, kind, params = {} }: { project: Project; kind: Kind; params?: Readonly<Record<string, string>> },
  { desk, now }: { readonly desk: PlanDesk; readonly now: Instant },
): Promise<Task> {
  const effect = planEffect(plan, project, kind);
  // All of its rules stand there: the switch may stop any of them.
  const intents = plan.rules.map((rule): Intent => {
    return { effect, want: { rule, action: "sweep", params, event: `plan ${plan.id}` }, due: now };
  });
  const [first, ...others] = intents;
  if (!first) throw new Error(`plan ${plan.id} names no rule`);
  return (await planAll(desk, [first, ...others], { heardAt: now, now })).task;
}

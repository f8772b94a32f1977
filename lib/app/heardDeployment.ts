import { deploymentWord } from "../core/deployment.ts";
import type { DeploymentEvent, Event } from "../core/event.ts";
import type { DeliveryEntry } from "../core/journal.ts";
import { isOpen, type Task, taskId } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { closed, next, poked, ruleId, woken } from "../core/transitions.ts";
import { aboutText } from "./about.ts";
import type { ActiveRules } from "./activeRules.ts";
import { type PlanDesk, tellTask } from "./plan.ts";

type TaskStep = DeliveryEntry["tasks"][number];

/**
 * Tells the task that would play a job what GitLab says of the job's deployment, whatever rules want it: an approval may be
 * the last that was wanted, so somebody looks at once; a rejection is the end of it; and which deployment it is helps the look.
 *
 * @throws StoreError when the table cannot be read or written
 */
export async function hearDeployment(
  event: Event,
  { desk, now }: { readonly desk: PlanDesk; readonly now: Instant },
): Promise<readonly TaskStep[]> {
  if (event.kind !== "deployment" || typeof event.deployment.jobId !== "number") return [];
  const { source, project, deployment } = event;
  if (!telling.has(deployment.status)) return [];
  const id = taskId({ source, project, jobId: event.deployment.jobId, verb: "play" });
  const told = await tellTask(desk, id, (task) => toldOf(task, event, now));
  return told
    ? [{ id, step: told.state === "skipped" ? "closed" : told.state === "waiting" ? "merged" : "poked" }]
    : [];
}

const telling: ReadonlySet<string> = new Set(["blocked", "approved", "rejected"]);

/** The task once it was told; `undefined`: it makes no difference to it. */
function toldOf(task: Task, event: DeploymentEvent, now: Instant): Task | undefined {
  if (!isOpen(task)) return undefined;
  const known = knowing(task, event.deployment.id);
  switch (deploymentWord(event.deployment.status)) {
    case "rejected":
      return closed(known, aboutText(event), now) ?? poked(known);
    case "approved":
      // One that is due already is looked at anyway.
      return (isDue(task, now) ? undefined : woken(known, now)) ?? noted(known, task);
    default:
      return noted(known, task);
  }
}

function knowing(task: Task, deploymentId: number | undefined): Task {
  if (deploymentId === undefined || task.about?.deploymentId === deploymentId) return task;
  return { ...task, about: { ...task.about, deploymentId } };
}

function noted(known: Task, task: Task): Task | undefined {
  return known === task ? undefined : next(known, {});
}

function isDue({ state, due }: Task, now: Instant): boolean {
  return state === "waiting" && due !== undefined && due <= now;
}

/** Whether a rule that wants the task is one that deployments cause. */
export function isOfDeployment({ wants }: Pick<Task, "wants">, active: Pick<ActiveRules, "rule">): boolean {
  return wants.some((want) => active.rule(ruleId(want))?.concerns("deployment"));
}

import { jobText } from "../actions/action.ts";
import type { Event } from "../core/event.ts";
import { isLaterInLife } from "../core/job.ts";
import type { DeliveryEntry } from "../core/journal.ts";
import { type Task, taskId } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { ruleId } from "../core/transitions.ts";
import { forSeconds } from "../rules/compile.ts";
import { effectOf, type Judged } from "./door.ts";
import { close, confirm, type Heard, type PlanDesk } from "./plan.ts";

type TaskStep = DeliveryEntry["tasks"][number];

/**
 * A job has left the state that rules act on for a later one. Closes the task of a rule with a `for`, if all rules that
 * want it were asked and said no (`denied`); a lost close is found at its due time. A call whose outcome is open may be
 * what moved the job: then the hook, be it our own effect's, lets somebody look at once.
 *
 * @param refused of one task: those that say no to it
 */
export async function leftOne(
  refused: readonly Judged[],
  denied: (ruleId: string) => boolean,
  { event, desk, cause }: { event: Event; desk: PlanDesk; cause: Heard },
): Promise<TaskStep[]> {
  const { now } = cause;
  const left = refused.filter((one) => hasLeft(one, now));
  const [one] = left;
  if (!one) return [];
  const { job } = one.facts;
  const id = taskId(effectOf(one, event.source));
  const end = {
    reason: `${jobText(job)} is ${job.status}`,
    isWanted: (task: Task) => task.wants.some((want) => want.given !== undefined || !denied(ruleId(want))),
    now,
  };
  if (left.some((each) => isInTime(each, now)) && (await close(desk, id, end))) return [{ id, step: "closed" }];
  if (event.kind !== "job" || !("heardAt" in cause)) return [];
  return (await confirm(desk, id, now)) ? [{ id, step: "confirmed" }] : [];
}

/** Whether a task with a `for` may still wait: for a state that was left longer ago than the rule waits it has come due. */
function isInTime({ facts, rule }: Judged, now: Instant): boolean {
  const seconds = forSeconds(rule.rule);
  return seconds !== undefined && (facts.job.since ?? now) >= now - seconds * 1000;
}

function hasLeft({ facts, rule, action }: Judged, now: Instant): boolean {
  return action.startsFrom.some(
    (status) =>
      isLaterInLife(facts.job.status, status) &&
      rule.decide({ ...facts, job: { ...facts.job, status } }, now).answer !== "no",
  );
}

/**
 * A job's hook confirms calls for rules about pipelines too, which are not asked about jobs: a gate is seen in a hook of its
 * pipeline, and that it was played in one of the job.
 */
export async function confirmLeft(
  judged: readonly Judged[],
  event: Event,
  { desk, now }: { desk: PlanDesk; now: Instant },
): Promise<TaskStep[]> {
  const ids = new Set(judged.filter((one) => hasLeft(one, now)).map((one) => taskId(effectOf(one, event.source))));
  const steps = await Promise.all(
    [...ids].map(async (id): Promise<TaskStep[]> => {
      return (await confirm(desk, id, now)) ? [{ id, step: "confirmed" }] : [];
    }),
  );
  return steps.flat();
}

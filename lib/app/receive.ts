import { jobText } from "../actions/action.ts";
import { type Event, type Facts, factsOf, type JobEvent } from "../core/event.ts";
import { isLaterInLife } from "../core/job.ts";
import type { DeliveryEntry } from "../core/journal.ts";
import { type Effect, type Task, taskId } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { type Intent, ruleId } from "../core/transitions.ts";
import { forSeconds } from "../rules/compile.ts";
import { warningOf } from "./about.ts";
import { deliveryEntry } from "./delivery.ts";
import { type Judged, judgeAtDoor } from "./door.ts";
import { factsHash } from "./hash.ts";
import { close, confirm, type Heard, type PlanDesk, plan } from "./plan.ts";
import type { Reach } from "./reach.ts";
import type { ActiveRules } from "./rules.ts";

/**
 * Takes an event: every rule is asked, and what a rule wants, or may want once the live facts are known, is planned. What
 * a person must know is journalled however much is recorded.
 *
 * @returns how many tasks the event's rules want
 * @throws StoreError when the table cannot be read or written; the tasks that were planned until then stay
 */
export async function receive(event: Event, reach: Reach): Promise<{ planned: number }> {
  const now = reach.clock();
  const active = await reach.rules.recent(event.source);
  const judged = factsOf(event).flatMap((facts) =>
    judgeAtDoor(facts, [event.kind], { rules: active.rules, actions: reach.actions, now }),
  );
  const tasks = await tell(judged, event, { desk: reach, heard: () => ({ heardAt: event.receivedAt, now }) });
  const planned = judged.filter(isWanted).length;
  if (reach.record === "all" || planned > 0 || warningOf(event) !== undefined)
    await reach.store.commit([{ journal: deliveryEntry(event, judged, tasks, reach) }]);
  return { planned };
}

/**
 * Takes a job that the patrol found, the same way. Rules about pipelines are asked as well: what the API tells of a job is
 * all that they ask for. A finding that changes nothing leaves no trace.
 *
 * @returns how many tasks were changed
 * @throws StoreError as `receive`
 */
export async function receiveFinding(
  event: JobEvent,
  active: ActiveRules,
  reach: Omit<Reach, "rules" | "record">,
): Promise<{ changed: number }> {
  const now = reach.clock();
  const judged = factsOf(event).flatMap((facts) =>
    judgeAtDoor(facts, ["job", "pipeline"], { rules: active.rules, actions: reach.actions, now }),
  );
  const heard = (facts: Facts) => ({ found: factsHash(active.version, facts), now });
  const tasks = await tell(judged, event, { desk: reach, heard });
  const changed = tasks.filter(({ step }) => step !== "left").length;
  if (changed > 0) await reach.store.commit([{ journal: deliveryEntry(event, judged, tasks, reach) }]);
  return { changed };
}

type TaskStep = DeliveryEntry["tasks"][number];

const isWanted = ({ verdict }: Judged): boolean => verdict.answer !== "no";

/** Plans what is wanted, and closes what is not wanted any more. */
async function tell(
  judged: readonly Judged[],
  event: Event,
  { desk, heard }: { desk: PlanDesk; heard: (facts: Facts) => Heard },
): Promise<TaskStep[]> {
  const denied = ({ facts }: Judged) =>
    new Set(judged.filter((one) => one.facts === facts && !isWanted(one)).map(({ rule }) => rule.rule.id));
  const steps = await Promise.all(
    judged.map(async (one): Promise<TaskStep[]> => {
      const cause = heard(one.facts);
      if (!isWanted(one)) return await leftOne(one, denied(one), { event, desk, cause });
      const { task, step } = await plan(desk, intentOf(one, event), cause);
      return [{ id: task.id, step }];
    }),
  );
  return steps.flat();
}

function effectOf({ facts, action }: Judged, source: string): Effect {
  return {
    source,
    project: facts.project,
    jobId: facts.job.id,
    verb: action.verb,
    ...(action.andThen && { andThen: action.andThen }),
  };
}

function intentOf(one: Judged, event: Event): Intent {
  const { facts, rule, action } = one;
  const { job } = facts;
  const { params } = rule.rule.do;
  const since = job.since ?? event.receivedAt;
  const lasted = Math.max(event.receivedAt, since + (forSeconds(rule.rule) ?? 0) * 1000);
  const ref = job.ref ?? facts.pipeline?.ref;
  const pipelineId = job.pipelineId ?? facts.pipeline?.id;
  return {
    effect: effectOf(one, event.source),
    want: { rule: rule.name, action: action.name, params, event: event.id, since },
    due: lasted + Math.round((action.delaySeconds?.(params, job.retriesCount ?? 0) ?? 0) * 1000),
    about: {
      name: job.name,
      ...(pipelineId !== undefined && { pipelineId }),
      ...(ref !== undefined && { ref }),
      ...(job.environment !== undefined && { environment: job.environment }),
    },
  };
}

/**
 * A job has left the state that a rule acts on for a later one. Closes the task of a rule with a `for`, if all rules that
 * want it were asked and said no (`denied`); a lost close is found at its due time. A call whose outcome is open may be
 * what moved the job: then the hook, be it our own effect's, lets somebody look at once.
 */
async function leftOne(
  one: Judged,
  denied: ReadonlySet<string>,
  { event, desk, cause }: { event: Event; desk: PlanDesk; cause: Heard },
): Promise<TaskStep[]> {
  const { now } = cause;
  const { job } = one.facts;
  if (!hasLeft(one, now)) return [];
  const id = taskId(effectOf(one, event.source));
  const end = {
    reason: `${jobText(job)} is ${job.status}`,
    isWanted: (task: Task) => task.wants.some((want) => !denied.has(ruleId(want))),
    now,
  };
  if (isInTime(one, now) && (await close(desk, id, end))) return [{ id, step: "closed" }];
  if (event.kind !== "job" || !("heardAt" in cause)) return [];
  return (await confirm(desk, id, now)) ? [{ id, step: "poked" }] : [];
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

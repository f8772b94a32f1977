import { jobText } from "../actions/action.ts";
import { type Event, factsOf } from "../core/event.ts";
import { isLaterInLife } from "../core/job.ts";
import type { DeliveryEntry } from "../core/journal.ts";
import { type Effect, taskId } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { type Intent, ruleId } from "../core/transitions.ts";
import { forSeconds } from "../rules/compile.ts";
import { deliveryEntry } from "./delivery.ts";
import { type Judged, judgeAtDoor } from "./door.ts";
import { close, plan } from "./plan.ts";
import type { Reach } from "./reach.ts";

/**
 * Takes an event: every rule is asked, and what a rule wants, or may want once the live facts are known, is planned.
 *
 * @returns how many tasks the event's rules want
 * @throws StoreError when the table cannot be read or written; the tasks that were planned until then stay
 */
export async function receive(event: Event, reach: Reach): Promise<{ planned: number }> {
  const now = reach.clock();
  const active = await reach.rules.recent(event.source);
  const judged = factsOf(event).flatMap((facts) =>
    judgeAtDoor(facts, event.kind, { rules: active.rules, actions: reach.actions, now }),
  );
  const wanted = judged.filter(({ verdict }) => verdict.answer !== "no");
  const tasks = await Promise.all([
    ...wanted.map((one) => planOne(one, event, reach, now)),
    ...judged
      .filter(({ verdict }) => verdict.answer === "no")
      .flatMap((one) => closeOne(one, wanted, event.source, reach, now)),
  ]);
  if (reach.record === "all" || wanted.length > 0)
    await reach.store.commit([{ journal: deliveryEntry(event, judged, tasks.flat(), reach) }]);
  return { planned: wanted.length };
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
    due: lasted + Math.round((action.delaySeconds?.(params, job) ?? 0) * 1000),
    about: { name: job.name, ...(pipelineId !== undefined && { pipelineId }), ...(ref !== undefined && { ref }) },
  };
}

type TaskStep = DeliveryEntry["tasks"][number];

async function planOne(one: Judged, event: Event, { store }: Reach, now: Instant): Promise<TaskStep[]> {
  const { task, step } = await plan(store, intentOf(one, event), { heardAt: event.receivedAt, now });
  return [{ id: task.id, step }];
}

/** Closes the task of a rule with a `for` whose state the job has just left for a later one; a lost close is found at its due time. */
function closeOne(
  one: Judged,
  wanted: readonly Judged[],
  source: string,
  { store }: Reach,
  now: Instant,
): Promise<TaskStep[]>[] {
  const { facts, rule, action } = one;
  if (forSeconds(rule.rule) === undefined) return [];
  const left = action.startsFrom.some(
    (status) =>
      isLaterInLife(facts.job.status, status) &&
      rule.decide({ ...facts, job: { ...facts.job, status } }, now).answer !== "no",
  );
  if (!left) return [];
  const stillWanted = new Set(wanted.filter((other) => other.facts === facts).map((other) => other.rule.rule.id));
  const id = taskId(effectOf(one, source));
  return [
    close(store, id, {
      reason: `${jobText(facts.job)} is ${facts.job.status}`,
      isWanted: (task) => task.wants.some((want) => stillWanted.has(ruleId(want))),
      now,
    }).then((done) => (done ? [{ id, step: "closed" as const }] : [])),
  ];
}

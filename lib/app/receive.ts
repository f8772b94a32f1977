import { type Event, type Facts, factsOf, type JobEvent } from "../core/event.ts";
import type { DeliveryEntry } from "../core/journal.ts";
import { taskId } from "../core/task.ts";
import type { Intent } from "../core/transitions.ts";
import { forSeconds } from "../rules/compile.ts";
import { warningOf } from "./about.ts";
import { deliveryEntry } from "./delivery.ts";
import { effectOf, type Judged, judgeAtDoor } from "./door.ts";
import { factsHash } from "./hash.ts";
import { confirmLeft, leftOne } from "./left.ts";
import { type Heard, type PlanDesk, plan } from "./plan.ts";
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
  const told = await tell(judged, event, { desk: reach, heard: () => ({ heardAt: event.receivedAt, now }) });
  const unasked = event.kind === "job" ? active.rules.filter((rule) => !rule.concerns("job")) : [];
  const gates = factsOf(event).flatMap((facts) =>
    judgeAtDoor(facts, ["pipeline"], { rules: unasked, actions: reach.actions, now }),
  );
  const tasks = [...told, ...(await confirmLeft(gates, event, { desk: reach, now }))];
  const planned = judged.filter(isWanted).length;
  if (reach.record === "all" || planned > 0 || tasks.length > 0 || warningOf(event) !== undefined)
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
  if (changed > 0)
    await reach.store.commit([{ journal: deliveryEntry(event, judged, tasks, { ...reach, finding: true }) }]);
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
  // Wishes for one task come one after the other, so that however many rules have one never meet each other.
  const steps = await Promise.all(
    byTask(judged, event.source).map(async (wishes) => {
      const told: TaskStep[] = [];
      for (const one of wishes)
        told.push(...(await tellOne(one, denied(one), { event, desk, cause: heard(one.facts) })));
      return told;
    }),
  );
  return steps.flat();
}

function byTask(judged: readonly Judged[], source: string): (readonly Judged[])[] {
  return [...Map.groupBy(judged, (one) => taskId(effectOf(one, source))).values()];
}

async function tellOne(
  one: Judged,
  denied: ReadonlySet<string>,
  { event, desk, cause }: { event: Event; desk: PlanDesk; cause: Heard },
): Promise<TaskStep[]> {
  if (!isWanted(one)) return await leftOne(one, denied, { event, desk, cause });
  const { task, step } = await plan(desk, intentOf(one, event), cause);
  return [{ id: task.id, step }];
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

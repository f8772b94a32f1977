import { type Event, type Facts, factsOf, type JobEvent, type PipelineEvent } from "../core/event.ts";
import { nameOf } from "../core/job.ts";
import type { DeliveryEntry } from "../core/journal.ts";
import { taskId } from "../core/task.ts";
import type { Intent } from "../core/transitions.ts";
import { forSeconds } from "../rules/compile.ts";
import { warningOf } from "./about.ts";
import { deliveryEntry, mostVerdictsKept } from "./delivery.ts";
import { type Door, deniedAtDoor, effectOf, isDenied, type Judged, judgeAtDoor } from "./door.ts";
import { factsHash } from "./hash.ts";
import { hearDeployment } from "./heardDeployment.ts";
import { reviewHeard } from "./keeps/heard.ts";
import { confirmLeft, leftOne } from "./left.ts";
import { foundKinds } from "./lists.ts";
import { markForDelete } from "./markForDelete.ts";
import { type Heard, type PlanDesk, planAll } from "./plan.ts";
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
  const door = { active, kinds: [event.kind], actions: reach.actions, now };
  const all = factsOf(event);
  const judged = all.flatMap((facts) => judgeAtDoor(facts, door));
  const gates =
    event.kind === "job" ? all.flatMap((facts) => judgeAtDoor(facts, { ...door, kinds: ["pipeline"] })) : [];
  // Most hooks are about jobs that no rule cares about: no task is told of them.
  const isIdle = event.kind === "job" && judged.length === 0 && gates.length === 0;
  const tasks = isIdle ? [] : await tellTasks(event, { judged, gates }, { desk: reach, door });
  const planned = judged.filter(isWanted).length;
  if (reach.record === "all" || planned > 0 || tasks.length > 0 || warningOf(event) !== undefined)
    await reach.store.commit([{ journal: deliveryEntry(event, withDenied(judged, all, door), tasks, reach) }]);
  return { planned };
}

/**
 * Whether it makes a difference which jobs a pipeline has: to a rule, or to the journal, which records every delivery for
 * rules to come. Where it makes none, `receive` does the same without them.
 *
 * @throws StoreError when the table cannot be read
 */
export async function needsJobs(
  { source, project, kind }: PipelineEvent,
  { rules, record }: Pick<Reach, "rules" | "record">,
): Promise<boolean> {
  if (record === "all") return true;
  return (await rules.recent(source)).mayConcern(project, [kind]);
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
  const door = { active, kinds: foundKinds, actions: reach.actions, now };
  const all = factsOf(event);
  const judged = all.flatMap((facts) => judgeAtDoor(facts, door));
  const heard = (facts: Facts) => ({ found: factsHash(active.version, facts), now });
  const tasks = await tell(judged, event, { desk: reach, door, heard });
  const changed = tasks.filter(({ step }) => step !== "left").length;
  if (changed > 0)
    await reach.store.commit([
      { journal: deliveryEntry(event, withDenied(judged, all, door), tasks, { ...reach, finding: true }) },
    ]);
  return { changed };
}

type TaskStep = DeliveryEntry["tasks"][number];

/** Tells every task that a hook is about, by what rules said and by what it is itself. */
async function tellTasks(
  event: Event,
  { judged, gates }: { readonly judged: readonly Judged[]; readonly gates: readonly Judged[] },
  { desk, door }: { readonly desk: PlanDesk; readonly door: Door & { readonly active: ActiveRules } },
): Promise<TaskStep[]> {
  const { active, now } = door;
  const told = await tell(judged, event, { desk, door, heard: () => ({ heardAt: event.receivedAt, now }) });
  const unasked = gates.filter(({ rule }) => !rule.concerns("job"));
  const deployed = await hearDeployment(event, { desk, now });
  const reviews = await reviewHeard(event, active, { desk, now });
  return [...told, ...(await confirmLeft(unasked, event, { desk, now })), ...deployed, ...reviews];
}

const isWanted = ({ verdict }: Judged): boolean => verdict.answer !== "no";

/** What is wanted, and of the rules that say no as many as the journal has room for. */
function withDenied(judged: readonly Judged[], all: readonly Facts[], door: Door): Judged[] {
  const wanted = judged.filter(isWanted);
  return [...wanted, ...deniedAtDoor(all, mostVerdictsKept - wanted.length, door)];
}

/** Plans what is wanted, and closes what is not wanted any more. */
async function tell(
  judged: readonly Judged[],
  event: Event,
  { desk, door, heard }: { desk: PlanDesk; door: Door; heard: (facts: Facts) => Heard },
): Promise<TaskStep[]> {
  const denied =
    ({ facts }: Judged) =>
    (ruleId: string) =>
      isDenied(ruleId, facts, door);
  // Wishes for one task are told together, so that however many rules have one never meet each other.
  const steps = await Promise.all(
    byTask(judged, event.source).map(async (wishes) => {
      const [one] = wishes;
      const cause = { event, desk, cause: heard(one.facts) };
      const told = await tellWanted(wishes.filter(isWanted), cause);
      // That a person may not do something says nothing about the job.
      if (event.kind === "command") return told;
      const others = wishes.filter((wish) => !isWanted(wish));
      return [...told, ...(await leftOne(others, denied(one), cause))];
    }),
  );
  return steps.flat();
}

type Wishes = readonly [Judged, ...Judged[]];

function byTask(judged: readonly Judged[], source: string): readonly Wishes[] {
  const groups = Map.groupBy(judged, (one) => taskId(effectOf(one, source)));
  return [...groups.values()].flatMap(([first, ...others]): Wishes[] => (first ? [[first, ...others]] : []));
}

async function tellWanted(
  wanted: readonly Judged[],
  { event, desk, cause }: { event: Event; desk: PlanDesk; cause: Heard },
): Promise<TaskStep[]> {
  const [first, ...others] = wanted.map((one) => intentOf(one, event));
  if (!first) return [];
  const marked = await markForDelete(first.effect, { store: desk.store, clock: () => cause.now });
  if (!marked) return [];
  const { effect, open } = marked;
  // A delete in quarantine is told of more rules, and hurries for nobody.
  const least = open?.due ?? (effect.mark === undefined ? 0 : first.due);
  const more = others.map((intent) => ({ ...intent, due: Math.max(intent.due, least) }));
  const begun = { ...first, effect, due: Math.max(first.due, open?.due ?? 0) };
  const { task, steps } = await planAll(desk, [begun, ...more], cause);
  return steps.map((step) => ({ id: task.id, step }));
}

/** What a judged rule wants done for an event, and when. */
export function intentOf(one: Judged, event: Event): Intent {
  const { facts, rule, action } = one;
  const { job } = facts;
  const { params } = rule.rule.do;
  const since = action.destroys ? event.receivedAt : (job.since ?? event.receivedAt);
  const lasted = Math.max(event.receivedAt, since + (forSeconds(rule.rule) ?? 0) * 1000);
  const ref = job.ref ?? facts.pipeline?.ref;
  const pipelineId = job.pipelineId ?? facts.pipeline?.id;
  const name = nameOf(job);
  return {
    effect: effectOf(one, event.source),
    want: {
      rule: rule.name,
      action: action.name,
      params,
      event: event.id,
      since,
      ...(facts.command && { given: facts.command }),
    },
    due: lasted + Math.round((action.delaySeconds?.(params, job.retriesCount ?? 0) ?? 0) * 1000),
    about: {
      ...(name !== undefined && { name }),
      ...(pipelineId !== undefined && { pipelineId }),
      ...(ref !== undefined && { ref }),
      ...(job.environment !== undefined && { environment: job.environment }),
      ...(job.deploymentId !== undefined && { deploymentId: job.deploymentId }),
      ...(job.isBridge && { isBridge: true as const }),
    },
  };
}

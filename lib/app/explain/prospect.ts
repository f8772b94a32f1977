import type { Action, Sight } from "../../actions/action.ts";
import { GitLabError } from "../../core/errors.ts";
import type { Facts } from "../../core/event.ts";
import { destroyingVerbs, markKey } from "../../core/hold.ts";
import type { LedgerKey } from "../../core/key.ts";
import { type Effect, isOpen, objectOf, type Task, taskId } from "../../core/task.ts";
import { type Intent, ruleId } from "../../core/transitions.ts";
import { effectOf, judgedBy } from "../door.ts";
import { armingOf } from "../gates/armer.ts";
import { gateOf } from "../gates/stored.ts";
import { factsHash } from "../hash.ts";
import { isOfDeployment } from "../heardDeployment.ts";
import type { Live } from "../live.ts";
import { toldAll } from "../plan.ts";
import { intentOf } from "../receive.ts";
import { sweptBy } from "../swept.ts";
import type { Asked } from "./ask.ts";
import { type Outlook, outlookOf } from "./outlook.ts";
import type { Question, Site } from "./site.ts";

/** A rule that means an action; where it has none, nothing comes of it. */
export type Wishing = Asked & { readonly action: Action };

/** What may come of one effect: of all rules that want the same thing done to the job. */
export interface Prospect {
  readonly id: string;
  /** The task that is there. */
  readonly stored?: Task;
  /** The task as the next event of the job would leave it; where none would plan one, as if one did. */
  readonly task: Task;
  /** Whether there is a task, or an event would plan one. */
  readonly isWanted: boolean;
  /** What a worker would have before it, with all that rules ask for found out. */
  readonly live: Live;
  /** Whether the verb's own look was taken. */
  readonly isSeen: boolean;
  readonly outlook: Outlook;
}

/** @param wishing rules of one effect: those that do not say no, and those of which an event alone does not tell that they do */
export async function prospectOf(
  wishing: readonly [Wishing, ...Wishing[]],
  question: Question,
  site: Site & { readonly notes: Set<string>; readonly found: Facts },
): Promise<Prospect> {
  const [{ action }] = wishing;
  const { effect, stored } = await effectFor(wishing[0], question, site);
  const intents = wishing.map((one) => ({ ...intentFor(one, question, site), effect }));
  const [pretended, ...others] = intents;
  const wanted = intents.filter((_, at) => isPlanned(wishing[at], question, site));
  const heard = { found: factsHash(site.active.version, question.facts), now: site.now };
  const [first, ...more] = wanted;
  const told = first ? toldAll(stored, [first, ...more], heard).task : stored;
  const task = told ?? toldAll(undefined, [pretended as Intent, ...others], heard).task;
  const gate = site.store && (await gateOf(task, site.store));
  const { sight, ...arming } = await sightOf(action, { held: task, ...(gate && { gate }) }, { question, site });
  const live: Live = {
    held: task,
    action,
    facts: question.facts,
    sight: sight ?? { earlier: "notDone" },
    active: site.active,
    ...(site.store && { swept: await sweptBy(task, site.active, site.store) }),
    ...(gate && { gate }),
    ...arming,
  };
  const isWanted = told !== undefined;
  const found = { id: task.id, ...(stored && { stored }), task, isWanted, live, isSeen: sight !== undefined };
  const outlook = await outlookOf(found, question, site);
  return { ...found, live: { ...live, facts: site.found }, outlook };
}

/** The want that a rule has, or would have, in the task. */
export function wantOf({ rule }: Wishing, { task }: Pick<Prospect, "task">): Task["wants"][number] {
  const { id, do: verb } = rule.rule;
  const { action, params } = verb;
  return task.wants.find((want) => ruleId(want) === id) ?? { rule: rule.name, action, params, event: "explained" };
}

/** A delete that waits in quarantine is found by its mark; a new one would be marked now. */
async function effectFor(
  { rule, action, verdict }: Wishing,
  { facts }: Question,
  { source, store, now }: Site,
): Promise<{ readonly effect: Effect; readonly stored?: Task }> {
  const effect = effectOf({ facts, rule, action, verdict }, source);
  const verb = destroyingVerbs.find((one) => one === effect.verb);
  if (!verb) {
    const stored = await store?.task(taskId(effect));
    return { effect, ...(stored && { stored }) };
  }
  const place = { source, project: facts.project.id, on: objectOf(facts.job.id) };
  const mark = await store?.note(markKey(place, verb));
  const stored = mark === undefined ? undefined : await store?.task(taskId({ ...effect, mark }));
  if (stored && isOpen(stored)) return { effect: { ...effect, mark: mark ?? "" }, stored };
  return { effect: { ...effect, mark: String(now) } };
}

function intentFor({ rule, action, verdict }: Wishing, { facts }: Question, { source, now }: Site): Intent {
  const event = {
    kind: "job",
    id: "explained",
    source,
    receivedAt: now,
    project: facts.project,
    job: facts.job,
  } as const;
  return intentOf({ facts, rule, action, verdict }, event);
}

/** Whether an event of those kinds plans a task for the rule, by what such an event tells: a look may deny it later. */
export function isPlanned(
  one: Wishing | undefined,
  { facts, kinds, at }: Question,
  { active, actions }: Site,
): boolean {
  if (!one) return false;
  const door = { active, kinds, actions, now: at };
  return judgedBy(one.rule, facts, door).some(({ verdict }) => verdict.answer !== "no");
}

/** What the verb's own look sees, and whether whoever armed the job may play it. */
async function sightOf(
  action: Action,
  { held, gate }: Pick<Live, "held" | "gate">,
  { question, site }: { question: Question; site: Site & { readonly notes: Set<string> } },
): Promise<Pick<Live, "armer"> & { readonly sight?: Sight }> {
  const { facts } = question;
  if (!site.gitlab) return question.sight ? { sight: question.sight } : {};
  const { reads } = site.gitlab;
  try {
    const { store, now } = site;
    const note = store && { note: (key: LedgerKey) => store.note(key) };
    const arming = await armingOf({ held, facts, ...(gate && { gate }) }, reads, now);
    const sight = await action.look({
      reads,
      task: held,
      job: facts.job,
      now,
      ...note,
      ...arming,
      isDeployment: isOfDeployment(held, site.active),
    });
    return { sight, ...(arming.armer && { armer: arming.armer }) };
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    site.notes.add(`the look at the job was not finished: ${error.message}. ${error.advice}`);
    return {};
  }
}

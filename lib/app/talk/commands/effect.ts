import type { CommandEvent, Facts } from "../../../core/event.ts";
import { taskId } from "../../../core/task.ts";
import { askCommand } from "../../askCommand.ts";
import { deliveryEntry } from "../../delivery.ts";
import { effectOf, judgedBy } from "../../door.ts";
import { receive } from "../../receive.ts";
import { mayDo } from "../../rights/mayDo.ts";
import type { Answer, Commanded, CommandOf, TalkDesk } from "../desk.ts";
import { findJob } from "./find.ts";
import { type Foreseen, foreseeAll } from "./foresee.ts";
import { dry, type Effect, hopeless, type Meant, notYours, planned, unheard } from "./outcome.ts";
import { tooLate } from "./shown.ts";

/**
 * Has something done to a job: planned where a rule hears the word and lets this person and this job through, and told at
 * once where a worker would do nothing.
 */
export function effect(verb: Effect): CommandOf {
  return async (commanded, desk) => {
    const found = await findJob(commanded, desk.store);
    if ("no" in found) return found.no;
    const active = await desk.rules(commanded.source.id);
    const event = eventOf(commanded, verb, found.facts);
    const meant: Meant = { commanded, verb, event, active, facts: found.facts };
    const before = commanded.isAgain ? await plannedBefore(meant, desk) : [];
    if (before.length > 0) return planned(meant, before);
    return commanded.isLate ? tooLate : await asked(meant, desk);
  };
}

function eventOf({ ask, said, person }: Commanded, verb: Effect, { project, job }: Facts): CommandEvent {
  const command = { verb, values: said.values, by: person };
  return { kind: "command", id: ask.id, source: ask.source, receivedAt: ask.at, project, job, command };
}

async function asked(meant: Meant, desk: TalkDesk): Promise<Answer> {
  const { commanded, verb, event, active, facts } = meant;
  const { reads, said, source, person } = commanded;
  const right = await mayDo(person, verb, facts, reads);
  if (!right.may) return await refused(meant, notYours(meant, right.why), desk);
  const now = desk.clock();
  const rules = await askCommand(event, { active, actions: desk.actions, reads, now });
  if (rules.yes.length === 0) return await refused(meant, unheard(meant, rules, desk), desk);
  const foreseen = await foreseeAll(rules.yes, event, { ...desk, active, reads, now, source });
  if (said.isDry) return dry(meant, rules, foreseen);
  const hopeful = foreseen.filter(({ no }) => no === undefined);
  if (hopeful.length === 0) return await refused(meant, hopeless(meant, foreseen), desk);
  await receive(event, { ...desk, rules: { live: async () => active, recent: async () => active } });
  return planned(meant, hopeful);
}

/** What an earlier try has planned for the same ask, which was cut off before it could say so. */
async function plannedBefore(
  { event, active, facts }: Meant,
  { actions, store, clock }: TalkDesk,
): Promise<readonly Foreseen[]> {
  const door = { active, kinds: ["command"] as const, actions, now: clock() };
  const said = { ...facts, command: event.command };
  const judged = [...active.ofKinds(["command"])].flatMap((rule) => judgedBy(rule, said, door));
  const found: Foreseen[] = [];
  for (const [id, [first]] of Map.groupBy(judged, (one) => taskId(effectOf(one, event.source)))) {
    const task = await store.task(id);
    const rules = (task?.wants ?? []).filter((want) => want.event === event.id).map(({ rule }) => rule);
    if (first && rules.length > 0) found.push({ action: first.action, rules, task: id, gives: [] });
  }
  return found;
}

/** Writes down that nothing came of a command, where all is written down, and answers so. */
async function refused({ event, commanded }: Meant, answer: Answer, desk: TalkDesk): Promise<Answer> {
  if (desk.record === "wanted" || commanded.said.isDry) return answer;
  const journal = { ...deliveryEntry(event, [], [], desk), ignored: "a command that nothing came of" };
  await desk.store.commit([{ journal }]);
  return answer;
}

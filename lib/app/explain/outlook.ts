import type { Action } from "../../actions/action.ts";
import { GitLabError } from "../../core/errors.ts";
import type { Facts } from "../../core/event.ts";
import type { Gate } from "../../core/gate.ts";
import type { Outcome } from "../../core/outcome.ts";
import { isOpen, type Task } from "../../core/task.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import { stopOf, untilOpen } from "../brake.ts";
import { holdOn, whyHeld } from "../held.ts";
import { judge } from "../judge.ts";
import type { Live } from "../live.ts";
import { whyNot } from "../look.ts";
import { type Aim, feesOf, whyLost } from "../mark.ts";
import { settle } from "../settle.ts";
import { readStops, switchKey } from "../stops.ts";
import { counterAt } from "./counters.ts";
import type { Question, Site } from "./site.ts";

/**
 * How a run of the task would end now: the same questions in the same order as a worker asks them, and none of its writes.
 * `acts`: it would call, for these rules. `unknown`: it cannot be told. `gate`: as a worker would leave it.
 */
export type Outlook =
  | { readonly acts: true; readonly rules: readonly CompiledRule[]; readonly action: Action; readonly gate?: Gate }
  | { readonly ends: Outcome; readonly gate?: Gate }
  | { readonly unknown: string };

/** The task that would be performed, and what a worker would have before it. */
interface Run {
  readonly task: Task;
  readonly isWanted: boolean;
  readonly live: Live;
  readonly isSeen: boolean;
}

const noLuck = () => 0;

export async function outlookOf(run: Run, question: Question, site: Site & { found: Facts }): Promise<Outlook> {
  const { task, live } = run;
  const { now } = site;
  if (!run.isWanted || !isOpen(task)) return { unknown: "no task of it would be performed" };
  const before = settle(live, now);
  if (before.ends) return { ends: before.ends };
  const held = task.unsure ? undefined : await heldBack(run, site);
  if (held) return { ends: held };
  const may = await decision(run, question, site);
  if ("unknown" in may) return may;
  const stood = typeof may.gate === "object" ? { gate: may.gate.gate } : {};
  if ("ends" in may) return { ends: may.ends, ...stood };
  const rules = may.rules;
  const action = may.action ?? live.action;
  const stop = site.store && stopOf(task, readStops(await site.store.note(switchKey(task.source))));
  if (stop) return { ends: untilOpen(stop, { clock: () => now, luck: noLuck }), ...stood };
  const lost = await lostMark({ task, facts: live.facts, rules, action, live }, site);
  return lost ? { ends: lost, ...stood } : { acts: true, rules, action, ...stood };
}

/** What the rules say: by a worker's own look where GitLab can be asked, else by what is known. */
async function decision({ live, isSeen }: Run, { view, at }: Question, site: Site & { found: Facts }) {
  const { gitlab, now } = site;
  const sources = [{ id: site.source, projects: site.watched ?? ["**"] }];
  if (!gitlab) {
    // Who may open its gate only GitLab tells: then it waits for them.
    const { gate: _, ...known } = live;
    return judge({ ...known, facts: site.found }, view === "live" ? now : at);
  }
  if (!isSeen) return { unknown: "the look at the job was not finished" };
  try {
    return await whyNot(live, gitlab, { clock: () => now, sources });
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    return { unknown: `GitLab could not be asked: ${error.message}` };
  }
}

/** What a worker asks before it asks GitLab about a delete. */
async function heldBack({ task, live }: Run, { store }: Site): Promise<Outcome | undefined> {
  if (!store || !live.action.destroys) return undefined;
  const hold = await holdOn(task, live.facts.job, store);
  return hold && whyHeld(hold);
}

/** How the mark would fail, if it would. */
async function lostMark(aim: Aim, { store, now }: Site): Promise<Outcome | undefined> {
  if (!store) return undefined;
  const world = { clock: () => now, luck: noLuck };
  for (const toll of feesOf(aim, now)) {
    const { stops } = await counterAt(toll, aim.facts, store);
    if (stops) return whyLost(toll, aim.rules, world);
  }
  const hold = aim.action.destroys ? await holdOn(aim.task, aim.facts.job, store) : undefined;
  return hold && whyHeld(hold);
}

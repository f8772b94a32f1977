import type { Action } from "../actions/action.ts";
import { type CommandEvent, type Facts, factsOf } from "../core/event.ts";
import type { GitLabReads } from "../core/gitlab.ts";
import type { Instant } from "../core/time.ts";
import { asksOf, becauseText } from "../core/verdict.ts";
import { actsIn } from "../rules/mode.ts";
import type { ActiveRules } from "./activeRules.ts";
import { forBridges } from "./bridges.ts";
import { type Door, deniedAtDoor, type Judged, judgeAtDoor } from "./door.ts";
import { findOut } from "./further.ts";

/** What asking the rules about a command needs: the rules as they are now, and live looks. */
export interface CommandDesk {
  readonly active: ActiveRules;
  readonly actions: readonly Action[];
  readonly reads: GitLabReads;
  readonly now: Instant;
}

/** What the rules say to a command, once all that they ask for is known. */
export interface CommandAsked {
  /** As the rules know the job now. */
  readonly known: Facts;
  readonly door: Door;
  /** Those that say yes and act in the project. */
  readonly yes: readonly Judged[];
  /** Those that say yes, and only report there. */
  readonly reporting: readonly Judged[];
}

/**
 * Asks the rules about what a person said, on live facts, so that the person hears at once what a worker would come to.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function askCommand(
  event: CommandEvent,
  { active, actions, reads, now }: CommandDesk,
): Promise<CommandAsked> {
  const asked = event.job.isBridge ? forBridges(active) : active;
  const door: Door = { active: asked, kinds: ["command"], actions, now };
  const known = await knownFacts(event, door, reads);
  const wanted = judgeAtDoor(known, door).filter(({ verdict }) => verdict.answer === "yes");
  const acts = ({ rule }: Judged) => actsIn(rule.rule, known.project);
  return { known, door, yes: wanted.filter(acts), reporting: wanted.filter((one) => !acts(one)) };
}

async function knownFacts(event: CommandEvent, door: Door, reads: GitLabReads): Promise<Facts> {
  const [facts] = factsOf(event);
  const open = (known: Facts) =>
    judgeAtDoor(known, door).flatMap(({ verdict }) => (verdict.answer === "unknown" ? verdict.clauses : []));
  return await findOut(facts ?? event, (known) => asksOf(open(known)), { gitlab: { reads } });
}

const mostTold = 5;

/** Why no rule lets a command be done: what each of the rules that were asked says, at most five; none: no rule hears it. */
export function whysNone({ known, door, reporting }: Omit<CommandAsked, "yes">): readonly string[] {
  const reported = reporting.map(({ rule }) => `${rule.name} says yes, but only reports here`);
  const unknown = judgeAtDoor(known, door).filter(({ verdict }) => verdict.answer === "unknown");
  const others = [...unknown, ...deniedAtDoor([known], mostTold, door)].map(saysText);
  return [...reported, ...others].slice(0, mostTold);
}

/** What a rule says, in a line: the clause that decided. */
export function saysText({ verdict: { rule, answer, because } }: Judged): string {
  return `${rule} says ${answer}, ${becauseText(because)}`;
}

/** A rule that would hear a command for a job; what is armed is played. */
export function exampleRule({ project, job }: Facts, verb: string, { mustNameStatus }: Partial<Action> = {}): string {
  const where = JSON.stringify(project.path ?? String(project.id));
  const status = mustNameStatus ? `, status: ${job.status}` : "";
  const when = `{ name: ${JSON.stringify(job.name)}${status}, by: { role: maintainer } }`;
  return `{ id: ${verb}-it, projects: [${where}], on: { command: ${verb} }, when: ${when}, do: ${verb === "arm" ? "play" : verb} }`;
}

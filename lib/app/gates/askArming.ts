import { jobText } from "../../actions/action.ts";
import { play } from "../../actions/play.ts";
import { type CommandEvent, type Facts, factsOf } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import { isLaterInLife } from "../../core/job.ts";
import type { Instant } from "../../core/time.ts";
import { asksOf, becauseText } from "../../core/verdict.ts";
import { actsIn } from "../../rules/mode.ts";
import type { ActiveRules } from "../activeRules.ts";
import { forBridges } from "../bridges.ts";
import type { DeedDesk } from "../byHand.ts";
import { type Door, deniedAtDoor, type Judged, judgeAtDoor } from "../door.ts";
import { findOut } from "../further.ts";
import { mayDo } from "../rights/mayDo.ts";
import { armVerb } from "./armed.ts";
import type { Word, WordRefused } from "./speak.ts";

/** "Play this job as soon as it can be played, until `until`." */
export interface ArmWord extends Word {
  readonly until: Instant;
  /** What the play shall be given, as far as a rule allows it. */
  readonly values: Readonly<Record<string, string>>;
}

/** What arming needs of the world: the job as GitLab shows it now, and the rules as they are now. */
export interface ArmDesk extends DeedDesk {
  readonly actions: Door["actions"];
  readonly active: ActiveRules;
  readonly reads: GitLabReads;
  readonly facts: Facts;
}

/** What the rules say to an arming: the event that they were asked, and those that act and say yes. */
export interface Asked {
  readonly event: CommandEvent;
  readonly yes: readonly [Judged, ...Judged[]];
}

/**
 * Whether somebody may arm a job: by its state, by what GitLab lets them do, and by a rule that hears `arm` and says yes to
 * this person and this job. Everything is asked live.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function askArming(word: ArmWord, desk: ArmDesk): Promise<Asked | WordRefused> {
  const state = whyStarted(desk.facts);
  if (state) return state;
  const right = await mayDo(word.person, "play", desk.facts, desk.reads);
  if (!right.may) return { refused: "noRight", why: right.why };
  const event = armEvent(word, desk);
  const door = doorOf(desk);
  const known = await knownFacts(event, door, desk.reads);
  const wanted = judgeAtDoor(known, door).filter(({ action, verdict }) => {
    return action.verb === "play" && verdict.answer === "yes";
  });
  const [first, ...others] = wanted.filter(({ rule }) => actsIn(rule.rule, known.project));
  if (first) return { event, yes: [first, ...others] };
  return { refused: "noRule", why: whyNone(wanted, { known, door }) };
}

function whyStarted({ job }: Facts): WordRefused | undefined {
  const from = play.armsFrom ?? [];
  if (job.archived) return { refused: "nothingToSay", why: `${jobText(job)} is archived: GitLab plays none of those` };
  if (from.includes(job.status)) return undefined;
  if (isLaterInLife(job.status, "scheduled"))
    return { refused: "alreadyPlayed", why: `${jobText(job)} is ${job.status}: it is not played again` };
  const why = `${jobText(job)} is ${job.status}: only a job that is ${from.join(" or ")} can be armed`;
  return { refused: "nothingToSay", why };
}

function armEvent({ source, person, values, until }: ArmWord, { facts, clock, random }: ArmDesk): CommandEvent {
  const { project, job } = facts;
  const command = { verb: armVerb, values, by: person, until };
  return { kind: "command", id: `${armVerb} ${random()}`, source, receivedAt: clock(), project, job, command };
}

function doorOf({ active, actions, facts, clock }: ArmDesk): Door {
  const asked = facts.job.isBridge ? forBridges(active) : active;
  return { active: asked, kinds: ["command"], actions, now: clock() };
}

/** The person hears at once what the worker would come to. */
async function knownFacts(event: CommandEvent, door: Door, reads: GitLabReads): Promise<Facts> {
  const [facts] = factsOf(event);
  const open = (known: Facts) =>
    judgeAtDoor(known, door).flatMap(({ verdict }) => (verdict.answer === "unknown" ? verdict.clauses : []));
  return await findOut(facts ?? event, (known) => asksOf(open(known)), { gitlab: { reads } });
}

const mostTold = 5;

function whyNone(wanted: readonly Judged[], { known, door }: { known: Facts; door: Door }): string {
  const reported = wanted.map(({ rule }) => `${rule.name} says yes, but only reports here`);
  const unknown = judgeAtDoor(known, door).filter(({ verdict }) => verdict.answer === "unknown");
  const others = [...unknown, ...deniedAtDoor([known], mostTold, door)].map(
    ({ verdict: { rule, answer, because } }) => `${rule} says ${answer}, ${becauseText(because)}`,
  );
  const whys = [...reported, ...others].slice(0, mostTold);
  return whys.length === 0 ? `no rule hears the command ${armVerb}` : whys.join("; ");
}

/** A rule with which a job could be armed. */
export function exampleRule({ project, job }: Facts): string {
  const where = project.path ?? String(project.id);
  const name = JSON.stringify(job.name);
  return `{ id: arm-it, projects: [${JSON.stringify(where)}], on: { command: arm }, when: { name: ${name}, by: { role: maintainer } }, do: play }`;
}

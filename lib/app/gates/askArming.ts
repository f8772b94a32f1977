import { jobText } from "../../actions/action.ts";
import { play } from "../../actions/play.ts";
import type { CommandEvent, Facts } from "../../core/event.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import { isLaterInLife } from "../../core/job.ts";
import type { Instant } from "../../core/time.ts";
import type { ActiveRules } from "../activeRules.ts";
import { askCommand, whysNone } from "../askCommand.ts";
import type { DeedDesk } from "../byHand.ts";
import type { Door, Judged } from "../door.ts";
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
  const asked = await askCommand(event, { ...desk, now: desk.clock() });
  const [first, ...others] = asked.yes.filter(isPlay);
  if (first) return { event, yes: [first, ...others] };
  const whys = whysNone({ ...asked, reporting: asked.reporting.filter(isPlay) });
  return { refused: "noRule", why: whys.length === 0 ? `no rule hears the command ${armVerb}` : whys.join("; ") };
}

function isPlay({ action }: Judged): boolean {
  return action.verb === "play";
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

import { jobText } from "../../actions/action.ts";
import type { ActionSpec } from "../../core/action.ts";
import type { Facts } from "../../core/event.ts";
import type { Gate, Person } from "../../core/gate.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import { jobIdOf, type Task } from "../../core/task.ts";
import { type Instant, instantText } from "../../core/time.ts";
import type { Approvals } from "../../rules/approvals.ts";
import type { DeedDesk } from "../byHand.ts";
import { liveFacts } from "../liveFacts.ts";
import { gateRules } from "./gateRules.ts";
import { type Ground, type NoYes, whyNoYes } from "./quorum.ts";
import { refuse, type Spoke, type Step, speak, type Word, type WordRefused } from "./speak.ts";
import { storedGate } from "./stored.ts";

/** What deciding at a gate needs of the world: the looks are asked for the person who decides. */
export interface DecideDesk extends DeedDesk {
  readonly actions: readonly ActionSpec[];
  readonly reads: GitLabReads;
}

/** What the rules of a gate ask of people. */
export type Needs = readonly Approvals[];

/** A yes or a no to a gate. */
export interface Decision extends Pick<Step, "name" | "task"> {
  /** It is of what was seen: where the rules have changed since, it is of something else. */
  readonly isOfContent: boolean;
  /** Why it cannot be said of the gate as it is noted. */
  readonly whyNot: (gate: Gate, now: Instant) => WordRefused | undefined;
  /** Why this person cannot say it, by what GitLab says now. */
  readonly whyNobody: (needs: Needs, ground: Ground) => Promise<NoYes | undefined>;
  readonly after: (gate: Gate, now: Instant, needs: Needs) => Gate;
}

/**
 * Decides at a gate in a person's name: what is noted is asked first, then GitLab, and what is noted once more right before
 * it is written.
 *
 * @throws StoreError, GitLabError when the tables or GitLab cannot be asked; saying it again is safe
 */
export async function decideAtGate(word: Word, decision: Decision, desk: DecideDesk): Promise<Spoke> {
  const { name, task } = decision;
  const step = (needs: Needs): Step => ({
    name,
    task,
    after: (gate, now, held) => whyShut(gate, { decision, task: held, now }) ?? decision.after(gate, now, needs),
  });
  const { gate } = await storedGate(word, desk.store);
  // Where there is none `speak` says so.
  if (!gate) return await speak(word, step([]), desk);
  const needs = await needsAtClick(word, { gate, decision }, desk);
  if ("refused" in needs) return await refuse(word, { step: { name }, no: needs, gate }, desk);
  return await speak(word, step(needs), desk);
}

/** What the gate's rules ask of people, if this person may decide on it now. */
async function needsAtClick(
  { source, job }: Word,
  { gate, decision }: { readonly gate: Gate; readonly decision: Decision },
  desk: DecideDesk,
): Promise<Needs | WordRefused> {
  const task = await desk.store.task(gate.task);
  const shut = whyShut(gate, { decision, task, now: desk.clock() });
  if (shut || !task) return shut ?? forgotten;
  const { rules, changed } = await gateRules(source, desk)(gate);
  if (changed !== undefined && decision.isOfContent) return { refused: "otherContent", why: changed, isOutdated: true };
  const needs = rules.flatMap(({ rule }) => rule.require?.approvals ?? []);
  if (needs.length === 0) return { refused: "nothingToSay", why: "its rules ask for nobody's approval" };
  const facts = await liveFacts(task, jobIdOf(task) ?? job, desk.reads);
  if (!facts) return { refused: "noGate", why: `GitLab shows no job ${job} any more` };
  return whyStarted(facts) ?? (await decision.whyNobody(needs, { facts, reads: desk.reads })) ?? needs;
}

export const forgotten: WordRefused = { refused: "gateClosed", why: "its task is forgotten" };

/** Why nobody can decide on it any more, as far as that is noted. */
function whyShut(
  gate: Gate,
  { decision, task, now }: { readonly decision: Decision; readonly task: Task | undefined; readonly now: Instant },
): WordRefused | undefined {
  return (task ? whyPast(task) : forgotten) ?? whyExpired(gate, now) ?? decision.whyNot(gate, now);
}

export function whyPast({ state, reason, spent, endedAt }: Task): WordRefused | undefined {
  if (state === "done") return { refused: "alreadyPlayed", why: `the job was played already: ${reason ?? "done"}` };
  if (state === "calling") return { refused: "alreadyPlayed", why: "the job is being played at this moment" };
  if (state !== "attention" && (endedAt === undefined || !spent)) return undefined;
  return { refused: "gateClosed", why: `a person must look at its task first: ${reason ?? "it needs attention"}` };
}

/** Also where nobody has noted so yet. */
export function whyExpired({ expiresAt }: Gate, now: Instant): WordRefused | undefined {
  if (expiresAt === undefined || now < expiresAt) return undefined;
  return { refused: "gateClosed", why: `the gate expired at ${instantText(expiresAt)}` };
}

/** A job that waits for its turn can be decided on before. Source: docs.gitlab.com/api/jobs, scope (read 2026-11). */
const notStarted: ReadonlySet<string> = new Set(["manual", "created", "skipped"]);

export function whyStarted({ job }: Facts): WordRefused | undefined {
  if (notStarted.has(job.status)) return undefined;
  return { refused: "alreadyPlayed", why: `${jobText(job)} is ${job.status}: somebody has started it` };
}

/** Why somebody's yes counts for none of several needs; `undefined`: it counts. @throws GitLabError */
export async function whyNoneCounts(
  person: Person,
  needs: readonly Parameters<typeof whyNoYes>[1][],
  ground: Ground,
): Promise<NoYes | undefined> {
  const whys: NoYes[] = [];
  for (const need of needs) {
    const no = await whyNoYes(person, need, ground);
    if (!no) return undefined;
    whys.push(no);
  }
  const [first] = whys;
  return first && { refused: first.refused, why: [...new Set(whys.map(({ why }) => why))].join("; ") };
}

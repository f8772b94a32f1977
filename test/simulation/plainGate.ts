import { accessLevels } from "../../infra/twin/state/person.ts";
import { closedSeconds, type GateNeeds } from "./gatedKinds.ts";
import { contentText, mostLevel, type Said } from "./gateWitness.ts";
import { type RuleKind, ruleKinds } from "./rulebooks.ts";
import { start } from "./settings.ts";
import type { Stage } from "./stage.ts";
import type { Book } from "./witness.ts";

// When a gate may let its job through, said a second time and plainly: by what people did and what was true, and by nothing
// that our code says of it.

/** What is asked of: a job, what a book says to it, and the time in which whoever played it looked. */
export interface Question {
  readonly jobId: number;
  readonly book: Book;
  /** Ids of the rules that the task was planned for. */
  readonly wanting: readonly string[];
  readonly from: number;
  readonly to: number;
  /** When it is played. */
  readonly callAt: number;
}

/** The kinds of rules that have a say in a play. */
export function sayersOf({ book, wanting }: Pick<Question, "book" | "wanting">): readonly RuleKind[] {
  return book.kinds.filter((name) => ruleKinds[name].verb === "play" && wanting.includes(name.toLowerCase()));
}

/** Why a job may not be played; `undefined`: everything is there that its rules wait for. */
export function whyNotYet(stage: Stage, asked: Question): string | undefined {
  const sayers = sayersOf(asked);
  if (sayers.length === 0 || asked.book.mode !== "enforce") return "no rule wants it";
  const needs = sayers.flatMap((name) => ruleKinds[name].gate ?? []);
  if (needs.length === 0) return undefined;
  const said = saidOf(stage, asked);
  const shut = whyShut(stage, asked, needs);
  if (shut !== undefined) return shut;
  const { callAt } = asked;
  const isClosed = needs.some(({ calendar }) => calendar) && isClosedAt(callAt, slackMillis(stage));
  if (isClosed && !isSetAside(stage, asked)) return "its calendar is closed";
  for (const need of needs) {
    const given = yesesOf(stage, { ...asked, said }, need);
    if (need.approvals && given < need.approvals.count) return `${given} of ${need.approvals.count} people said yes`;
  }
  return undefined;
}

/** What was said at a gate since it was opened, and could be known to whoever looked. */
function saidOf({ gates }: Stage, { jobId, to }: Question): readonly Said[] {
  const opened = (gates.opened.get(jobId) ?? []).findLast((at) => at <= to) ?? 0;
  return gates.said.filter(
    (one) => one.jobId === jobId && (one.writtenAt ?? Number.POSITIVE_INFINITY) <= to && (one.writtenAt ?? 0) >= opened,
  );
}

/** How many different people said yes to just this, might do so, and still may. */
function yesesOf(
  stage: Stage,
  { jobId, book, wanting, from, to, said }: Question & { readonly said: readonly Said[] },
  { approvals }: GateNeeds,
): number {
  const { gates, profile } = stage;
  const site = gates.sites.get(jobId);
  if (!approvals || !site) return 0;
  const rules = sayersOf({ book, wanting }).map((name) => name.toLowerCase());
  const content = contentText({ job: jobId, sha: site.sha, rules, wording: book.wording ?? 0 });
  const { ofMaintainers, ownersCount, withinSeconds = Number.POSITIVE_INFINITY } = approvals;
  const least = ofMaintainers ? accessLevels.maintainer : accessLevels.developer;
  const owners = ownersCount ? [] : site.owners;
  const good = said.filter(
    ({ verb, userId, digest, at, writtenAt = at }) =>
      verb === "approve" &&
      gates.contents.get(digest) === content &&
      !owners.includes(userId) &&
      mostLevel(gates, userId, { from: at, to: writtenAt }) >= least &&
      mostLevel(gates, userId, { from, to }) >= least &&
      from < writtenAt + withinSeconds * 1000 + profile.processes.skewSeconds * 1000,
  );
  return new Set(good.map(({ userId }) => userId)).size;
}

/** Who said no and did not take it back, or that it waited too long. */
function whyShut(stage: Stage, asked: Question, needs: readonly GateNeeds[]): string | undefined {
  const { gates, profile } = stage;
  let no: Said | undefined;
  for (const one of saidOf(stage, asked).toSorted((a, b) => (a.writtenAt ?? 0) - (b.writtenAt ?? 0))) {
    if (one.verb === "reject") no = one;
    if (one.verb === "approve" && one.userId === no?.userId) no = undefined;
  }
  if (no) return `${no.username} had rejected it`;
  const opened = (gates.opened.get(asked.jobId) ?? []).findLast((at) => at <= asked.to) ?? asked.to;
  const end = opened + Math.min(...needs.map(({ expiresSeconds }) => expiresSeconds)) * 1000;
  return asked.from > end + profile.processes.skewSeconds * 1000
    ? `it had expired ${asked.from - end} ms before`
    : undefined;
}

/** Whether the calendar is closed at a moment, and for all of the time around it that clocks may be wrong. */
export function isClosedAt(at: number, slackMillis: number): boolean {
  return closedSeconds.some(
    ([from, to]) => at - slackMillis >= start + from * 1000 && at + slackMillis < start + to * 1000,
  );
}

/** Whether two people have set the calendar aside for a job. */
export function isSetAside(stage: Stage, asked: Question): boolean {
  const { gates } = stage;
  const { owners = [], sha = "" } = gates.sites.get(asked.jobId) ?? {};
  const rules = sayersOf(asked).map((name) => name.toLowerCase());
  const content = contentText({ job: asked.jobId, sha, rules, wording: asked.book.wording ?? 0 });
  const said = saidOf(stage, asked).filter(
    ({ verb, userId, about = "", at, writtenAt = at }) =>
      verb === "override" &&
      gates.contents.get(about) === content &&
      mostLevel(gates, userId, { from: at, to: writtenAt }) >= accessLevels.maintainer &&
      mostLevel(gates, userId, asked) >= accessLevels.maintainer,
  );
  return said.some(
    (second) =>
      !owners.includes(second.userId) &&
      asked.callAt < (second.writtenAt ?? 0) + overrideSeconds * 1000 + slackMillis(stage) &&
      said.some((first) => first.userId !== second.userId && (first.writtenAt ?? 0) <= (second.writtenAt ?? 0)),
  );
}

export function slackMillis({ profile }: Stage): number {
  return profile.processes.skewSeconds * 1000;
}

/** For how long people set the calendar aside. */
export const overrideSeconds = 120;

import { isOpen, type Task } from "../../../lib/core/task.ts";
import { isClosedAt, type Question, sayersOf, slackMillis, whyNotYet } from "../plainGate.ts";
import { ruleKinds } from "../rulebooks.ts";
import type { Stage } from "../stage.ts";
import type { Judge } from "./judge.ts";
import { idOf } from "./once.ts";

const minute = 60_000;
/** So soon a gate is played in a calm world once everything is there; a patrol may have to find it first. */
const playBoundMillis = 13 * minute;

/** Gates: what everybody said yes to is played, and what waited too long is given up: nothing stays open for good. */
export function checkGatesEnd(stage: Stage, judge: Judge): void {
  const { mode, profile, witness, gates, twin } = stage;
  if (mode !== "liveness" || profile.words === 0 || profile.stops > 0) return;
  for (const { job, project } of gates.gates.values()) {
    const task = witness.tasks.get(idOf(project, job, "play"));
    if (!task) continue;
    judgeExpiry(stage, task, judge);
    // The gate of a newer pipeline takes the place of an older one.
    const isOlder = [...gates.gates.keys()].some((other) => other > job);
    if (!isOlder && twin.world.jobs.get(job)?.status === "manual") judgePlay(stage, { task, job }, judge);
  }
}

/** Whoever said the last word, changed a rule or got a role back did so long enough ago, and the job is not played. */
function judgePlay(stage: Stage, { task, job }: { readonly task: Task; readonly job: number }, judge: Judge): void {
  const { witness, timeline, calmAt, gates } = stage;
  const book = witness.books.at(-1);
  // A person must look, or has said that nobody needs to.
  if (!book || task.state === "attention" || task.state === "refused" || task.spent || isArchived(stage, job)) return;
  const to = timeline.now();
  const wanting = task.wants.map(({ rule }) => rule.split("@")[0] ?? "");
  const changes = [
    ...[calmAt, book.from, witness.openSince.get(task.id)?.from ?? 0],
    ...gates.said.filter(({ jobId }) => jobId === job).map(({ writtenAt, at }) => writtenAt ?? at),
    ...gates.levels.map(({ at }) => at),
  ];
  const at = (moment: number): Question => ({ jobId: job, book, wanting, from: moment, to: moment, callAt: moment });
  if (!sayersOf(at(to)).some((name) => ruleKinds[name].gate)) return;
  const since = Math.max(...changes);
  const hasCalendar = sayersOf(at(to)).some((name) => ruleKinds[name].gate?.calendar);
  const from = hasCalendar ? openSince(stage, since) : since;
  if (to - from < playBoundMillis) return;
  judge.cases("gates end");
  const wasThere = [from, from + playBoundMillis].every((moment) => whyNotYet(stage, at(moment)) === undefined);
  // GitLab tells nobody of a role: who gets it back is found by the look of the hour.
  const isTold = gates.said.some(({ jobId, writtenAt = 0 }) => jobId === job && writtenAt > lastRole(stage));
  if (wasThere && !isTold) judge.apart("gates: a role came back, and the look of the hour has not come yet");
  else if (wasThere)
    judge.broken("gates end", `${task.id} is ${task.state}, though all was there ${to - from} ms ago: ${task.reason}`);
}

function lastRole({ gates }: Stage): number {
  return Math.max(...gates.levels.map(({ at }) => at));
}

/** From when on no calendar was closed. */
function openSince({ timeline }: Stage, since: number): number {
  let from = since;
  for (let at = since; at < timeline.now(); at += 10_000) if (isClosedAt(at, 0)) from = at + 10_000;
  return from;
}

function isArchived({ twin }: Stage, job: number): boolean {
  return twin.world.jobs.get(job)?.pipeline.isArchived === true;
}

function judgeExpiry(stage: Stage, task: Task, judge: Judge): void {
  const { gates, timeline, calmAt, witness } = stage;
  const job = Number(task.object.slice("job:".length));
  const book = witness.books.at(-1);
  const wanting = task.wants.map(({ rule }) => rule.split("@")[0] ?? "");
  const spans = book ? sayersOf({ book, wanting }).flatMap((name) => ruleKinds[name].gate?.expiresSeconds ?? []) : [];
  const opened = gates.opened.get(job)?.at(-1);
  if (spans.length === 0 || opened === undefined || book?.mode !== "enforce") return;
  const end = Math.max(opened + Math.min(...spans) * 1000, calmAt, book.from) + slackMillis(stage);
  if (timeline.now() < end + playBoundMillis) return;
  judge.cases("gates end");
  if (isOpen(task))
    judge.broken("gates end", `${task.id} is ${task.state} still, its gate expired at ${end}: ${task.reason}`);
}

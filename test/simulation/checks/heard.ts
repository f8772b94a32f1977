import type { DeliveryEntry } from "../../../lib/core/journal.ts";
import type { Profile } from "../profile.ts";
import { kindOf } from "../rulebooks.ts";
import type { Stage } from "../stage.ts";
import type { Judge } from "./judge.ts";
import { idOf } from "./once.ts";

/** So soon somebody looks at what was heard, where nothing hinders. */
const soonMillis = 240_000;

/** The entry follows the step, by a clock that may be ahead: the look that the step caused must not be taken for the one before. */
const clockMillis = 5_000;

/**
 * P1: what was heard is looked at, whatever its task was doing just then: by a look that began in the state that was told,
 * and soon. The patrol would find it later, so this is judged only where nothing but the task itself can keep anybody.
 */
export function checkHeard(stage: Stage, judge: Judge): void {
  if (!isUnhindered(stage.profile)) return;
  for (const entry of stage.witness.entries)
    if (entry.kind === "delivery" && !entry.delivery.startsWith("patrol")) judgeEntry(stage, entry, judge);
}

function isUnhindered(profile: Profile): boolean {
  const { processes, tables, looks, stream, calls, stops, tickOffSeconds, requestsPerMinute } = profile;
  const { crash, freeze, deploys } = processes;
  const { unavailable, throttled, downSeconds, ambiguousApplied, ambiguousLost, conflict } = tables;
  const tablesFail = [unavailable, throttled, downSeconds, ambiguousApplied, ambiguousLost, conflict];
  const gitlabFails = [looks.failed, looks.throttled, looks.downSeconds, calls.late, calls.lostRequest];
  const others = [crash, freeze, deploys, stops, tickOffSeconds, requestsPerMinute, stream.lateSeconds];
  return [...tablesFail, ...gitlabFails, ...others].every((one) => one === 0);
}

function judgeEntry(stage: Stage, entry: DeliveryEntry, judge: Judge): void {
  const { witness, timeline } = stage;
  const heardAt = heardAtOf(stage, entry);
  for (const { rule, answer, job } of entry.verdicts) {
    const kind = kindOf(rule.split("@")[0] ?? "");
    const jobId = Number(/^job (\d+) /.exec(job)?.[1]);
    if (answer !== "yes" || !kind) continue;
    const id = idOf(entry.projectId ?? 0, jobId, kind.verb);
    const { status, from, until } = stateOf(stage, jobId, heardAt);
    const [shownFrom, ripeAt] = [from + lagMillis(stage), from + (kind.waitSeconds ?? 0) * 1000];
    const last = Math.max(heardAt, ripeAt) + soonMillis;
    const isJudged = heardAt >= shownFrom && last < Math.min(until, timeline.now());
    if (!isJudged || !entry.tasks.some((one) => one.id === id) || !kind.statuses.some((one) => one === status))
      continue;
    judge.cases("P1");
    const least = Math.max(shownFrom, ripeAt - 6_000);
    const isLooked = (witness.looks.get(id) ?? []).some((look) => look >= least && look <= last);
    const isCalled = witness.sent.some(
      (sent) => sent.jobId === jobId && sent.verb === kind.verb && sent.sentAt >= from,
    );
    const state = witness.tasks.get(id)?.state;
    if (!isLooked && !isCalled && state !== "done" && state !== "attention")
      judge.broken("P1", `${id}: that ${job} is ${status} was heard at ${clockText(heardAt)}, and nobody looked`);
  }
}

/** When the delivery came, of those with the same id the last one before it was written down. */
function heardAtOf({ witness }: Stage, { delivery, at }: DeliveryEntry): number {
  return witness.events.findLast(({ id, receivedAt }) => id === delivery && receivedAt <= at)?.receivedAt ?? at;
}

/**
 * P46: what the patrol finds for the second time changes nothing: it revives a task only where its job or the rules are not
 * what the last look saw, or where a rule wants it that no look was told of, because the hook that it is about was lost.
 */
export function checkFindings(stage: Stage, judge: Judge): void {
  const { witness } = stage;
  for (const entry of witness.entries) {
    if (entry.kind !== "delivery" || !entry.delivery.startsWith("patrol")) continue;
    for (const { id, step } of entry.tasks) {
      const jobId = Number(/job:(\d+)/.exec(id)?.[1]);
      // An entry may follow long after the step, where its write was put off: a look before the run began is none of its own.
      const before = Math.min(entry.at, Date.parse(entry.delivery.slice("patrol ".length))) - clockMillis;
      const look = witness.looks.get(id)?.findLast((one) => one < before);
      // A patrol that was frozen tells what it found long before.
      if (step !== "revived" || look === undefined || stage.profile.processes.freeze > 0) continue;
      // What its siblings do changes what is wanted of a job that has not changed.
      if (stage.profile.rules.includes("playTested")) continue;
      judge.cases("P46");
      const isNew = ({ at }: { at: number }) => at >= look - lagMillis(stage) - 3_000 && at <= entry.at;
      const isChanged =
        (witness.past.get(jobId) ?? []).some(isNew) ||
        witness.books.some(({ from }) => from >= look - 60_000 && from > 0);
      if (!isChanged && !isNewRule(stage, entry, id))
        judge.broken("P46", `${id}: the patrol revived it at ${clockText(entry.at)}, though nothing had changed`);
    }
  }
}

/** Whether a rule wants a task of which none of the deliveries before had told it. */
function isNewRule({ witness }: Stage, entry: DeliveryEntry, id: string): boolean {
  const [, job = "", verb] = /job:(\d+)\/(\w+)$/.exec(id) ?? [];
  const wanting = ({ verdicts }: DeliveryEntry) =>
    verdicts
      .filter((one) => one.answer !== "no" && one.job.startsWith(`job ${job} `))
      .map(({ rule }) => rule.split("@")[0] ?? "")
      .filter((rule) => kindOf(rule)?.verb === verb);
  const known = new Set(
    witness.entries.flatMap((one) =>
      one.kind === "delivery" && one.at < entry.at && one.tasks.some((task) => task.id === id) ? wanting(one) : [],
    ),
  );
  return wanting(entry).some((rule) => !known.has(rule));
}

/** The state that a job was in at a moment, since when, and until when. */
function stateOf({ witness }: Stage, jobId: number, at: number) {
  const past = witness.past.get(jobId) ?? [];
  const now = past.findLastIndex((one) => one.at <= at);
  const status = past[now]?.job.status;
  const began = past.findLastIndex((one, index) => index <= now && past[index - 1]?.job.status !== one.job.status);
  const ended = past.slice(Math.max(now, 0)).find((one) => one.job.status !== status);
  return { status, from: past[began]?.at ?? 0, until: ended?.at ?? Number.POSITIVE_INFINITY };
}

/** So long after it a look may still show what was before. */
function lagMillis({ profile: { looks } }: Stage): number {
  return looks.lagging > 0 ? looks.lagSeconds * 1000 : 0;
}

function clockText(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}

import { source } from "../settings.ts";
import type { Stage } from "../stage.ts";
import type { Sent } from "../witness.ts";
import type { Judge } from "./judge.ts";

/** P9: at most one effect per project, job and verb; deletes once per mark. */
export function checkOnce({ twin }: Stage, judge: Judge): void {
  const done = new Map<string, number>();
  for (const { user, verb, projectId, jobId } of twin.effects) {
    if (user !== twin.bot.username) continue;
    const effect = `${verb} of job ${jobId} in project ${projectId}`;
    done.set(effect, (done.get(effect) ?? 0) + 1);
  }
  judge.cases("P9", done.size);
  for (const [effect, times] of done) if (times > 1) judge.broken("P9", `${effect}: ${times} times`);
}

/** P9: what a rule tells about a job is told once. */
export function checkTold({ witness }: Stage, judge: Judge): void {
  const told = witness.entries.filter((entry) => entry.kind === "task" && entry.verb === "notify" && entry.texts);
  for (const [task, entries] of Map.groupBy(told, (entry) => (entry.kind === "task" ? entry.task : ""))) {
    judge.cases("P9 told");
    if (entries.length > 1) judge.broken("P9", `${task} was told ${entries.length} times`);
  }
}

/** A look may be so old when the call is sent, and what it showed may lag so much. */
const freshMillis = 5_000;

/** A few milliseconds lie between a clock that is read and the request that follows. */
const momentMillis = 50;

/** P13: nothing is called but on a look of at most five seconds. */
export function checkFresh({ witness }: Stage, judge: Judge): void {
  for (const sent of witness.sent) {
    judge.cases("P13");
    const ageMillis = sent.sentAt - (sent.lookedAt ?? Number.NEGATIVE_INFINITY);
    if (ageMillis > freshMillis + momentMillis)
      judge.broken("P13", `${about(sent)} rests on a look of ${ageMillis} ms ago`);
  }
}

/** P13: a finished job is never played again, but for the stated limit, which is counted apart. */
export function checkPlays(stage: Stage, judge: Judge): void {
  for (const sent of stage.witness.sent) {
    if (sent.verb !== "play" || !sent.changed || sent.workedAt === undefined) continue;
    judge.cases("P13");
    if (sent.newJobId === undefined) continue;
    const lastManual = lastMoment(stage, sent.jobId, "manual");
    const lagMillis = stage.profile.looks.lagging > 0 ? stage.profile.looks.lagSeconds * 1000 : 0;
    if (lastManual >= sent.sentAt) judge.apart("P13: it was played and ended while our request was on its way");
    else if (lastManual >= sent.sentAt - freshMillis - lagMillis - 300)
      judge.apart("P13: it was played and ended within the 5 s between our look and our request");
    else judge.broken("P13", `${about(sent)} was finished ${sent.sentAt - lastManual} ms before the call was sent`);
  }
}

/** Up to when a job had a status. */
function lastMoment({ witness }: Stage, jobId: number, status: string): number {
  const past = witness.past.get(jobId) ?? [];
  const at = past.findLastIndex(({ job }) => job.status === status);
  return at < 0 ? Number.NEGATIVE_INFINITY : (past[at + 1]?.at ?? Number.POSITIVE_INFINITY);
}

export function about({ verb, jobId, sentAt }: Sent): string {
  return `${verb} of job ${jobId} at ${new Date(sentAt).toISOString().slice(11, 23)}`;
}

/** P10: whoever wanted an effect through a hook stands in the task: one effect, every rule credited. */
export function checkCredit({ witness }: Stage, judge: Judge): void {
  for (const entry of witness.entries) {
    if (entry.kind !== "delivery" || entry.verdicts.length < 2) continue;
    for (const { id, step } of entry.tasks) {
      if (step !== "planned" && step !== "merged" && step !== "revived") continue;
      const task = witness.tasks.get(id);
      const job = /job:(\d+)/.exec(id)?.[1];
      const wanting = entry.verdicts.filter(
        (verdict) =>
          verdict.answer === "yes" && verdict.job.startsWith(`job ${job} `) && id.endsWith(`/${verbOf(verdict.rule)}`),
      );
      if (wanting.length < 2 || !task) continue;
      judge.cases("P10");
      const credited = new Set(task.wants.map(({ rule }) => rule.split("@")[0]));
      // Whoever came when it was done already stands in the delivery's entry alone.
      const told = entry.tasks.filter((one) => one.id === id && one.step !== "left").length;
      if (credited.size < Math.min(told, wanting.length))
        judge.broken(
          "P10",
          `${id} credits ${[...credited].join(", ")} of ${wanting.map(({ rule }) => rule).join(", ")}`,
        );
    }
  }
}

function verbOf(rule: string): string {
  const id = rule.split("@")[0] ?? "";
  if (id.startsWith("restart")) return "cancel";
  if (id.startsWith("retry")) return "retry";
  return id.startsWith("play") ? "play" : id === "sweep" ? "deleteArtifacts" : id;
}

/** The id of the task that has an effect on a job. */
export function idOf(projectId: number, jobId: number, verb: string): string {
  return `${source}/${projectId}/job:${jobId}/${verb}`;
}

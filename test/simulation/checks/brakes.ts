import type { Stage } from "../stage.ts";
import type { Sent, Stop } from "../witness.ts";
import type { Judge } from "./judge.ts";
import { about } from "./once.ts";

/** P18: no call starts once a stop is certain, until somebody asks to resume. */
export function checkStops({ witness }: Stage, judge: Judge): void {
  for (const stop of witness.stops) {
    judge.cases("P18");
    for (const sent of witness.sent)
      if (stops(stop, sent) && sent.sentAt >= stop.from && sent.sentAt < stop.until)
        judge.broken(
          "P18",
          `${about(sent)} began ${sent.sentAt - stop.from} ms after the stop of ${stop.what} was certain`,
        );
  }
}

function stops({ what }: Stop, { verb, projectId }: Sent): boolean {
  return what === "everything" || what === `project:${projectId}` || what === `verb:${verb}`;
}

/** P19: rules that only report change nothing. */
export function checkReports({ witness, profile }: Stage, judge: Judge): void {
  if (!profile.reportOnly) return;
  judge.cases("P19");
  for (const sent of witness.sent) judge.broken("P19", `${about(sent)}, though every rule only reports`);
}

/** P21: nothing is deleted once a hold on it is accepted. */
export function checkHolds({ witness }: Stage, judge: Judge): void {
  for (const hold of witness.holds) {
    judge.cases("P21");
    for (const sent of witness.sent) {
      const isHeld = sent.projectId === hold.projectId && (hold.on === "project" || hold.on === `job:${sent.jobId}`);
      if (!isHeld || sent.verb !== "deleteArtifacts" || !sent.changed || sent.workedAt === undefined) continue;
      if (sent.workedAt >= hold.from)
        judge.broken(
          "P21",
          `${about(sent)} was done ${sent.workedAt - hold.from} ms after the hold on ${hold.on} was accepted`,
        );
    }
  }
}

/** P20: no call without its marked task, and no effect that the journal does not tell of. */
export function checkAudit({ witness, mode }: Stage, judge: Judge): void {
  const calls = new Map<string, number>();
  for (const sent of witness.sent) {
    judge.cases("P20");
    const { task } = sent;
    if (!task) {
      judge.broken("P20", `${about(sent)}: no task was marked for it`);
      continue;
    }
    calls.set(task.id, (calls.get(task.id) ?? 0) + 1);
    if (mode !== "liveness" || !sent.changed) continue;
    const isTold = witness.entries.some(
      (entry) => entry.kind === "task" && entry.task === task.id && entry.at >= sent.sentAt - 5_000,
    );
    if (!isTold) judge.broken("P20", `${about(sent)}: the journal does not tell of it`);
  }
  for (const [id, count] of calls) {
    const marks = witness.marks.filter((mark) => mark.task.id === id).length;
    if (count > marks) judge.broken("P20", `${id}: ${count} calls, ${marks} marks`);
  }
}

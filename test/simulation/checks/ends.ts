import { isOpen } from "../../../lib/core/task.ts";
import { ruleKinds } from "../rulebooks.ts";
import type { Stage } from "../stage.ts";
import type { Judge } from "./judge.ts";
import { idOf } from "./once.ts";

const minute = 60_000;
/** S + lease + 2 sweeps, rounded up. */
const settleBoundMillis = 10 * minute;
/** R + 2 min. */
const findBoundMillis = 12 * minute;
/** The patrol leaves alone what was created longer ago, and whose state lasts. */
const recentMillis = 24 * 60 * minute;

/** P14: what became of a call is known, or a person is told, soon after the faults stopped; nothing hangs. */
export function checkEnds(stage: Stage, judge: Judge): void {
  const { witness, timeline, mode } = stage;
  if (mode !== "liveness") return;
  const calmAt = stage.calmAt;
  for (const { id, from, pausedUntil, to } of witness.settled) {
    if (to < calmAt) continue;
    const millis = to - Math.max(from, calmAt);
    judge.cases("P14");
    judge.settled(millis);
    if (millis <= settleBoundMillis) continue;
    if (to - pausedUntil <= settleBoundMillis) judge.apart("P14: it was put off for long before the faults stopped");
    else judge.broken("P14", `${id}: its call was open for ${millis} ms`);
  }
  for (const [id, { from, pausedUntil }] of witness.openSince)
    if (timeline.now() - Math.max(from, calmAt, pausedUntil) > settleBoundMillis)
      judge.broken("P14", `${id}: its call is open still`);
  for (const task of witness.tasks.values()) {
    judge.cases("P14");
    if (!isOpen(task)) continue;
    const late = timeline.now() - (task.due ?? 0);
    if (late > 5 * minute) judge.broken("P14", `${task.id} is ${task.state} and was due ${late} ms ago`);
    else if (task.state === "waiting") judge.apart("tasks that wait for their time at the end");
  }
}

/** P5: what a rule wants of a job is evaluated though no hook told of it. */
export function checkFound(stage: Stage, judge: Judge): void {
  const { witness, twin, timeline, mode } = stage;
  const book = witness.books.at(-1);
  if (mode !== "liveness" || !book) return;
  for (const job of twin.world.projects[0]?.pipelines.flatMap(({ jobs }) => jobs) ?? [])
    for (const name of book.kinds) {
      const kind = ruleKinds[name];
      const past = witness.past.get(job.id) ?? [];
      // What is told has a task of its own for each rule, and an id that says so.
      if (kind.only === "schedule" || kind.verb === "notify") continue;
      if (!kind.statuses.some((status) => status === job.status)) continue;
      if ("name" in kind && !job.name.startsWith(kind.name)) continue;
      const began = past.findLast(
        ({ job: then }, at) => then.status === job.status && past[at - 1]?.job.status !== then.status,
      );
      const from = Math.max(began?.at ?? timeline.now(), book.from, stage.calmAt);
      if (timeline.now() - from < findBoundMillis) continue;
      judge.cases("P5");
      const id = idOf(job.pipeline.project.id, job.id, kind.verb);
      const planned = witness.plannedAt.get(id);
      const ageMillis = timeline.now() - job.createdAt;
      if (planned === undefined && ageMillis > recentMillis) judge.apart("P5: created more than 24 h ago");
      else if (planned === undefined)
        judge.broken("P5", `${id}: ${name} wants it since ${timeline.now() - from} ms, nobody planned it`);
      else if (planned - from > findBoundMillis)
        judge.broken("P5", `${id}: planned ${planned - from} ms after ${name} wanted it`);
    }
}

/** P1: what was answered as planned is there. What was answered as deferred is found by the patrol: see P5. */
export function checkAnswers({ witness, profile }: Stage, judge: Judge): void {
  for (const { event, planned } of witness.answers) {
    if (planned === "deferred" || (planned === 0 && !profile.recordsAll)) continue;
    judge.cases("P1");
    // Told twice, a delivery has two entries, and the rules may have changed between them.
    const entries = witness.entries.filter((one) => one.kind === "delivery" && one.delivery === event.id);
    const tasks = entries.flatMap((entry) => (entry.kind === "delivery" ? entry.tasks : []));
    if (entries.length === 0) judge.broken("P1", `${event.id} was answered, but the journal does not know it`);
    else if (planned > 0 && tasks.length === 0) judge.broken("P1", `${event.id}: ${planned} planned, no task`);
    const missing = tasks.filter(({ id }) => !witness.tasks.has(id));
    if (missing.length > 0) judge.broken("P1", `${event.id}: ${missing.map(({ id }) => id).join(", ")} is not there`);
  }
}

import { booksOf } from "../../../lib/core/books.ts";
import type { Profile } from "../profile.ts";
import type { Stage } from "../stage.ts";
import type { Judge } from "./judge.ts";

/** P45: journal and tables tell the same story, and neither tells of more deliveries than were received. */
export function checkBooks(stage: Stage, judge: Judge): void {
  const { witness, store, profile } = stage;
  if (!profile.recordsAll) return;
  const unrecorded = isWhole(stage) ? new Set<string>() : ("unknown" as const);
  judge.cases(unrecorded === "unknown" ? "P45 with gaps" : "P45");
  const { differences, deliveries } = booksOf(witness.entries, witness.tasks.values(), { unrecorded });
  for (const difference of differences) judge.broken("P45", difference);
  const answered = witness.answers.filter(({ planned }) => planned !== "deferred").length;
  const { received } = deliveries;
  if (received < answered) judge.broken("P45", `${answered} answered as stored, ${received} journalled`);
  if (received > witness.events.length) judge.broken("P45", `${witness.events.length} told, ${received} journalled`);
  const there = store.tables.all("tasks").length;
  if (there !== witness.tasks.size) judge.broken("P45", `${there} tasks in the table, ${witness.tasks.size} written`);
}

/** Whether everything that was planned was journalled, too: no delivery was deferred or cut off, no round failed. */
function isWhole({ witness, profile }: Stage): boolean {
  const { answers, events, losses, books } = witness;
  // A sweep that breaks off has planned tasks, and says so in no entry.
  const sweeps = books.some(({ kinds }) => kinds.includes("sweep"));
  if (sweeps && isHindered(profile)) return false;
  return losses === 0 && answers.length === events.length && answers.every(({ planned }) => planned !== "deferred");
}

function isHindered({ processes, tables, looks }: Profile): boolean {
  const { crash, freeze, deploys } = processes;
  const { throttled, conflict, ambiguousApplied, ambiguousLost, unavailable, downSeconds, slowMillis } = tables;
  const ofTables = [throttled, conflict, ambiguousApplied, ambiguousLost, unavailable, downSeconds, slowMillis - 10];
  const ofLooks = [looks.failed, looks.throttled, looks.downSeconds];
  return [crash, freeze, deploys, ...ofTables, ...ofLooks].some((rate) => rate > 0);
}

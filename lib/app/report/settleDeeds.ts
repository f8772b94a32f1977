import type { Instant } from "../../core/time.ts";
import { talliesAt } from "./books.ts";
import { type Desk, isIn } from "./desk.ts";
import { type Deed, type Run, secondsBetween } from "./run.ts";
import { addTo } from "./spread.ts";
import { addSize } from "./tally.ts";
import { mostApartMillis } from "./window.ts";

/** Counts what was done to a run: a gate that was opened, by whomever, a restart, files that were kept or deleted. */
export function settleDeeds(project: number, run: Run, desk: Desk): void {
  const deeds = [...run.deeds.values()];
  settleGate(project, run, desk);
  for (const deed of deeds) {
    if (!isIn(desk, deed.at)) continue;
    for (const tally of talliesAt(desk.books, { project, at: deed.at, jobName: run.name, rules: deed.rules })) {
      if (deed.isRestart) addTo(tally.stuck, secondsBetween(run.startedAt ?? run.queuedAt, deed.at));
      if (deed.verb === "keep") addSize(tally.kept, run.sizeBytes);
      if (deed.verb === "deleteArtifacts" || deed.verb === "erase") addSize(tally.deleted, run.sizeBytes);
    }
  }
}

function settleGate(project: number, run: Run, desk: Desk): void {
  const ours = [...run.deeds.values()].find(({ verb }) => verb === "play");
  const openedAt = ours?.at ?? (run.manualAt === undefined ? undefined : run.queuedAt);
  if (openedAt === undefined || !isIn(desk, openedAt)) return;
  const place = { project, at: openedAt, jobName: run.name, ...(ours && { rules: ours.rules }) };
  for (const tally of talliesAt(desk.books, place))
    addTo(tally.gates[ours ? "ours" : "people"], waitedSeconds(run, { ours, openedAt, desk }));
}

/** One that may have waited before it was first heard of waited nobody knows how long. */
function waitedSeconds(
  { manualAt, createdAt }: Run,
  { openedAt, desk }: { ours: Deed | undefined; openedAt: Instant; desk: Desk },
): number | undefined {
  if (manualAt === undefined || createdAt === undefined) return undefined;
  if (createdAt < desk.since || createdAt < manualAt - mostApartMillis) return undefined;
  return secondsBetween(manualAt, openedAt);
}

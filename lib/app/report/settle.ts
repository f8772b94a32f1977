import { isEnded } from "../../core/job.ts";
import { type Place, talliesAt } from "./books.ts";
import { type Classes, unknownClass } from "./classes.ts";
import { type Desk, isIn } from "./desk.ts";
import { type Deed, endOf, type Run, ranSeconds, secondsBetween } from "./run.ts";
import { settleDeeds } from "./settleDeeds.ts";
import { addTo, newSpread } from "./spread.ts";
import type { Maker, Tally } from "./tally.ts";
import type { Stretch } from "./window.ts";

/** GitLab's own `retry:` runs a job again in the moment of its failure; no person is so fast. */
const atOnceSeconds = 10;

/** Counts what became of the jobs of a pipeline. */
export function settlePipeline({ project, runs }: Stretch, desk: Desk): void {
  for (const run of runs.values()) settleDeeds(project, run, desk);
  const named = [...runs.values()].filter(({ name }) => name !== undefined);
  for (const chain of Map.groupBy(named, ({ name }) => name).values()) {
    const ordered = chain.toSorted((one, other) => one.id - other.id);
    settleChain(project, ordered, desk);
  }
}

/** The runs of one job of a pipeline, in their order. */
function settleChain(project: number, chain: readonly Run[], desk: Desk): void {
  chain.forEach((run, at) => {
    const next = chain[at + 1];
    if (run.status === "failed") settleFailure(project, run, desk);
    settleRetry(project, { run, next }, desk);
  });
  settleFlaky(project, chain, desk);
}

function settleFailure(project: number, run: Run, desk: Desk): void {
  const at = endOf(run);
  if (!isIn(desk, at)) return;
  for (const tally of talliesAt(desk.books, placeOf(project, run, desk))) tally.failures++;
}

/** Where a failed run is counted. */
function placeOf(project: number, run: Run, { classes, since }: Desk): Place {
  const end = endOf(run);
  return {
    project,
    at: end === undefined ? undefined : Math.max(end, since),
    jobName: run.name,
    ...(run.status === "failed" && { failureClass: classOf(run, classes) }),
  };
}

function classOf({ classRank, failureReason }: Run, classes: Classes): { name: string; reason?: string } {
  const name = classes.nameOf(classRank);
  return name === unknownClass && failureReason !== undefined ? { name, reason: failureReason } : { name };
}

/** A run, and the one that was made of it. */
interface Pair {
  readonly run: Run;
  readonly next: Run | undefined;
}

function settleRetry(project: number, { run, next }: Pair, desk: Desk): void {
  const retried = retryOf(run);
  const maker = makerOf({ run, next }, retried);
  const madeAt = next?.createdAt ?? retried?.at ?? next?.startedAt;
  // What nobody heard of but our own word was made then.
  if (maker === undefined || !isIn(desk, madeAt ?? endOf(run))) return;
  const waited = secondsBetween(endOf(run), madeAt);
  const place = { ...placeOf(project, run, desk), ...(retried && maker === "ours" && { rules: retried.rules }) };
  for (const tally of talliesAt(desk.books, place)) {
    const tries = tally.retries[maker];
    tries.made++;
    addTo(tries.waits, waited);
    if (next?.status === "success") tries.helped++;
    else if (next?.status !== undefined && isEnded(next.status)) tries.failed++;
    if (maker === "ours") settleOurs(tally, { project, next, waited });
  }
}

function settleOurs(
  tally: Tally,
  { project, next, waited }: { project: number; next: Run | undefined; waited: number | undefined },
): void {
  if (next?.status === undefined || !isEnded(next.status)) return;
  if (next.status !== "success") {
    addTo(tally.burnt, ranSeconds(next));
    return;
  }
  const waits = tally.helpedWaits.get(project) ?? newSpread();
  tally.helpedWaits.set(project, waits);
  addTo(waits, waited);
}

/** Our retry of a run, but for the second half of a restart. */
function retryOf({ deeds }: Run): Deed | undefined {
  const all = [...deeds.values()];
  return all.some(({ isRestart }) => isRestart) ? undefined : all.find(({ verb }) => verb === "retry");
}

/** GitLab makes one run of another, so each has one maker. */
function makerOf({ run, next }: Pair, retried: Deed | undefined): Maker | undefined {
  if (retried) return "ours";
  if (next === undefined || run.status !== "failed") return undefined;
  const waited = secondsBetween(run.finishedAt, next.createdAt);
  return waited !== undefined && waited <= atOnceSeconds ? "gitlab" : "people";
}

/** A pipeline is of one commit: what failed in it and passed later passed unchanged. */
function settleFlaky(project: number, chain: readonly Run[], desk: Desk): void {
  const last = chain.findLast(({ status }) => status === "success" || status === "failed");
  if (last === undefined || !isIn(desk, endOf(last))) return;
  const failures = chain.filter(({ status, id }) => status === "failed" && id < last.id);
  const isFlaky = last.status === "success" && failures.length > 0;
  const isInfrastructure = isFlaky && failures.every((run) => isOfInfrastructure(run, desk.classes));
  for (const tally of talliesAt(desk.books, { project, at: endOf(last), jobName: last.name })) {
    tally.ended++;
    if (isFlaky) tally.flaky++;
    if (isInfrastructure) tally.flakyByInfrastructure++;
  }
}

function isOfInfrastructure({ classRank }: Run, classes: Classes): boolean {
  return /^(infra|capacity)\b/.test(classes.nameOf(classRank));
}

import { coverageKey, cycleKey, readCoverage, readCycle } from "../../core/coverage.ts";
import { StoreError } from "../../core/errors.ts";
import { type ByHandEntry, entryId } from "../../core/journal.ts";
import type { Write } from "../../core/ports.ts";
import { sweepMark } from "../../core/sweep.ts";
import { isOpen, type Task, taskId, type Want } from "../../core/task.ts";
import { instantText } from "../../core/time.ts";
import { planned } from "../../core/transitions.ts";
import type { Reach } from "../reach.ts";
import { newCycle } from "./cycles.ts";
import { inventoryName } from "./roll.ts";

/** What a person wants gone through now, out of turn. */
export interface Start {
  readonly source: string;
  /** Missing: the inventory. */
  readonly rule?: { readonly id: string; readonly want: Pick<Want, "rule" | "action" | "params"> };
  /** Missing: all projects that are watched and that it is for. */
  readonly project?: number;
  readonly who: string;
  readonly reason: string;
}

/** The sweep that goes on now: `joined`: one was under way, and no other has begun. */
export interface Started {
  readonly sweep: string;
  readonly cycle: string;
  readonly joined?: true;
  /** Of a single project. */
  readonly task?: string;
}

type Desk = Pick<Reach, "store" | "clock" | "random" | "giveWay">;

const mostTries = 6;

/**
 * Begins an inventory, or a cycle of a rule, out of turn, and writes down who wanted it and why, both or neither. One that
 * is under way is joined, since a second would ask GitLab everything twice. Of all projects it begins the cycle; tick looks
 * up which they are within a minute.
 *
 * @param isUnderWay whether the sweep's newest cycle goes on in some project
 * @throws StoreError when the tables cannot be read or written; asking again is safe
 */
export async function startSweep(start: Start, isUnderWay: () => Promise<boolean>, desk: Desk): Promise<Started> {
  for (let tries = 0; tries < mostTries; tries++) {
    const step = start.project === undefined ? await forAll(start, isUnderWay, desk) : await forOne(start, desk);
    if (step.writes.length === 0 || (await isWritten(step.writes, tries, desk))) return step.started;
  }
  throw new StoreError("conflict", `the sweeps of ${start.source} changed ${mostTries} times meanwhile`);
}

interface Step {
  readonly started: Started;
  readonly writes: readonly Write[];
}

async function forAll(start: Start, isUnderWay: () => Promise<boolean>, desk: Desk): Promise<Step> {
  const sweep = start.rule?.id ?? inventoryName;
  const note = cycleKey(start.source, sweep);
  const seen = await desk.store.note(note);
  const newest = readCycle(seen);
  if (newest && (newest.planning || (await isUnderWay())))
    return { started: { sweep, cycle: newest.cycle, joined: true }, writes: [] };
  const now = desk.clock();
  const cycle = instantText(now);
  // Twice within a second is once.
  if (newest?.cycle === cycle) return { started: { sweep, cycle, joined: true }, writes: [] };
  const value = JSON.stringify(newCycle({ cycle, began: now, who: start.who }));
  const journal = entry(start, `${sweep}@${cycle}`, desk);
  return { started: { sweep, cycle }, writes: [{ note, value, seen }, { journal }] };
}

async function forOne(start: Start & { readonly project?: number }, desk: Desk): Promise<Step> {
  const { source, rule, project: id = 0 } = start;
  const sweep = rule?.id ?? inventoryName;
  const coverage = readCoverage(await desk.store.note(coverageKey(source, sweep, id)));
  const newest = readCycle(await desk.store.note(cycleKey(source, sweep)))?.cycle;
  for (const cycle of new Set([coverage?.running?.cycle, newest])) {
    const task = cycle === undefined ? undefined : await desk.store.task(idOf(source, id, `${sweep}@${cycle}`));
    if (task && cycle !== undefined && isOpen(task))
      return { started: { sweep, cycle, joined: true, task: task.id }, writes: [] };
  }
  const now = desk.clock();
  const cycle = instantText(now);
  const mark = sweepMark(rule ? { kind: "rule", rule: rule.id, cycle } : { kind: "inventory", cycle });
  const want = { ...(rule?.want ?? { rule: inventoryName, action: "sweep", params: {} }), event: `by hand ${cycle}` };
  const project = { id, ...(coverage?.path !== undefined && { path: coverage.path }) };
  const put = planned({ effect: { source, project, verb: "sweep", mark }, want, due: now }, now);
  const started = { sweep, cycle, task: put.id };
  if (await desk.store.task(put.id)) return { started: { ...started, joined: true }, writes: [] };
  return { started, writes: [{ put, seen: "absent" }, { journal: entry(start, put.id, desk, put) }] };
}

function idOf(source: string, project: number, mark: string): string {
  return taskId({ source, project: { id: project }, verb: "sweep", mark });
}

async function isWritten(writes: readonly Write[], tries: number, { store, giveWay }: Desk): Promise<boolean> {
  try {
    return (await store.commit(writes)) === "written";
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "conflict") throw error;
    await giveWay(tries);
    return false;
  }
}

function entry({ source, who, reason }: Start, what: string, { clock, random }: Desk, task?: Task): ByHandEntry {
  const at = clock();
  return {
    kind: "byHand",
    id: entryId(at, random()),
    at,
    source,
    ...(task && { projectId: task.project.id }),
    ...(task?.project.path !== undefined && { projectPath: task.project.path }),
    step: "sweep",
    what,
    who,
    reason,
  };
}

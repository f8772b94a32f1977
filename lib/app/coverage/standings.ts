import {
  type Coverage,
  type Cycle,
  coverageScope,
  projectPrefix,
  readCoverage,
  readRollPage,
  rollPrefix,
} from "../../core/coverage.ts";
import { idle, isThrough, type Part, type SweepStanding, standingOf } from "../../core/coverageProof.ts";
import type { Store } from "../../core/ports.ts";
import { isOpen, type Task, taskId } from "../../core/task.ts";
import { type Clock, instantText } from "../../core/time.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { latestMoment, readDone, scheduleKey } from "../schedule.ts";
import { someAtOnce } from "../someAtOnce.ts";
import { waitsFor } from "../throttleClosed.ts";
import { cyclesOf } from "./cycles.ts";
import { inventoryName } from "./roll.ts";

type Rule = Rulebook["rules"][number];

interface Desk {
  readonly store: Pick<Store, "note" | "notes" | "task">;
  readonly clock: Clock;
}

/** Tasks that are looked at one by one, of those that are not through; and how many at once. */
const mostLooked = 200;
const mostAtOnce = 16;
/** Tick begins a cycle within a minute; so long after it nobody does. */
const lateMillis = 600_000;

/** How every sweep of a source stands: those of the rules that have a schedule, and the inventory where there was one. */
export async function standingsOf(source: string, rules: readonly Rule[], desk: Desk): Promise<SweepStanding[]> {
  const cycles = await cyclesOf(source, desk.store);
  const scheduled = new Map(rules.filter(hasSchedule).map((rule) => [rule.id, rule]));
  const names = [...new Set([...scheduled.keys(), ...cycles.keys()])].sort();
  return await someAtOnce(names, 4, async (name) => {
    const [rule, cycle] = [scheduled.get(name), cycles.get(name)];
    if (name !== inventoryName && !rule) return idle(name, "off", ["its rule is gone, or has no schedule any more"]);
    if (rule?.mode === "off") return idle(name, "off", ["its rule is off"]);
    // Its schedule sweeps nothing: it makes a list, and what people approve of it is deleted.
    if (rule?.require?.plan) return idle(name, "plans", ["its schedule makes plans, which people approve"]);
    const missed = rule && (await missedOf(source, rule, desk));
    if (!cycle) return idle(name, "notBegun", ["it begins at the next moment of its schedule"]);
    const parts = await partsOf({ source, name, cycle }, desk);
    return standingOf(name, cycle, { parts, missed, now: desk.clock() });
  });
}

/** Whether a rule goes by the clock. */
export function hasSchedule({ on }: Pick<Rule, "on">): boolean {
  return [on].flat().some((cause) => typeof cause === "object" && "schedule" in cause);
}

async function missedOf(source: string, rule: Rule, { store, clock }: Desk): Promise<string | undefined> {
  const moment = latestMoment(rule.on, clock());
  const done = readDone(await store.note(scheduleKey(source, rule.id)));
  // One that nobody has heeded yet is new: it starts at its next moment.
  if (moment === undefined || done === undefined || done >= moment || clock() - moment < lateMillis) return undefined;
  return instantText(moment);
}

interface Asked {
  readonly source: string;
  readonly name: string;
  readonly cycle: Cycle;
}

/** The projects on a cycle's roll, each with what is known of it. */
async function partsOf(asked: Asked, { store }: Desk): Promise<Part[]> {
  const { source, name, cycle } = asked;
  const notes = await store.notes(coverageScope(source, name));
  const known = new Map<number, Coverage>();
  const parts = new Map<number, Part>();
  for (const { key, value } of notes) {
    const coverage = key.startsWith(projectPrefix) ? readCoverage(value) : undefined;
    if (coverage) known.set(Number(key.slice(projectPrefix.length)), coverage);
  }
  for (const { key, value } of notes) {
    const page = key.startsWith(rollPrefix) ? readRollPage(value) : undefined;
    if (page?.cycle !== cycle.cycle) continue;
    for (const project of page.projects) {
      const coverage = known.get(project.id);
      parts.set(project.id, { ...project, ...(coverage && { coverage }) });
    }
  }
  const waiting = [...parts.values()].filter((part) => !isThrough(part, cycle)).slice(0, mostLooked);
  const looked = await someAtOnce(waiting, mostAtOnce, async (part) => ({
    ...part,
    ...(await stateOf(part, asked, store)),
  }));
  for (const part of looked) parts.set(part.id, part);
  return [...parts.values()];
}

async function stateOf(part: Part, { source, name, cycle }: Asked, store: Desk["store"]): Promise<Pick<Part, "state">> {
  const id = taskId({ source, project: part, verb: "sweep", mark: `${name}@${cycle.cycle}` });
  const task = await store.task(id);
  if (!task) return { state: { why: "error", reason: "its task is not there any more: begin a new cycle", task: id } };
  const before = part.coverage?.running;
  if (isOpen(task) && before && before.cycle !== cycle.cycle)
    return { state: { why: "overtaken", reason: `the cycle of ${before.cycle} still goes on there`, task: id } };
  return { state: taskState(task) };
}

function taskState(task: Task): NonNullable<Part["state"]> {
  const { id, state, reason = "nobody has looked at it yet" } = task;
  if (state === "attention") return { why: "attention", reason, task: id };
  if (!isOpen(task)) return { leftOut: reason };
  if (state !== "waiting") return { why: "turn", reason: "it is at work", task: id };
  if (task.backingOff) return { why: "error", reason, task: id };
  return { why: reason.startsWith("the switch stops") ? "stop" : (waitsFor(reason) ?? "turn"), reason, task: id };
}

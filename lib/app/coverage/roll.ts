import { type Cycle, cycleKey, readCycle, rollKey } from "../../core/coverage.ts";
import type { Project } from "../../core/event.ts";
import { sweepMark } from "../../core/sweep.ts";
import type { Want } from "../../core/task.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import { projectsCheck } from "../../rules/projects.ts";
import { plan } from "../plan.ts";
import { someAtOnce } from "../someAtOnce.ts";
import { schedulePage } from "../throttleNeeds.ts";
import type { WatchedSource, Worker } from "../worker.ts";

/** The name of the sweep that counts what jobs left behind: no rule's id begins with a colon. */
export const inventoryName = ":inventory";

const mostAtOnce = 8;
/** For so long room for a page is waited for: the next tick comes in a minute. */
const patienceMillis = 5_000;

interface Desk {
  readonly name: string;
  /** Missing: it is the inventory, which is for every project. */
  readonly rule: CompiledRule | undefined;
  readonly source: WatchedSource;
  readonly worker: Worker;
}

/**
 * Goes on planning a sweep's newest cycle: a task for each project that is watched and that it is for, page after page of
 * GitLab's list of projects, while there is room, and time for two more calls. Each page stands on the cycle's roll. What
 * does not fit into the time of one tick is gone on with by the next. Safe to do twice.
 *
 * @returns how many tasks were planned
 */
export async function planCycle(desk: Desk): Promise<number> {
  const { name, source, worker } = desk;
  const key = cycleKey(source.id, name);
  const gitlab = await worker.gitlab(source.id);
  let planned = 0;
  for (let isFirst = true; gitlab && (isFirst || hasTime(worker)); isFirst = false) {
    const text = await worker.store.note(key);
    const cycle = readCycle(text);
    if (!cycle?.planning || !(await hasRoom(source, worker))) return planned;
    const page = await gitlab.reads.projectsPage(cycle.planning.cursor).finally(() => worker.throttle.noted());
    const projects = page.items.filter((project) => isFor(project, desk));
    const steps = await someAtOnce(projects, mostAtOnce, (project) => planSweep(project, cycle, desk));
    planned += steps.filter((isPlanned) => isPlanned).length;
    await enrol(cycle, projects, desk);
    await worker.store.putNote(key, JSON.stringify(afterPage(cycle, projects.length, page.next)), text);
  }
  return planned;
}

function hasTime({ leaseEnd, clock, callTimeoutSeconds }: Worker): boolean {
  return leaseEnd() - clock() > 2 * callTimeoutSeconds * 1000;
}

async function hasRoom({ id }: WatchedSource, { throttle, clock }: Worker): Promise<boolean> {
  return !("closedUntil" in (await throttle.take(schedulePage(id), clock() + patienceMillis)));
}

function isFor(project: Project, { source, rule }: Desk): boolean {
  const isWatched = projectsCheck(source.projects)(project).answer === "yes";
  return isWatched && rule?.concernsProject(project) !== "no";
}

async function planSweep(
  project: Project,
  { cycle, who }: Cycle,
  { name, rule, source, worker }: Desk,
): Promise<boolean> {
  const aim = rule ? ({ kind: "rule", rule: name, cycle } as const) : ({ kind: "inventory", cycle } as const);
  const effect = { source: source.id, project, verb: "sweep" as const, mark: sweepMark(aim) };
  const event = who === undefined ? `schedule ${cycle}` : `by hand ${cycle}`;
  const now = worker.clock();
  const { step } = await plan(worker, { effect, want: wantOf(rule, event), due: now }, { heardAt: now, now });
  return step === "planned";
}

/** What a sweep's task is wanted for. */
function wantOf(rule: { readonly name: string; readonly rule: CompiledRule["rule"] } | undefined, event: string): Want {
  if (!rule) return { rule: inventoryName, action: "sweep", params: {}, event };
  const { action, params } = rule.rule.do;
  return { rule: rule.name, action, params, event };
}

/** Writes a page of the roll; where another tick did the same at that moment, it wrote the same. */
async function enrol(
  { cycle, pages }: Cycle,
  projects: readonly Project[],
  { name, source, worker }: Desk,
): Promise<void> {
  if (projects.length === 0) return;
  const key = rollKey(source.id, name, pages);
  const list = projects.map(({ id, path }) => ({ id, ...(path !== undefined && { path }) }));
  await worker.store.putNote(key, JSON.stringify({ cycle, projects: list }), await worker.store.note(key));
}

function afterPage({ planning: _, ...cycle }: Cycle, found: number, next: string | undefined): Cycle {
  return {
    ...cycle,
    projects: cycle.projects + found,
    pages: cycle.pages + (found > 0 ? 1 : 0),
    ...(next !== undefined && { planning: { cursor: next } }),
  };
}

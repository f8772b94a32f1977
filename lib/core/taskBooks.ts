import { type Account, callsOf, compared, mayBeForgotten, noAccount, type Planner } from "./account.ts";
import { sweepAim } from "./sweep.ts";
import type { Task, TaskState } from "./task.ts";
import type { Instant } from "./time.ts";

/** Where tasks come from: what planned them, or why nothing says so (older than the journal is). */
type Origin = Planner | "schedule" | "unrecorded" | "older";

/** What a task table comes to beside what the journal tells of it. */
export interface TaskBooks {
  readonly tasks: {
    readonly known: number;
    readonly states: Readonly<Partial<Record<TaskState, number>>>;
    readonly origins: Readonly<Record<Origin, number>>;
    /** Told by the journal, and forgotten by the table since. */
    readonly forgotten: number;
    /** Left out: they moved while the books were made. */
    readonly moving: number;
  };
  /**
   * Calls that were marked, those of which an entry tells how they were answered, and those before a person redrove their
   * task, whose marks are not counted any more.
   */
  readonly calls: { readonly marked: number; readonly told: number; readonly before: number };
  readonly differences: readonly string[];
  readonly limits: readonly string[];
}

interface Rules {
  readonly unrecorded: ReadonlySet<string> | "unknown";
  readonly recordsWantedOnly: boolean;
  readonly asOf?: Instant;
  readonly since?: Instant;
}

/** Clocks differ, and what was read at one moment was written by several. */
const movingMillis = 60_000;

/** What the books need of a task. */
export interface BookedTask extends Pick<Task, "id" | "verb" | "state" | "calls" | "createdAt"> {
  readonly wants: readonly Pick<Task["wants"][number], "event">[];
}

interface Tally {
  readonly states: Partial<Record<TaskState, number>>;
  readonly origins: Record<Origin, number>;
  readonly calls: { marked: number; told: number; before: number };
  readonly differences: string[];
  moving: number;
  forgotten: number;
  /** Tasks with something that only an entry which was never written explains. */
  lacking: number;
}

/** Compares each task of the table with what the journal tells of it, and the other way round. */
export function compareTasks(
  tasks: Iterable<BookedTask>,
  accounts: ReadonlyMap<string, Account>,
  rules: Rules,
): TaskBooks {
  const tally: Tally = {
    states: {},
    origins: { delivery: 0, patrol: 0, run: 0, schedule: 0, unrecorded: 0, older: 0 },
    calls: { marked: 0, told: 0, before: 0 },
    differences: [],
    moving: 0,
    forgotten: 0,
    lacking: 0,
  };
  const known = new Set<string>();
  for (const task of tasks) {
    known.add(task.id);
    enter(task, accounts.get(task.id) ?? noAccount(), { tally, rules });
  }
  for (const [id, account] of accounts) if (!known.has(id)) miss(id, account, { tally, rules });
  const { states, origins, calls, differences, moving, forgotten, lacking } = tally;
  const lack = `${lacking} tasks were closed or taken up again by deliveries that are not journalled`;
  return {
    tasks: { known: known.size, states, origins, forgotten, moving },
    calls,
    differences,
    limits: lacking > 0 ? [lack] : [],
  };
}

/** A task that is in the table. */
function enter(task: BookedTask, account: Account, { tally, rules }: { tally: Tally; rules: Rules }): void {
  const { states, origins, calls, differences } = tally;
  states[task.state] = (states[task.state] ?? 0) + 1;
  calls.marked += task.calls;
  const { told, before } = callsOf(account);
  calls.told += told;
  calls.before += before;
  if (isMoving(Math.max(task.createdAt, account.lastAt), rules)) {
    tally.moving++;
    return;
  }
  if (rules.since !== undefined && task.createdAt < rules.since) {
    origins.older++;
    return;
  }
  const origin = originOf(task, account, rules);
  if (origin) origins[origin]++;
  else differences.push(`task ${task.id}: no entry says who planned it`);
  const { wrong, lacks } = compared(task, account);
  const mayLack = rules.recordsWantedOnly || rules.unrecorded === "unknown" || rules.unrecorded.size > 0;
  differences.push(...[...wrong, ...(mayLack ? [] : lacks)].map((text) => `task ${task.id}: ${text}`));
  if (mayLack && lacks.length > 0) tally.lacking++;
}

/** A task that the journal tells of, and that is not in the table. */
function miss(id: string, account: Account, { tally, rules }: { tally: Tally; rules: Rules }): void {
  if (account.plannedBy.length + account.ends.length === 0 || isMoving(account.lastAt, rules)) return;
  if (rules.asOf !== undefined && mayBeForgotten(account, rules.asOf)) tally.forgotten++;
  else tally.differences.push(`task ${id}: the journal tells of it, and it is gone`);
}

function isMoving(at: Instant, { asOf }: Rules): boolean {
  return asOf !== undefined && at >= asOf - movingMillis;
}

/** `undefined` where nothing tells it and nothing explains that. */
function originOf(
  { id, verb, wants }: BookedTask,
  { plannedBy, wasMerged }: Account,
  { unrecorded }: Rules,
): Origin | undefined {
  const last = plannedBy.toSorted((one, other) => one.at - other.at).at(-1);
  if (last) return last.by;
  if (verb === "sweep" && isPlannedByItself({ id, wants })) return "schedule";
  const isExplained =
    unrecorded === "unknown" ||
    wants.some(({ event }) => unrecorded.has(event)) ||
    // A rule's wish tells of the newest event only.
    (wasMerged && unrecorded.size > 0);
  return isExplained ? "unrecorded" : undefined;
}

/** No entry tells of sweeps that a schedule, a plan, a day or a person began: a person's own entry names no task. */
function isPlannedByItself({ id, wants }: Pick<BookedTask, "id" | "wants">): boolean {
  return sweepAim({ id })?.kind !== "rule" || wants.some(({ event }) => /^(schedule|by hand) /.test(event));
}

import type { Entry, TaskStep } from "./journal.ts";
import { isOpen, type Task, type TaskState } from "./task.ts";
import type { Instant } from "./time.ts";

/** Where a task comes from, as the journal tells it. */
export type Planner = "delivery" | "patrol" | "run";

/** All that the journal tells of one task. */
export interface Account {
  /** Who planned it, each time; a task that was forgotten may be planned again. */
  readonly plannedBy: { readonly by: Planner; readonly at: Instant }[];
  /** Each time that it was taken up again after it had ended. */
  readonly revived: Instant[];
  /** How it ended, each time. */
  readonly ends: { readonly id: string; readonly at: Instant; readonly state: TaskState; readonly isClose: boolean }[];
  /** Each call that its runs tell of. */
  readonly calls: Instant[];
  /** A later event was merged into it while it waited: the one that planned it may stand in its wishes no more. */
  wasMerged?: true;
  /** When a person had it begin anew the last time: its calls are counted from 0 again since. */
  redrivenAt?: Instant;
  lastAt: Instant;
}

/** Adds to the accounts what an entry tells of tasks. */
export function enterTasks(accounts: Map<string, Account>, entry: Entry): void {
  const of = (id: string) => accountOf(accounts, id, entry.at);
  if (entry.kind === "delivery")
    for (const step of entry.tasks) enterStep(of(step.id), step, { by: entry.finding ? "patrol" : "delivery", entry });
  if (entry.kind === "byHand" && entry.step === "redrive") {
    const account = of(entry.what);
    account.revived.push(entry.at);
    account.redrivenAt = Math.max(account.redrivenAt ?? 0, entry.at);
  }
  if (entry.kind !== "task") return;
  const account = of(entry.task);
  if (entry.call !== undefined) account.calls.push(entry.at);
  const { id, at, state } = entry;
  if (!isOpen({ state })) account.ends.push({ id, at, state, isClose: false });
  for (const step of entry.tasks ?? []) enterStep(of(step.id), step, { by: "run", entry });
}

/** How many of the calls that the journal tells of a task counts itself, and how many were before it was redriven. */
export function callsOf({ calls, redrivenAt = 0 }: Account): { readonly told: number; readonly before: number } {
  const before = calls.filter((at) => at < redrivenAt).length;
  return { told: calls.length - before, before };
}

function enterStep(account: Account, { step }: TaskStep, { by, entry }: { by: Planner; entry: Entry }): void {
  const { id, at } = entry;
  if (step === "planned") account.plannedBy.push({ by, at });
  if (step === "merged") account.wasMerged = true;
  if (step === "revived") account.revived.push(at);
  if (step === "closed") account.ends.push({ id, at, state: "skipped", isClose: true });
}

function accountOf(accounts: Map<string, Account>, id: string, at: Instant): Account {
  const known = accounts.get(id);
  if (known) {
    known.lastAt = Math.max(known.lastAt, at);
    return known;
  }
  const fresh: Account = { ...noAccount(), lastAt: at };
  accounts.set(id, fresh);
  return fresh;
}

/** Of a task that the journal does not tell of. */
export function noAccount(): Account {
  return { plannedBy: [], revived: [], ends: [], calls: [], lastAt: Number.NEGATIVE_INFINITY };
}

/** What is wrong between a task and its account; `lacks` is what an entry that was never written would explain. */
export function compared(
  task: Pick<Task, "state" | "calls">,
  account: Account,
): { readonly wrong: string[]; readonly lacks: string[] } {
  const [wrong, lacks]: [string[], string[]] = [[], []];
  const { plannedBy, redrivenAt } = account;
  if (isPlannedTwice(account)) wrong.push(`was planned ${plannedBy.length} times`);
  const begin = lastBegin(account);
  const ends = account.ends.filter(({ at }) => at >= begin);
  const calls = account.calls.filter((at) => at >= begin).length;
  const revived = account.revived.filter((at) => at >= begin).length;
  if (calls > task.calls && redrivenAt === undefined)
    wrong.push(`${calls} calls are told, and ${task.calls} were marked`);
  const wanted = revived + (isOpen(task) ? 0 : 1);
  if (ends.length > wanted) lacks.push(`ended ${ends.length} times, and was taken up again ${revived} times`);
  if (ends.length < wanted) {
    const text = `is ${task.state}, was taken up again ${revived} times, and ended ${ends.length} times`;
    // Only a close is written after the task itself; an end that a worker records is one transaction with its entry.
    (task.state === "skipped" || isOpen(task) ? lacks : wrong).push(text);
  }
  if (!isOpen(task) && ends.length > 0 && !endedAs(account, task.state))
    wrong.push(`is ${task.state}, and its last entry says ${lastEnd(account)?.state}`);
  return { wrong, lacks };
}

/** Of the newest end; a close is journalled a moment after it, when the task may have gone on. */
function endedAs(account: Account, state: TaskState): boolean {
  const last = lastEnd(account);
  return last?.state === state || (last?.isClose === true && account.ends.some((end) => end.state === state));
}

function lastEnd({ ends }: Account): Account["ends"][number] | undefined {
  return ends.toSorted((one, other) => (one.id < other.id ? -1 : 1)).at(-1);
}

const rememberMillis = 90 * 86_400_000;
const aDay = 86_400_000;

/** Whether the table may have forgotten a task by now. */
export function mayBeForgotten(account: Account, now: Instant): boolean {
  const last = lastEnd(account);
  return last !== undefined && last.at + rememberMillis - aDay <= now;
}

/** What came before a task was planned anew is another one's. The entry of who planned it may come after its first run. */
function lastBegin({ plannedBy }: Account): Instant {
  if (plannedBy.length < 2) return Number.NEGATIVE_INFINITY;
  return plannedBy.reduce((latest, { at }) => Math.max(latest, at), 0) - aDay;
}

/** A task that was forgotten is planned anew; any other only once. */
function isPlannedTwice({ plannedBy }: Account): boolean {
  const moments = plannedBy.map(({ at }) => at).toSorted((one, other) => one - other);
  return moments.some((at, index) => index > 0 && at - (moments[index - 1] ?? at) < rememberMillis - aDay);
}

import { isOpenOutage } from "../core/outage.ts";
import type { Store } from "../core/ports.ts";
import type { Task } from "../core/task.ts";
import { usualPerMinute } from "../core/throttleSizes.ts";
import { readThrottle, throttleScope } from "../core/throttleState.ts";
import type { Instant } from "../core/time.ts";
import { storedOutages } from "./outage/stored.ts";
import { askOf } from "./throttleNeeds.ts";
import type { Worker } from "./worker.ts";

/** How a source does, once a minute. */
export interface Pulse {
  /** How long the oldest due task of a source waits already; 0: nothing is due. A sweep's thousands may take hours. */
  readonly oldestDueSeconds: number;
  /** As `oldestDueSeconds`, of all but deletes and sweeps: somebody waits for it. Missing while GitLab does not answer. */
  readonly oldestUrgentSeconds?: number;
  /** Due tasks among the 500 of all sources that have been due for longest. */
  readonly dueTasks: number;
  /** Tasks that wait for a person; up to about 500 it is exact. */
  readonly attentionTasks: number;
  /** Rules that park their retries. */
  readonly openOutages: number;
  /** Rate budgets of this source whose GitLab does not answer. */
  readonly breakersOpen: number;
  /** For how long GitLab still wants to be left alone (429), by the budget of which it asked for most; 0: not at all. */
  readonly patienceSeconds: number;
}

/** What was due when somebody asked for the first time, and when that was. */
export interface FirstDue {
  readonly tasks: readonly Task[];
  readonly at: Instant;
}

/** After its pause a silent GitLab is asked again within a minute by whatever is due; what nobody asks is not known to be silent. */
const askedAgainMillis = 120_000;

/**
 * A store as the given one that remembers the first answer of what is due: who performs that asks first of all, so that
 * the pulse need not ask for it once more.
 *
 * @returns `due` rejects where that first question failed, and is nothing where it was `over` before anybody asked
 */
export function overheard(store: Store): { store: Store; due: Promise<FirstDue | undefined>; over(): void } {
  const { promise: due, resolve, reject } = Promise.withResolvers<FirstDue | undefined>();
  // Nobody may be listening.
  due.catch(() => {});
  const dueTasks: Store["dueTasks"] = async (at, ...how) => {
    try {
      const tasks = await store.dueTasks(at, ...how);
      resolve({ tasks, at });
      return tasks;
    } catch (error) {
      reject(error);
      throw error;
    }
  };
  return { store: { ...store, dueTasks }, due, over: () => resolve(undefined) };
}

/**
 * Logs how a source does, as the fact `pulse`; nothing where nobody asked what is due. It costs three queries a source: its budgets, its outages, and a count of
 * what waits for a person.
 *
 * @throws StoreError when the tables cannot be read: no pulse is a sign, too
 */
export async function tellPulse(
  { id: source }: { readonly id: string },
  { store, clock, log }: Pick<Worker, "store" | "clock" | "log">,
  due: Promise<FirstDue | undefined>,
): Promise<void> {
  const [first, attentionTasks, outages, budgets] = await Promise.all([
    due,
    store.attentionTasks(source),
    storedOutages(source, store),
    store.notes(throttleScope(source)),
  ]);
  if (!first) return;
  const openOutages = outages.filter(({ outage }) => isOpenOutage(outage)).length;
  const heard = heardOf(budgets, clock());
  const pulse: Pulse = { ...duesOf(source, first, heard.breakersOpen > 0), attentionTasks, openOutages, ...heard };
  log.info("pulse", { source, ...pulse });
}

function duesOf(
  source: string,
  { tasks, at }: FirstDue,
  isSilent: boolean,
): Pick<Pulse, "oldestDueSeconds" | "oldestUrgentSeconds" | "dueTasks"> {
  const ours = tasks.filter((task) => task.source === source);
  const urgent = ours.filter((task) => askOf(task).lane !== "sweep");
  return {
    oldestDueSeconds: oldestSeconds(ours, at),
    ...(!isSilent && { oldestUrgentSeconds: oldestSeconds(urgent, at) }),
    dueTasks: ours.length,
  };
}

function oldestSeconds(tasks: readonly Task[], now: Instant): number {
  return tasks.reduce((oldest, { due = now }) => Math.max(oldest, Math.floor((now - due) / 1000)), 0);
}

/** What GitLab let us know, as the budgets of its tokens tell. */
function heardOf(
  budgets: readonly { readonly value: string }[],
  now: Instant,
): Pick<Pulse, "breakersOpen" | "patienceSeconds"> {
  // Of a budget only what was heard is asked for; its size does not matter.
  const states = budgets.map(({ value }) => readThrottle(value, now, usualPerMinute));
  const patience = states.map(({ notBefore = now }) => Math.ceil((notBefore - now) / 1000));
  return {
    breakersOpen: states.filter(({ broken }) => broken && now < broken.until + askedAgainMillis).length,
    patienceSeconds: Math.max(0, ...patience),
  };
}

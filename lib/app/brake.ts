import type { Outcome } from "../core/outcome.ts";
import type { Store } from "../core/ports.ts";
import type { Task } from "../core/task.ts";
import type { Clock } from "../core/time.ts";
import { ruleId } from "../core/transitions.ts";
import { readStops, switchKey } from "./stops.ts";
import type { Worker } from "./worker.ts";

/** The switch may be this old when a call is sent. */
const freshMillis = 1_000;

/**
 * Reads the switch consistently, and again until the answer was asked for less than a second ago.
 *
 * @returns what was stopped, e.g. `everything` or `verb:play`, or `undefined` when the way is open
 */
export async function stoppedBy(store: Store, task: Task, clock: Clock): Promise<string | undefined> {
  for (;;) {
    const askedAt = clock();
    const hit = stopOf(task, readStops(await store.note(switchKey(task.source))));
    if (hit || clock() - askedAt < freshMillis) return hit;
  }
}

/** All that is stopped of a source, asked for less than a second ago. */
export async function stopsNow(
  source: string,
  { store, clock }: Pick<Worker, "store" | "clock">,
): Promise<readonly string[]> {
  for (;;) {
    const askedAt = clock();
    const stops = readStops(await store.note(switchKey(source)));
    if (clock() - askedAt < freshMillis) return stops;
  }
}

/** How a run ends while the switch stops it: somebody looks again in half a minute. */
export function untilOpen(what: string, { clock, luck }: Pick<Worker, "clock" | "luck">): Outcome {
  const at = clock() + 30_000 + Math.round(luck() * 10_000);
  return { kind: "again", at, why: "wait", reason: `the switch stops ${what}` };
}

/** What of the stopped things stops a task. */
export function stopOf(task: Task, stops: readonly string[]): string | undefined {
  const names = new Set([
    "everything",
    `project:${task.project.id}`,
    `verb:${task.verb}`,
    ...task.wants.map((want) => `rule:${ruleId(want)}`),
  ]);
  return stops.find((stop) => names.has(stop));
}

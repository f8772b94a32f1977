import { setTimeout as pause } from "node:timers/promises";
import { isOpen, type Task } from "../../lib/core/task.ts";
import { restart } from "./mishap.ts";
import type { Stack } from "./stack.ts";
import type { Stop } from "./stop.ts";
import type { Work } from "./work.ts";

const boundSeconds = 240;
const pollMillis = 250;
const patrolMillis = 10_000;

/**
 * Waits until everything that happened has come to its end: no runner has work, no task is open but behind the stop, and
 * a patrol that saw it so found nothing more.
 *
 * @returns how long it took, or which tasks did not end
 */
export async function untilQuiet(
  stack: Stack,
  work: Work,
  stop: Stop,
): Promise<{ readonly seconds: number; readonly open: readonly Task[] }> {
  const begunAt = Date.now();
  const seconds = () => (Date.now() - begunAt) / 1000;
  for (let before: string | undefined; seconds() < boundSeconds; ) {
    const state = await stateOfAll(stack, work, stop);
    if (state === undefined) {
      before = undefined;
      await pause(pollMillis);
      continue;
    }
    if (before === state) return { seconds: seconds(), open: [] };
    if (await patrol(stack)) before = state;
  }
  const tasks = await stack.store.tasks(mostTasks);
  return { seconds: seconds(), open: tasks.filter((task) => isOpen(task) && !isStopped(task, stop)) };
}

export const mostTasks = 100_000;

/** What may still change, as one text; `undefined` while something is under way. */
async function stateOfAll({ store }: Stack, work: Work, stop: Stop): Promise<string | undefined> {
  const { state, isIdle } = await work.serve();
  if (!isIdle) return undefined;
  const tasks = (await store.tasks(mostTasks)).filter((task) => !isStopped(task, stop));
  if (tasks.some(isOpen)) return undefined;
  return [state.effects.length, ...tasks.map(({ id, version }) => `${id} ${version}`).toSorted()].join("\n");
}

/** Waits for the switch, and for nothing else. */
export function isStopped(task: Task, { project }: Stop): boolean {
  return task.state === "waiting" && task.project.id === project && /the switch stops/.test(task.reason ?? "");
}

/** A Penstock begins with a patrol. @returns whether that one came to its end */
async function patrol({ penstocks }: Stack): Promise<boolean> {
  const [, one] = penstocks;
  if (!one) return false;
  await restart(one);
  const patrolled = one.patrolled().then(() => true);
  return await Promise.race([patrolled, pause(patrolMillis, false, { ref: false })]);
}

import { StoreError } from "../core/errors.ts";
import type { Write } from "../core/ports.ts";
import { type Task, taskId } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import {
  closed,
  confirmed,
  type Intent,
  merged,
  mergedByFinding,
  planned,
  poked,
  revived,
  revivedByFinding,
} from "../core/transitions.ts";
import type { Reach } from "./reach.ts";

/** What became of an intent: `left` when the task is done already or nothing changes. */
export type Step = "planned" | "merged" | "poked" | "revived" | "left";

/**
 * What an intent comes from: something that was received at a moment (our clock), or a job that the patrol found, with a
 * hash of its facts and the rulebook version.
 */
export type Heard = { readonly now: Instant } & ({ readonly heardAt: Instant } | { readonly found: string });

/** What planning needs of the world. */
export type PlanDesk = Pick<Reach, "store" | "giveWay">;

const mostTries = 6;

/**
 * Makes sure that a task for the intent's effect is there: plans it, or tells the one that is there.
 *
 * @throws StoreError when the table cannot be written
 */
export async function plan(desk: PlanDesk, intent: Intent, heard: Heard): Promise<{ task: Task; step: Step }> {
  const { task, steps } = await planAll(desk, [intent], heard);
  return { task, step: steps[0] ?? "left" };
}

/**
 * As `plan`, for all that is wanted of one task at once: however many rules want it, it is written once.
 *
 * @param intents of one task
 */
export async function planAll(
  desk: PlanDesk,
  intents: readonly [Intent, ...Intent[]],
  heard: Heard,
): Promise<{ readonly task: Task; readonly steps: readonly Step[] }> {
  const { store } = desk;
  const id = taskId(intents[0].effect);
  // What the patrol finds has a task already, as a rule: a read is cheaper than a write that is refused.
  let there = "found" in heard ? await store.task(id) : undefined;
  for (let tries = 0; tries < mostTries; tries++) {
    const after = toldAll(there, intents, heard);
    if (after.task === there) return after;
    const committed = await commitOne(desk, { put: after.task, seen: there?.version ?? "absent" });
    if (committed === "written") return after;
    there = committed.found ?? (await store.task(id));
  }
  throw new StoreError("conflict", `the task ${id} changed ${mostTries} times while it was being planned`);
}

/** The task once it was told of each intent in turn. */
export function toldAll(
  there: Task | undefined,
  [first, ...others]: readonly [Intent, ...Intent[]],
  heard: Heard,
): { task: Task; steps: Step[] } {
  const begun = there ? told(there, first, heard) : { task: planned(first, heard.now), step: "planned" as const };
  const steps: Step[] = [begun.step];
  let { task } = begun;
  for (const intent of others) {
    const after = told(task, intent, heard);
    steps.push(after.step);
    task = after.task;
  }
  return { task, steps };
}

/** How a task that is there takes one more intent; the task itself when it leaves it as it is. */
export function told(task: Task, intent: Intent, heard: Heard): { task: Task; step: Step } {
  const { now } = heard;
  const withMerge = "found" in heard ? mergedByFinding(task, intent, now) : merged(task, intent, now);
  if (withMerge) return { task: withMerge, step: withMerge === task ? "left" : "merged" };
  const withPoke = poked(task, intent.want);
  if (withPoke) return { task: withPoke, step: "poked" };
  const again =
    "found" in heard ? revivedByFinding(task, intent, heard.found, now) : revived(task, intent, heard.heardAt, now);
  return again ? { task: again, step: "revived" } : { task, step: "left" };
}

/**
 * Closes a waiting task whose job has left the state that was waited for.
 *
 * @param isWanted whether some rule of this task still wants it
 */
export async function close(
  desk: PlanDesk,
  id: string,
  { reason, isWanted, now }: { reason: string; isWanted: (task: Task) => boolean; now: Instant },
): Promise<boolean> {
  const after = (task: Task) => (isWanted(task) ? undefined : closed(task, reason, now));
  return (await tellTask(desk, id, after)) !== undefined;
}

/** Lets somebody look at once at a task whose open call may have done what was just heard. */
export async function confirm(desk: PlanDesk, id: string, now: Instant): Promise<boolean> {
  return (await tellTask(desk, id, (task) => confirmed(task, now))) !== undefined;
}

/**
 * Tells a task that is there something.
 *
 * @param after the task once it was told; `undefined`: it leaves it as it is
 * @returns the task as it was written, where it was
 * @throws StoreError when the table cannot be read or written
 */
export async function tellTask(
  desk: PlanDesk,
  id: string,
  after: (task: Task) => Task | undefined,
): Promise<Task | undefined> {
  for (let tries = 0; tries < mostTries; tries++) {
    const task = await desk.store.task(id);
    const put = task && after(task);
    if (!task || !put) return undefined;
    if ((await commitOne(desk, { put, seen: task.version })) === "written") return put;
  }
  return undefined;
}

/** One write; a transaction that happened to touch the same item is given way to a few times. */
async function commitOne({ store, giveWay }: PlanDesk, write: Write) {
  for (let tries = 1; ; tries++) {
    try {
      return await store.commit([write]);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== "conflict" || tries >= mostTries) throw error;
      await giveWay(tries);
    }
  }
}

import { StoreError } from "../core/errors.ts";
import { type ByHandEntry, entryId } from "../core/journal.ts";
import type { Write } from "../core/ports.ts";
import { jobIdOf, type Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import type { Reach } from "./reach.ts";

/** What a person wants done with a task, and why. */
export interface Deed {
  readonly source: string;
  /** The task's id. */
  readonly task: string;
  readonly who: string;
  readonly reason: string;
}

/** The task as it is now (`unchanged`: as it was, and nothing was written); the task that is open, so that nothing was done; or that there is no such task. */
export type DeedDone = { readonly task: Task; readonly unchanged?: true } | { readonly open: Task } | "missing";

/** What steps by hand need of the world. */
export type DeedDesk = Pick<Reach, "store" | "clock" | "random" | "giveWay">;

/** One step as it is taken: its name in the journal, and the task that follows, `undefined` where it cannot be taken. */
interface Step {
  readonly name: "redrive" | "dismiss";
  readonly after: (task: Task, now: Instant) => Task | undefined;
  /** What else is written with it. */
  readonly also?: (task: Task, now: Instant) => Promise<Also>;
}

/** Writes of one transaction with a step, and the digest of the gate that they are of. */
export interface Also {
  readonly writes: readonly Write[];
  readonly digest?: string;
}

const mostTries = 6;

/**
 * Takes one step on a task, and writes down who wanted it and why, both or neither.
 *
 * @throws StoreError when the tables cannot be read or written; asking again is safe
 */
export async function doByHand(deed: Deed, step: Step, desk: DeedDesk): Promise<DeedDone> {
  for (let tries = 0; tries < mostTries; tries++) {
    const task = await desk.store.task(deed.task);
    if (task?.source !== deed.source) return "missing";
    const now = desk.clock();
    const after = step.after(task, now);
    if (!after) return { open: task };
    if (after === task) return { task, unchanged: true };
    const also = (await step.also?.(task, now)) ?? { writes: [] };
    if (await isWritten(task, after, { deed, step, desk, also, tries })) return { task: after };
  }
  throw new StoreError("conflict", `the task ${deed.task} changed ${mostTries} times meanwhile`);
}

/** Somebody else's change at the same moment is given way to. */
async function isWritten(
  task: Task,
  after: Task,
  { deed, step, desk, also, tries }: { deed: Deed; step: Step; desk: DeedDesk; also: Also; tries: number },
): Promise<boolean> {
  const journal = {
    ...entry(task, { deed, step, desk }),
    ...(also.digest !== undefined && { digest: also.digest }),
  };
  const writes: Write[] = [{ put: after, seen: task.version }, ...also.writes, { journal }];
  try {
    return (await desk.store.commit(writes)) === "written";
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "conflict") throw error;
    await desk.giveWay(tries);
    return false;
  }
}

function entry(task: Task, { deed, step, desk }: { deed: Deed; step: Step; desk: DeedDesk }): ByHandEntry {
  const at = desk.clock();
  return {
    kind: "byHand",
    id: entryId(at, desk.random()),
    at,
    source: task.source,
    projectId: task.project.id,
    ...(task.project.path !== undefined && { projectPath: task.project.path }),
    step: step.name,
    what: task.id,
    ...(jobIdOf(task) !== undefined && { job: task.object }),
    who: deed.who,
    reason: deed.reason,
  };
}

import { type ByHandEntry, type Entry, entryId, type SwitchEntry, type TaskEntry } from "../../../lib/core/journal.ts";
import { source, type TalkHouse } from "./talkHouse.ts";

let serial = 0;

function head(at: number) {
  return { id: entryId(at, `t${String(++serial).padStart(7, "0")}`), at, source };
}

/** How a run of a task ended, as the journal tells it. */
export function outcome(at: number, job: number, more: Partial<TaskEntry> = {}): TaskEntry {
  return {
    kind: "task",
    ...head(at),
    projectId: 42,
    projectPath: "shop/api",
    task: `gitlab/42/job:${job}/retry`,
    job: `job:${job}`,
    rules: ["again@3"],
    verb: "retry",
    state: "done",
    reason: `job ${job} retried`,
    ...more,
  };
}

export function moved(at: number, more: Partial<SwitchEntry> = {}): SwitchEntry {
  return {
    kind: "switch",
    ...head(at),
    step: "stop",
    what: "everything",
    who: "local",
    reason: "odd",
    stops: [],
    ...more,
  };
}

export function byHand(at: number, more: Partial<ByHandEntry> = {}): ByHandEntry {
  return {
    kind: "byHand",
    ...head(at),
    projectId: 42,
    projectPath: "shop/api",
    step: "hold",
    what: "job:1",
    job: "job:1",
    who: "local",
    reason: "release",
    ...more,
  };
}

export async function journalled(house: TalkHouse, entries: readonly Entry[]): Promise<void> {
  for (const journal of entries) await house.store.commit([{ journal }]);
}

import { addHold } from "../../../lib/app/hold.ts";
import type { MemoryStore } from "../../../lib/store/memory.ts";
import type { Cast } from "./cast.ts";
import type { Ground } from "./site.ts";

export interface HoldAnswer {
  readonly accepted: boolean;
  /** The tasks that it could not stop. */
  readonly names: readonly string[];
}

interface Desk {
  readonly cast: Cast;
  /** Default: the job of the task. */
  readonly on?: string | undefined;
  readonly ground: Ground;
  readonly giveWay: () => Promise<void>;
}

/** A person's hold on what a task is about, or on more. */
export async function askForHold(
  store: MemoryStore,
  { cast, on, ground: { task }, giveWay }: Desk,
): Promise<HoldAnswer> {
  const deed = {
    source: task.source,
    project: task.project.id,
    on: on ?? task.object,
    who: "local",
    reason: "evidence",
  };
  const { isAccepted, deletes } = await addHold(deed, { store, clock: cast.clock, random: () => "hold-1", giveWay });
  return { accepted: isAccepted, names: deletes.map(({ id }) => id) };
}

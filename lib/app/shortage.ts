import { joinKey } from "../core/key.ts";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { askOf } from "./throttleNeeds.ts";

/** What a process knows of lanes that were short: when somebody waited last, until when there is no room, and who yields. */
export interface Shortage {
  readonly waitedAt: Map<string, Instant>;
  readonly closed: Map<string, Instant>;
  /** Projects that had their turn in a short lane, and let others go first. */
  readonly yielding: Map<string, Instant>;
}

export function noShortage(): Shortage {
  return { waitedAt: new Map(), closed: new Map(), yielding: new Map() };
}

/** A project's part of a lane. */
export function shareOf(task: Task): string {
  return joinKey(task.source, task.project.id, askOf(task).lane);
}

import { setTimeout as timer } from "node:timers/promises";

/** Waits so many milliseconds. */
export async function pause(millis: number): Promise<void> {
  await timer(millis);
}

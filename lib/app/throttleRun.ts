import type { GitLab } from "../core/ports.ts";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import type { End } from "./look.ts";
import type { Room } from "./throttle.ts";
import { untilRoom } from "./throttleClosed.ts";
import { askOf } from "./throttleNeeds.ts";
import type { Worker } from "./worker.ts";

const spareMillis = 5_000;

/** How long a run may wait for room: enough of the lease must be left for a look and for the call. */
export function patientUntil({ leaseEnd, callTimeoutSeconds }: Worker): Instant {
  return leaseEnd() - 2 * callTimeoutSeconds * 1000 - spareMillis;
}

/** A run that has room for all that it may ask, or that ends before it began: nothing was looked at, marked or called. */
export async function withRoom(
  held: Task,
  { gitlab, worker }: { gitlab: GitLab; worker: Worker },
  run: (metered: GitLab, room: Pick<Room, "settle">) => Promise<End | "gone">,
): Promise<End | "gone"> {
  const room = await worker.throttle.take(askOf(held), patientUntil(worker));
  if ("closedUntil" in room)
    return { outcome: untilRoom(room, worker.luck()), settled: held.unsure !== true, giveBack: false };
  try {
    return await run(room.meter(gitlab), room);
  } finally {
    await room.end();
  }
}

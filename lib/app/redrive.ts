import { redriven } from "../core/byHand.ts";
import { type Deed, type DeedDesk, type DeedDone, doByHand } from "./byHand.ts";
import { emptiedGate } from "./gates/emptied.ts";

/**
 * Lets somebody look again, at once, at a task that has ended: whether it acts is decided by the live facts and the rules,
 * as for any task, so that redriving what was done does nothing again. A gate is opened anew, empty, with it.
 *
 * @throws StoreError when the tables cannot be read or written; asking again is safe
 */
export async function redrive(deed: Deed, desk: DeedDesk): Promise<DeedDone> {
  const why = `redriven by ${deed.who}: ${deed.reason}`;
  return await doByHand(
    deed,
    {
      name: "redrive",
      after: (task, now) => redriven(task, why, now),
      also: (task, now) => emptiedGate(task, desk.store, now),
    },
    desk,
  );
}

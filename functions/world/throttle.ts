import { createThrottle, type RatedSource, type SharedThrottle } from "../../lib/app/throttleShared.ts";
import type { Store } from "../../lib/core/ports.ts";
import type { Clock } from "../../lib/core/time.ts";
import { giveWay } from "../../lib/edge/giveWay.ts";
import { pause } from "../../lib/edge/pause.ts";
import { luck } from "../../lib/edge/random.ts";

/** The rate budget of one process, shared with the others over the ledger. */
export function openThrottle(store: Store, clock: Clock, sources: () => readonly RatedSource[]): SharedThrottle {
  return createThrottle({ store, clock, luck, giveWay, pause }, sources);
}

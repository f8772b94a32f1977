import type { Broken, Results } from "../core/throttleBreaker.ts";
import type { News } from "../core/throttleNews.ts";
import type { Lane } from "../core/throttleSizes.ts";
import type { Instant } from "../core/time.ts";
import type { Closed } from "./throttle.ts";
import type { Item } from "./throttleItem.ts";

/** A part of the budget that this process may use for a short time. */
export interface Lease {
  left: number;
  readonly until: Instant;
  /** It is for a probe, which is known by that. */
  readonly probe?: Instant;
}

export interface LaneWish {
  readonly lane: Lane;
  readonly count: number;
}

/** A probe of this process that is under way. */
interface Probe {
  readonly until: Instant;
  readonly isOver: Promise<void>;
  readonly over: () => void;
}

/** One token's budget as this process has it: leased in batches, so that the item is written once for about ten requests. */
export interface Desk {
  readonly item: Item;
  readonly leases: Map<Lane, readonly Lease[]>;
  /** Requests that were sent without room: the next lease pays for them. */
  readonly owed: Map<Lane, number>;
  readonly refused: Map<Lane, Closed & { readonly count: number }>;
  /** GitLab asked for patience until then, as far as this process knows. */
  patientUntil: Instant;
  /** GitLab does not answer, as far as this process knows; and what the others heard when it looked last. */
  broken: Broken | undefined;
  results: readonly Results[];
  /** Since when it knows. */
  knownAt: Instant;
  probe: Probe | undefined;
  /** What was heard, for the item to be told with the next lease, or sooner. */
  news: News;
  toldAt: Instant;
  /** Somebody will tell it. */
  isTelling: boolean;
  /** Takes end one after the other, so that a process never races itself. */
  turn: Promise<unknown>;
  /** What was heard and is being noted. Never rejects. */
  noted: Promise<void>;
}

export function openDesk(item: Item): Desk {
  const [leases, owed, refused] = [new Map(), new Map(), new Map()];
  const heard = { patientUntil: 0, broken: undefined, results: [], knownAt: 0, news: {}, toldAt: 0, isTelling: false };
  const done = Promise.resolve();
  return { item, leases, owed, refused, ...heard, probe: undefined, turn: done, noted: done };
}

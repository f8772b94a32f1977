import type { Gate } from "../../core/gate.ts";
import type { GitLabReads, Store } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";
import { type Behind, behindWhom, lookAtOpening, nextBehind } from "./parked.ts";
import { whyNotNewest, whyOvertaken } from "./stale.ts";
import { gatesOf } from "./stored.ts";

/** A gate as it stands, before the others of its source are looked at. */
export interface Queued {
  readonly source: string;
  readonly gate: Gate;
  /** As it was noted at the look before. */
  readonly before: Gate | undefined;
  /** It could be played; only its calendar keeps it shut; or people are waited for. */
  readonly could: "pass" | "park" | "wait";
}

/** How a gate stands among the others of its source. */
export interface Queue {
  /** Why nobody waits for it any more. */
  readonly stale?: string;
  readonly behind?: Behind;
  /** When somebody looks at it once its calendar opens. */
  readonly at?: Instant;
  /** The task of the next that waits for the same opening: it is told once this one was played or closed. */
  readonly next?: string;
}

const hourMillis = 3_600_000;

/**
 * Asks the ledger for the other gates of the source: when the gate is opened, is parked or could pass, and once an hour.
 *
 * @throws GitLabError when GitLab cannot be asked; StoreError
 */
export async function queueOf(
  { source, gate, before, could }: Queued,
  { store, reads }: { readonly store: Pick<Store, "notes" | "task">; readonly reads: GitLabReads },
  now: Instant,
): Promise<Queue> {
  const isLate = !before || hourOf(before.lookedAt) < hourOf(now);
  if (could === "wait" && !isLate) return {};
  const gates = await gatesOf(source, store);
  const isParked = gate.parkedUntil !== undefined;
  const next = isParked ? nextBehind(gate, gates) : undefined;
  const handsOn = next === undefined ? {} : { next };
  const overtaken =
    could === "pass" || isLate
      ? await whyOvertaken(gate, { gates, store, reads }, before ? gate.openedAt : 0)
      : undefined;
  if (overtaken !== undefined) return { stale: overtaken, ...handsOn };
  if (gate.parkedUntil === undefined || could === "wait") return {};
  if (could === "park") return { at: lookAtOpening(gate.parkedUntil, gate, gates) };
  const stale = await whyNotNewest(gate, { gates, store });
  if (stale !== undefined) return { stale, ...handsOn };
  const behind = await behindWhom(gate, { gates, store, now });
  return behind ? { behind } : handsOn;
}

function hourOf(at: Instant): number {
  return Math.floor(at / hourMillis);
}

import { GitLabError, StoreError } from "../../core/errors.ts";
import type { Hooks } from "../../core/hooks.ts";
import type { Clock } from "../../core/time.ts";
import type { WatchedSource, Worker } from "../worker.ts";
import type { HookBook } from "./hookBook.ts";
import type { HookPlace } from "./hookNote.ts";

/** What looking after hooks needs of the world. */
export interface HookWorld extends Pick<Worker, "store" | "log" | "throttle" | "callTimeoutSeconds"> {
  /** The hooks of a source as its token `hooks` sees them; `undefined`: it has no such token. Missing: nobody looks after any. */
  readonly hooks?: (source: string) => Promise<Hooks | undefined>;
  readonly clock: Clock;
  /** How long this run may still take. */
  readonly remainingMillis: () => number;
}

/** What one run did. */
export interface Tended {
  requests: number;
  /** Projects and groups whose hooks were all seen. */
  owners: number;
  /** Deliveries that GitLab was asked to send again. */
  resent: number;
}

/** One run, and how far it has come. */
export interface HookRun {
  readonly source: WatchedSource;
  readonly world: HookWorld;
  readonly hooks: Hooks;
  readonly book: HookBook;
  readonly did: Tended;
  /** Owners whose turn is over in this run. */
  readonly visited: Set<number | string>;
  place: HookPlace;
}

/** Requests that one run may send: a tenth of what the patrol's lane of a usual budget lets through in 10 minutes. */
export const mostRequests = 90;
const spareMillis = 5_000;

/** Whether there is time, and room in the rate budget, for one more request, which is counted then. */
export async function mayAsk({ did, source, world }: HookRun, most = mostRequests): Promise<boolean> {
  const moreMillis = world.remainingMillis() - world.callTimeoutSeconds * 1000 - spareMillis;
  if (did.requests >= most || moreMillis <= 0) return false;
  const ask = { source: source.id, lane: "patrol", requests: { hooks: 1 } } as const;
  if ("closedUntil" in (await world.throttle.take(ask, world.clock() + moreMillis))) return false;
  did.requests++;
  return true;
}

const codesThatMeetAll = ["throttled", "unavailable", "unauthorized", "refusedConnection", "redirected"];

/** Whether an error would meet all the others, too. */
export function meetsAll(error: unknown): boolean {
  if (error instanceof StoreError || error instanceof GitLabError) return codesThatMeetAll.includes(error.code);
  return true;
}

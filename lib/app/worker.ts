import type { LogFields } from "../core/logFields.ts";
import type { GitLab, Store } from "../core/ports.ts";
import type { Clock, Instant } from "../core/time.ts";
import type { RulesReader } from "./rules.ts";
import type { Throttle } from "./throttle.ts";

/** One fact per line; `edge/log.ts` writes them. */
interface WorkerLog {
  info(what: string, fields?: LogFields): void;
  error(what: string, fields?: LogFields): void;
}

/** One configured GitLab, and the projects of it that Penstock may touch: globs over the full path, or ids. */
export interface WatchedSource {
  readonly id: string;
  readonly projects: readonly (string | number)[];
}

/** What performing needs of the world. */
export interface Worker {
  readonly store: Store;
  readonly rules: RulesReader;
  /** The configured sources, each with the projects that it is watched for. */
  readonly sources: readonly WatchedSource[];
  /** The client of a source; `undefined` for a source that is not configured any more. */
  readonly gitlab: (source: string) => Promise<GitLab | undefined>;
  /** The rate budget that all processes share: asked for before anything is done. */
  readonly throttle: Throttle;
  readonly clock: Clock;
  /** A short text that nobody else has, and that sorts behind those made before it. */
  readonly random: () => string;
  /** Waits a moment before a write that met another one is tried again; `tries` came before. */
  readonly giveWay: (tries: number) => Promise<void>;
  /** Waits; missing where somebody looks again within a second anyway: then nobody stays for room in the rate budget. */
  readonly pause?: (millis: number) => Promise<void>;
  /** A number from 0 to 1. */
  readonly luck: () => number;
  /** Until when a claim made now may hold: the end of this invocation and 5 s. */
  readonly leaseEnd: () => Instant;
  /** GitLab executes no request later than this after we sent it. */
  readonly settleSeconds: number;
  /** The longest that one call may take. */
  readonly callTimeoutSeconds: number;
  readonly log: WorkerLog;
}

import { type Clock, millis } from "../../core/time.ts";

/** Ends a download that stands still or crawls. */
export interface Watch {
  /** Ends the request. */
  readonly signal: AbortSignal;
  /** Waits for the other side, which may be idle for so long and no longer. */
  head<T>(wait: Promise<T>): Promise<T>;
  /** The same; this time counts for the pace. */
  piece<T>(wait: Promise<T>): Promise<T>;
  /** Whether less comes than the slowest line carries, but for the first minute. */
  crawls(bytes: number): boolean;
}

/** 4 KiB a second: 1 GiB may take three days, a server that drips bytes gets a minute. */
const leastBytesPerSecond = 4096;
const graceSeconds = 60;

export function createWatch(idleSeconds: number, clock: Clock): Watch {
  const controller = new AbortController();
  const idleMillis = millis(idleSeconds);
  let waitedMillis = 0;
  async function head<T>(wait: Promise<T>): Promise<T> {
    const tooLong = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const idle = new DOMException("idle", "TimeoutError");
      controller.abort(idle);
      // a request that waits for its connection does not hear the signal
      tooLong.reject(idle);
    }, idleMillis);
    try {
      return await Promise.race([wait, tooLong.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    signal: controller.signal,
    head,
    async piece(wait) {
      const begun = clock();
      try {
        return await head(wait);
      } finally {
        // a clock may be set meanwhile, the timer above is not
        waitedMillis += Math.min(idleMillis, Math.max(0, clock() - begun));
      }
    },
    crawls: (bytes) => waitedMillis > millis(graceSeconds + bytes / leastBytesPerSecond),
  };
}

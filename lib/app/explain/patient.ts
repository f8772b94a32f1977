import { GitLabError } from "../../core/errors.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import type { Clock, Instant } from "../../core/time.ts";
import type { Throttle } from "../throttle.ts";
import { explainLook } from "../throttleNeeds.ts";

/** A job with many rules that read logs asks for some twenty things. */
const mostLooks = 80;
/** Somebody waits for the answer: a look that finds no room so soon is not sent. */
const patienceMillis = 3_000;

interface Bounds {
  readonly source: string;
  readonly throttle: Throttle;
  readonly clock: Clock;
  /** No look is begun after that. */
  readonly until: Instant;
}

/** The same looks, each only where the rate budget has room for it, at most 80 in all and none after `until`. */
export function patientReads(reads: GitLabReads, { source, throttle, clock, until }: Bounds): GitLabReads {
  let sent = 0;
  return new Proxy(reads, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return async (...given: unknown[]) => {
        const now = clock();
        if (now >= until) throw noRoom("the time for looking is over");
        if (sent >= mostLooks) throw noRoom(`${mostLooks} looks were sent already`);
        sent++;
        const room = await throttle.take(explainLook(source), Math.min(until, now + patienceMillis));
        if ("closedUntil" in room) throw noRoom(room.reason, Math.ceil((room.closedUntil - now) / 1000));
        return await Reflect.apply(method, target, given);
      };
    },
  });
}

function noRoom(message: string, retryAfterSeconds = 1): GitLabError {
  const advice = "Explain it again later, or without looking at GitLab (--no-look)";
  return new GitLabError("throttled", message, { advice, limit: "instance", retryAfterSeconds });
}

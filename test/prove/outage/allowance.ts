import { pacedPerMinute } from "../../../lib/core/throttlePace.ts";
import { sizesOf } from "../../../lib/core/throttleSizes.ts";
import { readThrottle, throttleKey } from "../../../lib/core/throttleState.ts";
import type { Instant } from "../../../lib/core/time.ts";
import { source } from "./containers.ts";
import type { County } from "./county.ts";

/** What the rate budget allowed, however much of it was used. */
export interface Allowance {
  /** How many seconds so many requests take from a moment on; what a full budget holds is free. */
  secondsFor(requests: number, from: Instant): number;
}

const sampleMillis = 10_000;

/**
 * Looks at the budget in the ledger every 10 s from a moment on: it allows less after GitLab refused something, and grows
 * back.
 */
export function watchAllowance(
  { timeline, memory }: Pick<County, "timeline" | "memory">,
  { from, to, perMinute }: { readonly from: Instant; readonly to: Instant; readonly perMinute: number },
): Allowance {
  const perSecond: number[] = [];
  async function look(at: Instant): Promise<void> {
    const text = await memory.note(throttleKey(source, "act"));
    const { pace } = readThrottle(text, at, perMinute);
    perSecond.push(sizesOf(pacedPerMinute(pace, { now: at, perMinute })).perSecond);
  }
  for (let at = from; at < to; at += sampleMillis) timeline.at(at, () => void look(at));
  const { caps, room } = sizesOf(perMinute);
  const held = Object.values(caps).reduce((all, one) => all + one, room);
  return {
    secondsFor(requests, begin) {
      let left = Math.max(1, requests - held);
      let seconds = 0;
      for (const rate of perSecond.slice(Math.floor((begin - from) / sampleMillis))) {
        const mine = (rate * sampleMillis) / 1_000;
        if (left <= mine) return seconds + left / rate;
        left -= mine;
        seconds += sampleMillis / 1_000;
      }
      return seconds + left / sizesOf(perMinute).perSecond;
    },
  };
}

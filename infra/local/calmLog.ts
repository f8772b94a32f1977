import type { Clock } from "../../lib/core/time.ts";
import type { Log } from "../../lib/edge/log.ts";

const calmMillis = 60_000;

/**
 * A log for a house where `tick` runs every second: its pulse is told when something in it has changed, else once a minute
 * as in AWS.
 */
export function calmLog(log: Log, clock: Clock): Log {
  const told = new Map<unknown, { readonly text: string; readonly at: number }>();
  return {
    ...log,
    info(what, fields = {}) {
      if (what === "pulse") {
        const [text, at] = [JSON.stringify(fields), clock()];
        const last = told.get(fields.source);
        if (last?.text === text && at - last.at < calmMillis) return;
        told.set(fields.source, { text, at });
      }
      log.info(what, fields);
    },
  };
}

import { Cron } from "croner";
import { spanSeconds } from "../core/span.ts";
import type { Instant } from "../core/time.ts";
import type { Schedule } from "./schedule.ts";

const daySeconds = 86_400;
const weekSeconds = 7 * daySeconds;

/** Why a text is no cron whose moment ever comes; `undefined` for a good one. */
export function whyNoCron(cron: string): string | undefined {
  try {
    return pattern(cron, "UTC").nextRun(new Date(0)) ? undefined : "this moment never comes";
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, "") : "not a cron text";
  }
}

/**
 * The latest moment of a schedule that is not after `now`; `undefined` when there was none, or it cannot be read. A time of day that a clock
 * change skips comes right after the gap, and one that happens twice comes the first time only; a cron with a `*` or a
 * step in its hours or minutes goes by the clock on the wall instead.
 */
export function latestDue(schedule: Schedule, now: Instant): Instant | undefined {
  if (schedule.cron !== undefined && whyNoCron(schedule.cron) !== undefined) return undefined;
  const { every, zone = "UTC" } = schedule;
  const seconds = every === undefined ? undefined : spanSeconds(every);
  if (seconds !== undefined && seconds < daySeconds) {
    const step = seconds * 1000;
    return Math.floor(now / step) * step;
  }
  // Croner counts in whole seconds and leaves out the moment that it starts from.
  const after = (Math.floor(now / 1000) + 1) * 1000;
  return pattern(cronOf(schedule), zone).previousRuns(1, new Date(after))[0]?.getTime();
}

function cronOf({ every, at = "00:00", cron }: Schedule): string {
  if (cron !== undefined) return cron;
  const [hour, minute] = at.split(":").map(Number);
  const isWeekly = every !== undefined && spanSeconds(every) === weekSeconds;
  return `${minute} ${hour} * * ${isWeekly ? 1 : "*"}`;
}

function pattern(cron: string, zone: string): Cron {
  return new Cron(cron.trim(), { timezone: zone, mode: "5-part", fixedTimeRule: "no-wildcard" });
}

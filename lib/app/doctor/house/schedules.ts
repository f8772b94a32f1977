import type { Diagnosis } from "../../../core/diagnosis.ts";
import type { ScheduleLooks } from "../../../core/inAws.ts";
import { found, isUnseen } from "../../../core/seen.ts";
import { type Known, teller } from "../known.ts";

/** What `doctor` may say of what wakes functions by the clock. */
export const schedulesKnown = {
  scheduleFits: { area: "schedules", level: "well", what: "A schedule is on, at its rate." },
  scheduleUnseen: {
    area: "schedules",
    level: "unknown",
    what: "The schedules could not be looked at.",
    cure: "allow the action that is named, and ask again",
  },
  scheduleMissing: {
    area: "schedules",
    level: "broken",
    what: "No schedule wakes a function that runs by the clock.",
    cure: "deploy again (npx osls deploy): serverless.yml makes it",
  },
  scheduleOff: {
    area: "schedules",
    level: "broken",
    what: "A schedule is switched off: nothing that comes due is done, or nobody finds what no hook told.",
    cure: "find out who switched it off, and why; then enable it (EventBridge > Schedules), or deploy again",
  },
  scheduleRate: {
    area: "schedules",
    level: "warning",
    what: "A schedule has another rate than Penstock reckons with: what it promises about time does not hold.",
    cure: "deploy again (npx osls deploy): serverless.yml names the rate",
  },
} as const satisfies Readonly<Record<string, Known>>;

const tell = teller(schedulesKnown);

/** A function that must be woken by the clock. */
export interface WantedSchedule {
  readonly name: string;
  /** E.g. `rate(1 minute)`. */
  readonly rate: string;
}

/** How what wakes functions by the clock is. */
export async function examineSchedules(
  wanted: readonly WantedSchedule[],
  looks: ScheduleLooks,
): Promise<readonly Diagnosis[]> {
  const seen = await looks.schedules(wanted.map(({ name }) => name));
  if (isUnseen(seen)) return [tell("scheduleUnseen", "schedules", `${seen.unseen}.`, { cure: seen.cure })];
  const all = found(seen) ?? [];
  return wanted.map(({ name, rate }) => {
    const about = `schedule of ${name}`;
    const mine = all.filter(({ target }) => target.endsWith(`:function:${name}`));
    const schedule = mine.find(({ isOn }) => isOn) ?? mine[0];
    if (!schedule) return tell("scheduleMissing", about, "There is none.");
    if (!schedule.isOn) return tell("scheduleOff", about, "It is switched off.");
    if (schedule.rate !== rate) return tell("scheduleRate", about, `It is ${schedule.rate}, not ${rate}.`);
    return tell("scheduleFits", about, `It is on, at ${rate}.`);
  });
}

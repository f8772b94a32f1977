import type { Figure } from "../figure.ts";
import type { Played } from "./measure.ts";

const least = 2_000;

/** G12. */
export function figuresOf({ schedules, events, rates, half }: Played): readonly Figure[] {
  const each = Math.round(events / schedules);
  const micros = 1e6 / (rates * each);
  return [
    {
      goal: "G12",
      what: "schedules that the real code plays in a second of one core",
      unit: "/s",
      ours: rates,
      spread: half,
      least,
      unmet: `A schedule is ${each} events of the real handlers, rules and store at ${micros.toFixed(0)} µs each: ${least.toLocaleString("en")} would leave ${(1e6 / (least * each)).toFixed(1)} µs, which is less than parsing one hook. It would take shorter schedules, or ${Math.ceil(least / rates)} cores; ten thousand are played on every push all the same.`,
    },
    { goal: "G12", what: "events of schedules in a second of one core", unit: "/s", ours: rates * each },
  ];
}

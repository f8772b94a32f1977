import { parseArgs } from "node:util";
import { tell } from "./figure.ts";
import { figuresOf } from "./schedules/figures.ts";
import { measureSchedules } from "./schedules/measure.ts";

// `npm run bench -- schedules [--millis N] [--portion N]`: G12. The real code plays hostile schedules in one thread, as `npm run
// schedules` does in several; what counts is the processor's time, the collector's included.

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: { millis: { ...text, default: "20000" }, portion: { ...text, default: "128" } },
});

const played = await measureSchedules({ millis: Number(values.millis), portion: Number(values.portion) });
const { schedules, events, violations, rates, half } = played;
console.log(`  ${schedules} schedules of ${Math.round(events / schedules)} events each, ${violations} violations`);
console.log(
  `  ${rates.toFixed(0)} schedules a second of a core, half of the portions ${half.map((rate) => rate.toFixed(0)).join(" to ")}`,
);
tell(figuresOf(played));
if (violations > 0) process.exitCode = 1;

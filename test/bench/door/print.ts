import { printTable, ratioText } from "../rules/table.ts";
import type { Measured } from "./measure.ts";

/** How much of a core a server had. */
function coreShare({ cpuMicros, perSecond }: Pick<Measured, "cpuMicros" | "perSecond">): number {
  return (cpuMicros * perSecond) / 1e6;
}

/** Below this somebody else was on the core, and what runs in turns with others is slower by more than its turns. */
const quietShare = 0.8;

/** Whether the servers had their core for themselves. */
export function printQuiet(all: readonly Measured[]): void {
  const worst = Math.min(...all.map(coreShare));
  if (worst < quietShare)
    console.log(
      `  others use this machine: a server had ${Math.round(worst * 100)} % of its core. Ratios of a quiet machine are higher.`,
    );
}

/** One load's servers, each beside the first, which does nothing. */
export function printMeasured(title: string, all: readonly Measured[]): void {
  printTable(title, [
    ["server", "CPU a delivery", "x raw", "half of the rounds", "as seen", "of its core", "p99", "memory"],
    ...all.map(({ server, cpuMicros, share, spread, perSecond, p99Millis, rssBytes }) => [
      server.name,
      `${cpuMicros.toFixed(1)} µs`,
      ratioText(share),
      `${spread[0].toFixed(2)}–${spread[1].toFixed(2)}`,
      `${Math.round(perSecond).toLocaleString("en")}/s`,
      `${Math.round(coreShare({ cpuMicros, perSecond }) * 100)} %`,
      `${p99Millis.toFixed(1)} ms`,
      `${Math.round(rssBytes / 1024 ** 2)} MiB`,
    ]),
  ]);
}

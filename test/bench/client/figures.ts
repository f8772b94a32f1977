import type { Figure } from "../figure.ts";
import { printTable, ratioText } from "../rules/table.ts";
import type { loads, Measured } from "./measure.ts";

const gitbeaker = "@gitbeaker/rest";

/** What was measured of each load; the first of each is the limit. */
export type Found = Readonly<Partial<Record<keyof typeof loads, readonly Measured[]>>>;

/** G7: a call's CPU beside that of a raw socket, and of gitbeaker beside ours. */
export function figuresOf({ look = [], retry = [] }: Found): Figure[] {
  return [...ofLoad("a retry", retry), ...ofLoad("a look at a job", look)];
}

function ofLoad(what: string, all: readonly Measured[]): Figure[] {
  const [limit, least, ours] = [all[0], all[1], byName(all, "penstock")];
  if (!limit || !least || !ours) return [];
  const peers = all.filter((one) => one !== limit && one !== least && one !== ours);
  const best = peers.toSorted((one, other) => one.ratio - other.ratio)[0];
  const theirs = byName(all, gitbeaker);
  return [
    {
      goal: "G7",
      what: `${what}, 32 at once: CPU x raw socket`,
      unit: "x",
      ours: ours.ratio,
      spread: ours.spread,
      limit: { name: limit.name, value: 1 },
      ...(best && { peer: { name: best.name, value: best.ratio } }),
      most: 3,
      unmet: `The same socket takes ${ratioText(least.ratio)} of it once it reads the answer with JSON.parse, ${best ? `and ${best.name} ${ratioText(best.ratio)} without types, bounds and errors` : "and undici more"}: less would take an HTTP client of our own.`,
    },
    {
      goal: "G7",
      what: `${what}, 32 at once: CPU x ${least.name}`,
      unit: "x",
      ours: ours.ratio / least.ratio,
      limit: { name: least.name, value: 1 },
      ...(best && { peer: { name: best.name, value: best.ratio / least.ratio } }),
    },
    ...(theirs ? [comparedWith(what, theirs.ratio / ours.ratio)] : []),
  ];
}

function comparedWith(what: string, ratio: number): Figure {
  return {
    goal: "G7",
    what: `${what}, 32 at once: CPU of ${gitbeaker}, x ours`,
    unit: "x",
    ours: ratio,
    least: 6,
    unmet:
      "gitbeaker is slowest where it sends a body, and a look has none: of what is left the socket and JSON.parse, which all pay, are a third of ours.",
  };
}

function byName(all: readonly Measured[], name: string): Measured | undefined {
  return all.find((one) => one.name === name);
}

/** One load's clients, each beside the limit. */
export function printMeasured(title: string, all: readonly Measured[]): void {
  printTable(title, [
    ["client", "CPU a call", "x limit", "half of the rounds", "x ours", "as seen", "sent a call", "requests a call"],
    ...all.map(({ name, cpuMicros, ratio, spread, wallMicros, sentBytes, requests }) => [
      name,
      `${cpuMicros.toFixed(1)} µs`,
      ratioText(ratio),
      `${spread[0].toFixed(2)}–${spread[1].toFixed(2)}`,
      ratioText(ratio / (byName(all, "penstock")?.ratio ?? Number.NaN)),
      `${wallMicros.toFixed(0)} µs`,
      `${Math.round(sentBytes)} bytes`,
      requests.toFixed(2),
    ]),
  ]);
}

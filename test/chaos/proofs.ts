import type { Proof, Shown } from "../prove/proof.ts";
import { type Day, playDay } from "./day.ts";

/** One day after another, the first with this seed. */
export async function playDays(count: number, seed: number): Promise<Day[]> {
  const days: Day[] = [];
  for (let at = 0; at < count; at++) days.push(await playDay(seed + at));
  return days;
}

/** The promises that are kept when it is real processes that die. */
export const chaosProofs: readonly Proof[] = [
  {
    promises: ["P9", "P14", "P20", "P45"],
    says: "two Penstocks over one database on disk, all killed, frozen and cut off at random: once, to an end, written down, and the books balance",
    cases: { onPush: 1, byProve: 5 },
    run: async (cases, seed) => shownBy(await playDays(cases, seed)),
  },
];

function shownBy(days: readonly Day[]): Shown {
  const sum = (name: string) => days.reduce((total, { figures }) => total + (figures[name] ?? 0), 0);
  const summed = [
    "kills",
    "freezes",
    "databaseKills",
    "outages",
    "faults",
    "hooks",
    "hooksLost",
    "calls",
    "effects",
    "tasks",
  ];
  return {
    cases: days.length,
    violations: days.flatMap(({ violations }) => violations),
    figures: {
      ...Object.fromEntries(summed.map((name) => [name, sum(name)])),
      slowestQuietSeconds: Math.max(...days.map(({ figures }) => figures.quietSeconds ?? 0)),
    },
  };
}

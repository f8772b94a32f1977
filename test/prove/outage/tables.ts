import { randomOf, seedFrom } from "../../simulation/random.ts";
import type { Proof, Shown } from "../proof.ts";
import { type County, hour, minute, openCounty, start } from "./county.ts";
import { fill } from "./fill.ts";
import { judged } from "./judge.ts";
import { tablesAway } from "./weatherOfTables.ts";

// Three hours without tables: as long as DynamoDB's outage of October 2025.

const from = start + 10 * minute;
const to = from + 3 * hour;

interface Told {
  readonly wrong: readonly string[];
  readonly wanted: number;
  readonly deferred: number;
  /** Effects while the tables were away: of calls whose mark had been written before. */
  readonly meanwhile: number;
}

async function one(seed: number): Promise<Told> {
  const county = await openCounty({ seed, projects: 3, tables: tablesAway(seed, from, to) });
  const dice = randomOf(seedFrom(seed, "arrivals"));
  fill(county, { dice, jobs: dice.whole(40, 120), from: start, until: to + 5 * minute });
  await county.until(to);
  const deferred = county.answers.get("deferred") ?? 0;
  const meanwhile = county.twin.effects.filter(({ at }) => at >= from).length;
  const isFound = await found(county);
  const isQuiet = await county.quiet(3 * hour);
  const { wrong } = judged(county);
  const odd = [...county.answers.keys()].filter(
    (word) => word !== "planned" && word !== "deferred" && word !== "ignored",
  );
  return {
    wrong: [
      ...wrong,
      ...(isFound && isQuiet ? [] : ["it was not quiet within 3 h"]),
      ...odd.map((word) => `a delivery was answered ${word}`),
      ...(deferred === 0 ? ["no delivery was deferred"] : []),
    ],
    wanted: county.events.wanted.length,
    deferred,
    meanwhile,
  };
}

/** Two rounds of the patrol after the tables are back. */
async function found(county: County): Promise<boolean> {
  await county.until(to + 25 * minute);
  return await county.quiet(hour);
}

async function run(cases: number, seed: number): Promise<Shown> {
  const told: Told[] = [];
  const violations: string[] = [];
  for (let mine = seed; mine < seed + cases; mine++) {
    const shown = await one(mine);
    told.push(shown);
    violations.push(...shown.wrong.map((what) => `seed ${mine}: ${what}`));
  }
  const sum = (count: (one: Told) => number) => told.reduce((all, each) => all + count(each), 0);
  return {
    cases,
    violations,
    figures: {
      wanted: sum(({ wanted }) => wanted),
      deferred: sum(({ deferred }) => deferred),
      "done meanwhile": sum(({ meanwhile }) => meanwhile),
    },
  };
}

export const tables: Proof = {
  promises: ["P36", "P1"],
  says: "with the tables away for three hours deliveries are answered as deferred, and afterwards the patrol finds what they told: nothing is lost, nothing happens twice",
  cases: { onPush: 1, byProve: 500 },
  run,
};

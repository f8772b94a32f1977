import { taskId } from "../../../lib/core/task.ts";
import type { Instant } from "../../../lib/core/time.ts";
import { randomOf, seedFrom } from "../../simulation/random.ts";
import type { Proof, Shown } from "../proof.ts";
import { source } from "./containers.ts";
import { type County, hour, minute, openCounty, second, start } from "./county.ts";
import { fill } from "./fill.ts";
import { judged } from "./judge.ts";

// Half a day without a hook: the patrol alone tells what happens.

const from = start + 10 * minute;
const to = from + 12 * hour;
/** Ten minutes between rounds, and two for the round itself and what it plans. */
const bound = 12 * minute;

interface Told {
  readonly wrong: readonly string[];
  readonly found: number;
  readonly latest: number;
}

async function one(seed: number): Promise<Told> {
  const county = await openCounty({
    ...{ seed, projects: 5 },
    isOff: (what, at) => what === "hooks" && at >= from && at < to,
  });
  const dice = randomOf(seedFrom(seed, "arrivals"));
  fill(county, { dice, jobs: dice.whole(60, 200), from: start, until: to + 30 * minute });
  await county.until(to + hour);
  const isQuiet = await county.quiet(3 * hour);
  const { wrong } = judged(county);
  const waits = foundAfter(county);
  const late = waits.filter((millis) => millis > bound);
  return {
    wrong: [
      ...wrong,
      ...(isQuiet ? [] : ["it was not quiet within 3 h"]),
      ...(late.length > 0 ? [`${late.length} were found only after up to ${Math.max(...late) / second} s`] : []),
    ],
    found: waits.length,
    latest: Math.max(0, ...waits) / second,
  };
}

/** How long each task was not there though its job was as a rule wants it, of what no hook told. */
function foundAfter({ events, tasks, twin }: County): number[] {
  return events.wanted.flatMap(({ verb, jobId, since }) => {
    if (since < from || since >= to) return [];
    const project = { id: twin.job(jobId).pipeline.project.id };
    const at: Instant | undefined = tasks.plannedAt.get(taskId({ source, project, jobId, verb }));
    return at === undefined ? [] : [at - since];
  });
}

async function run(cases: number, seed: number): Promise<Shown> {
  const violations: string[] = [];
  let [found, latest] = [0, 0];
  for (let mine = seed; mine < seed + cases; mine++) {
    const told = await one(mine);
    violations.push(...told.wrong.map((what) => `seed ${mine}: ${what}`));
    found += told.found;
    latest = Math.max(latest, told.latest);
  }
  return { cases, violations, figures: { found, "found after s, at most": Math.round(latest) } };
}

export const hookless: Proof = {
  promises: ["P5"],
  says: "twelve hours of disabled hooks: the patrol finds all that rules want within 12 minutes, and hooks that work again have no second effect",
  cases: { onPush: 1, byProve: 300 },
  run,
};

import { beginCycle, cyclesOf, newCycle } from "../../../lib/app/coverage/cycles.ts";
import { inventoryName } from "../../../lib/app/coverage/roll.ts";
import { sizesOf } from "../../../lib/core/throttleSizes.ts";
import { instantText } from "../../../lib/core/time.ts";
import { randomOf, seedFrom } from "../../simulation/random.ts";
import { source } from "../outage/containers.ts";
import { type County, hour, minute, openCounty, second, start } from "../outage/county.ts";
import { judged } from "../outage/judge.ts";

// A sweep, a storm of retries, and keeps and gates in between, all with one token.

export interface StormOptions {
  readonly seed: number;
  readonly perMinute: number;
  /** How many jobs fail within a minute. */
  readonly failing: number;
  /** Keeps, and as many gates. */
  readonly urgent: number;
  /** Projects of a thousand jobs to sweep through; 0: no sweep. */
  readonly swept: number;
}

/** How it went. */
export interface Storm {
  readonly wrong: readonly string[];
  /** Seconds from when something was wanted until it was done. */
  readonly waits: Readonly<Record<"keep" | "play" | "retry", readonly number[]>>;
  readonly requests: number;
  readonly refused: number;
  /** How long the sweep took; 0: there was none. */
  readonly sweepSeconds: number;
}

const begins = start + 5 * minute;

export async function playStorm({ seed, perMinute, failing, urgent, swept }: StormOptions): Promise<Storm> {
  const county = await openCounty({
    ...{ seed, perMinute, projects: 10, failsAgain: 0.05 },
    // GitLab counts from its own minutes on, and lets us send what we mean to and no more.
    gitlabPerMinute: perMinute + sizesOf(perMinute).batch,
    vintage: seed % 2 === 0 ? 2026 : 2024,
  });
  const { twin, timeline, events, projects, store } = county;
  if (swept > 0) twin.addCrowd({ projects: swept, jobsPerProject: 1_000, seed });
  await county.until(begins);
  const dice = randomOf(seedFrom(seed, "storm"));
  const soon = (millis: number) => begins + 10 * dice.whole(0, millis / 10);
  const project = () => projects[dice.whole(0, projects.length - 1)] ?? 0;
  for (let left = failing; left > 0; left -= 25)
    timeline.at(soon(minute), () => events.addFailing(project(), Math.min(25, left)));
  const lasts = Math.max(3 * minute, (failing * 4 * second) / sizesOf(perMinute).perSecond);
  for (let at = 0; at < urgent; at++) {
    timeline.at(soon(lasts), () => events.addGate(project()));
    timeline.at(soon(lasts), () => events.addRelease(project()));
  }
  if (swept > 0) {
    const now = timeline.now();
    await beginCycle(source, inventoryName, newCycle({ cycle: instantText(now), began: now, who: "proof" }), store);
  }
  const sweepSeconds = swept > 0 ? await sweepEnds(county) : 0;
  await county.until(Math.max(timeline.now(), begins + lasts + minute));
  const isQuiet = await county.quiet(4 * hour);
  return { ...shownBy(county, isQuiet), sweepSeconds };
}

/** When the last of its projects was read. */
async function sweepEnds(county: County): Promise<number> {
  const { timeline, store } = county;
  const end = timeline.now() + 6 * hour;
  while (timeline.now() < end) {
    await county.until(timeline.now() + 10 * second);
    const cycles = [...(await cyclesOf(source, store)).values()];
    if (cycles.every(({ planning }) => planning === undefined) && county.tasks.sweeps.size === 0)
      return (timeline.now() - begins) / second;
  }
  return Number.POSITIVE_INFINITY;
}

function shownBy(county: County, isQuiet: boolean): Omit<Storm, "sweepSeconds"> {
  const { asked } = county;
  const { wrong, done } = judged(county);
  const refused = asked.filter(({ status }) => status === 429).length;
  const waitsOf = (wanted: string) =>
    done.filter(({ verb }) => verb === wanted).map(({ since, at }) => (at - since) / second);
  return {
    wrong: [
      ...wrong,
      ...(isQuiet ? [] : ["it was not quiet within 4 h"]),
      ...(refused > 0 ? [`GitLab refused ${refused} requests`] : []),
    ],
    waits: { keep: waitsOf("keep"), play: waitsOf("play"), retry: waitsOf("retry") },
    requests: asked.length,
    refused,
  };
}

import { sizesOf } from "../../../lib/core/throttleSizes.ts";
import type { Instant } from "../../../lib/core/time.ts";
import { randomOf, seedFrom } from "../../simulation/random.ts";
import type { Proof, Shown } from "../proof.ts";
import { watchAllowance } from "./allowance.ts";
import { type County, hour, minute, openCounty, second, start } from "./county.ts";
import { fill } from "./fill.ts";
import { type Done, judged, percentile } from "./judge.ts";
import { awayBetween } from "./weather.ts";

// An hour without GitLab, and how what waited is worked off afterwards.

/** What one effect asks of GitLab when all goes well; a test looks that it is so. */
export const needed = { retry: 4, play: 6, keep: 4 } as const;

/** How one world went. */
export interface Drain {
  readonly wrong: readonly string[];
  /** How long after its end the outage was noticed to be over. */
  readonly noticedSeconds: number;
  /** What waited at the end of the outage. */
  readonly backlog: number;
  readonly seconds: number;
  readonly ideal: number;
  /** How long keeps and gates waited after the end, in seconds. */
  readonly urgent: readonly number[];
  readonly asked: { readonly meanwhile: number; readonly refused: number };
}

const spreadMillis = 5 * minute;
/** A breaker is open for 5 min at most; then a tick comes. */
const mostSecondsToNotice = 400;
const slack = 0.1;
/** What one `tick` leaves waits for the next. */
const tickSeconds = 60;

interface Sizes {
  readonly perMinute: number;
  /** How long the backlog takes at the least. */
  readonly drainSeconds: number;
}

/** One world: things happen from before the outage to soon after it. */
export async function drainAfterAway(seed: number, { perMinute, drainSeconds }: Sizes): Promise<Drain> {
  const from = start + 10 * minute;
  const to = from + hour;
  const county = await openCounty({ seed, projects: 4, perMinute, trouble: awayBetween(seed, from, to) });
  const dice = randomOf(seedFrom(seed, "arrivals"));
  const jobs = (drainSeconds * sizesOf(perMinute).perSecond) / needed.retry;
  fill(county, { dice, jobs, from: start, until: to + spreadMillis });
  const allowance = watchAllowance(county, { from: to, to: to + 2 * hour, perMinute });
  await county.until(to);
  const backlog = county.tasks.open.size;
  const isQuiet = await county.quiet(3 * hour);
  const { wrong, done } = judged(county);
  const back = firstAnswer(county, to);
  const late = done.filter(({ since, at }) => since < to + spreadMillis && at >= back);
  const end = Math.max(back, ...late.map(({ at }) => at));
  const drain = {
    noticedSeconds: (back - to) / second,
    backlog,
    seconds: (end - back) / second,
    ideal: allowance.secondsFor(neededBetween(county, { back, end, done }), back),
    urgent: done
      .filter(({ verb, at }) => verb !== "retry" && at >= back)
      .map(({ since, at }) => (at - Math.max(since, back)) / second),
    asked: askedMeanwhile(county, from, to),
  };
  return { ...drain, wrong: [...wrong, ...(isQuiet ? [] : ["it was not quiet within 3 h"]), ...slowness(drain)] };
}

function slowness({ noticedSeconds, seconds, ideal }: Omit<Drain, "wrong">): string[] {
  const ratio = seconds / ideal;
  return [
    ...(noticedSeconds > mostSecondsToNotice ? [`GitLab was back for ${noticedSeconds} s before it was asked`] : []),
    ...(seconds > ideal * (1 + slack) + tickSeconds || ratio < 1 - slack
      ? [`the backlog took ${seconds} s, ${ratio.toFixed(2)} x what the budget allows`]
      : []),
  ];
}

function firstAnswer({ asked }: County, to: Instant): Instant {
  return asked.find(({ at, status }) => at >= to && status >= 200 && status < 300)?.at ?? to;
}

/** What the effects of that time had to ask, each as when all goes well, and what lists the patrol read. */
function neededBetween({ asked }: County, { back, end, done }: { back: Instant; end: Instant; done: readonly Done[] }) {
  const isThen = (at: Instant) => at >= back && at <= end;
  const effects = done.filter(({ at }) => isThen(at)).reduce((all, { verb }) => all + needed[verb], 0);
  return effects + asked.filter(({ at, kind }) => isThen(at) && isList.test(kind)).length;
}

const isList = /^GET projects(\/:id\/jobs)?$/;

function askedMeanwhile({ asked }: County, from: Instant, to: Instant): Drain["asked"] {
  return {
    meanwhile: asked.filter(({ at }) => at >= from && at < to).length,
    refused: asked.filter(({ at, status }) => at >= to && status === 429).length,
  };
}

async function run(cases: number, seed: number): Promise<Shown> {
  const drains: Drain[] = [];
  const violations: string[] = [];
  for (let mine = seed; mine < seed + cases; mine++) {
    const drain = await drainAfterAway(mine, sizesFor(mine, cases));
    drains.push(drain);
    violations.push(...drain.wrong.map((what) => `seed ${mine}: ${what}`));
  }
  const ratios = drains.map(({ seconds, ideal }) => seconds / ideal);
  return {
    cases,
    violations,
    figures: {
      backlogs: `${Math.min(...drains.map(({ backlog }) => backlog))} to ${Math.max(...drains.map(({ backlog }) => backlog))}`,
      "drain, of the ideal": `${percentile(ratios, 0.5).toFixed(2)}, at most ${Math.max(...ratios).toFixed(2)}`,
      "keeps and gates p99 s": Math.round(
        percentile(
          drains.flatMap(({ urgent }) => urgent),
          0.99,
        ),
      ),
      "noticed after s, at most": Math.round(Math.max(...drains.map(({ noticedSeconds }) => noticedSeconds))),
      "requests meanwhile p50": percentile(
        drains.map(({ asked }) => asked.meanwhile),
        0.5,
      ),
    },
  };
}

/** On every push small worlds with half the budget: they cost less. */
function sizesFor(seed: number, cases: number): Sizes {
  const dice = randomOf(seedFrom(seed, "sizes"));
  if (cases < 10) return { perMinute: 300, drainSeconds: 400 };
  return { perMinute: dice.pick([600, 600, 300]), drainSeconds: dice.whole(900, 1_800) };
}

export const away: Proof = {
  promises: ["P34"],
  says: "GitLab away for an hour (no connection, 503, no answer, 429 in turn): nothing is lost, nothing happens twice, nobody is asked, and what waited is done as fast as the rate budget allows, within a tenth and a minute",
  cases: { onPush: 1, byProve: 300 },
  run,
};

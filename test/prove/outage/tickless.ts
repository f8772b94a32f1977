import { randomOf, seedFrom } from "../../simulation/random.ts";
import type { Proof, Shown } from "../proof.ts";
import { hour, minute, openCounty, second, start } from "./county.ts";
import { fill } from "./fill.ts";
import { type Done, judged, percentile } from "./judge.ts";

// A day without `tick`: what waits for its time waits longer, and what is due at once has the stream, if that comes.

const from = start + 10 * minute;
const to = from + 24 * hour;

/** Jobs that wait before they run again, by name. */
const delays: ReadonlyMap<string, number> = new Map([
  ["fails 0", 20 * minute],
  ["fails 1", 3 * hour],
]);

const rules = `version: 1
defaults: { mode: enforce }
rules:
${[...delays].map(([name, millis]) => later(name, millis / minute)).join("\n")}
${retryRule("again", `not: { name: [${[...delays.keys()].map((name) => `"${name}"`).join(", ")}] }`, "retry")}
  - { id: promote, projects: ["shop/**"], on: pipeline, do: { play: { job: deploy } } }
  - { id: keep-releases, projects: ["shop/**"], on: job, when: { status: success, tag: true, artifacts: present }, do: keep }
`;

function later(name: string, minutes: number): string {
  return retryRule(`after-${minutes}m`, `name: "${name}"`, `{ retry: { after: ${minutes}m } }`);
}

function retryRule(id: string, which: string, does: string): string {
  const when = `{ status: failed, failureReason: runner_system_failure, ${which} }`;
  return `  - { id: ${id}, projects: ["shop/**"], on: job, when: ${when}, do: ${does}, limit: { perJob: 3 }, outage: off }`;
}

interface Told {
  readonly wrong: readonly string[];
  /** Of those with a delay. */
  readonly timers: number;
  /** How late each was, of those that came due while `tick` came. */
  readonly late: readonly number[];
  /** How long after its return each was done that had come due before. */
  readonly overdue: readonly number[];
}

/** Hooks tell whole seconds, so a timer of theirs may begin up to one early. */
const spareMillis = second;

async function one(seed: number): Promise<Told> {
  const hasStream = seed % 2 === 0;
  const isDay = (at: number) => at >= from && at < to;
  const county = await openCounty({
    ...{ seed, rules, projects: 4 },
    isOff: (what, at) => isDay(at) && (what === "tick" || (what === "stream" && !hasStream)),
  });
  const dice = randomOf(seedFrom(seed, "arrivals"));
  fill(county, { dice, jobs: dice.whole(40, 120), from: start, until: to + 10 * minute });
  await county.until(to);
  const isQuiet = await county.quiet(12 * hour);
  const { wrong, done } = judged(county);
  const timers = done.map((each) => ({ ...each, due: each.since + delayOf(each, county.twin.job(each.jobId).name) }));
  const early = timers.filter(({ at, due }) => at < due - spareMillis);
  return {
    wrong: [
      ...wrong,
      ...(isQuiet ? [] : ["it was not quiet within 12 h"]),
      ...early
        .slice(0, 1)
        .map(({ verb, jobId, at, due }) => `${verb} of job ${jobId} was done ${(due - at) / second} s early`),
    ],
    timers: timers.filter(({ due, since }) => due > since).length,
    late: timers.filter(({ due, since }) => due > since && !isDay(due)).map(({ at, due }) => (at - due) / second),
    overdue: timers.filter(({ due, at }) => due < to && at >= to).map(({ at }) => (at - to) / second),
  };
}

function delayOf({ verb }: Done, name: string): number {
  return verb === "retry" ? (delays.get(name) ?? 0) : 0;
}

async function run(cases: number, seed: number): Promise<Shown> {
  const told: Told[] = [];
  const violations: string[] = [];
  for (let mine = seed; mine < seed + cases; mine++) {
    const shown = await one(mine);
    told.push(shown);
    violations.push(...shown.wrong.map((what) => `seed ${mine}: ${what}`));
  }
  const overdue = told.flatMap((each) => each.overdue);
  return {
    cases,
    violations,
    figures: {
      timers: told.reduce((all, { timers }) => all + timers, 0),
      overdue: overdue.length,
      "done after its return, p99 s": Math.round(percentile(overdue, 0.99)),
      "else late, p99 s": Math.round(
        percentile(
          told.flatMap(({ late }) => late),
          0.99,
        ),
      ),
    },
  };
}

export const tickless: Proof = {
  promises: ["P32", "P14"],
  says: "a day without `tick`, and every second time without the stream: what came due meanwhile is done once after its return, nothing is early and nothing lost",
  cases: { onPush: 2, byProve: 300 },
  run,
};

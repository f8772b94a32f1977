import { leaseMillis } from "../../../lib/core/throttleSizes.ts";
import { percentile } from "../outage/judge.ts";
import type { Proof, Shown } from "../proof.ts";
import { playStorm, type Storm } from "./storm.ts";

const verbs = ["keep", "play"] as const;
const leaseSeconds = leaseMillis / 1_000;
/** The tail of few is the luck of one. */
const enough = 50;

/** The same storm with a sweep beside it and without. */
interface Pair {
  readonly alone: Storm;
  readonly swept: Storm;
}

async function pairOf(seed: number, scale: number): Promise<Pair> {
  const size = { seed, perMinute: 600, failing: Math.round(1_500 * scale), urgent: Math.round(100 * scale) };
  return {
    alone: await playStorm({ ...size, swept: 0 }),
    swept: await playStorm({ ...size, swept: Math.round(60 * scale) }),
  };
}

function wrongIn({ alone, swept }: Pair): string[] {
  const slower = verbs.flatMap((verb) => {
    return ways(alone.waits[verb].length).flatMap(([what, of]) => {
      const [without, beside] = [of(alone.waits[verb]), of(swept.waits[verb])];
      const isLate = beside - without > leaseSeconds;
      return isLate
        ? [`beside a sweep a ${verb} waits ${beside.toFixed(1)} s (${what}), without one ${without.toFixed(1)} s`]
        : [];
    });
  });
  const isEndless = !Number.isFinite(swept.sweepSeconds);
  return [...alone.wrong, ...swept.wrong, ...slower, ...(isEndless ? ["the sweep did not end"] : [])];
}

type Of = (waits: readonly number[]) => number;

function ways(count: number): readonly (readonly [what: string, of: Of])[] {
  const mean: Of = (waits) => waits.reduce((all, one) => all + one, 0) / Math.max(1, waits.length);
  return count < enough
    ? [["mean", mean]]
    : [
        ["mean", mean],
        ["p95", (waits) => percentile(waits, 0.95)],
      ];
}

async function run(cases: number, seed: number): Promise<Shown> {
  const pairs: Pair[] = [];
  const violations: string[] = [];
  for (let mine = seed; mine < seed + cases; mine++) {
    const pair = await pairOf(mine, cases < 10 ? 0.15 : 1);
    pairs.push(pair);
    violations.push(...wrongIn(pair).map((what) => `seed ${mine}: ${what}`));
  }
  const storms = pairs.map(({ swept }) => swept);
  return {
    cases,
    violations,
    figures: {
      requests: storms.reduce((all, { requests }) => all + requests, 0),
      refused: storms.reduce((all, { refused }) => all + refused, 0),
      "keep p50, p99, max s": waitsIn(storms, "keep"),
      "gate p50, p99, max s": waitsIn(storms, "play"),
      "retry p50, p99, max s": waitsIn(storms, "retry"),
      "sweep s, p50": Math.round(
        percentile(
          storms.map(({ sweepSeconds }) => sweepSeconds),
          0.5,
        ),
      ),
    },
  };
}

function waitsIn(storms: readonly Storm[], verb: keyof Storm["waits"]): string {
  const waits = storms.flatMap((storm) => storm.waits[verb]);
  return [0.5, 0.99, 1].map((at) => percentile(waits, at).toFixed(1)).join(", ");
}

export const stormProofs: readonly Proof[] = [
  {
    promises: ["P35", "P26"],
    says: "a sweep and a storm of retries share one token: GitLab refuses nothing, and neither keeps nor gates wait for the sweep",
    cases: { onPush: 1, byProve: 100 },
    run,
  },
];

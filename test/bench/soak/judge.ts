import type { Weight } from "./subject.ts";

/** What the process took at a moment of the run. */
export interface Sample extends Weight {
  /** Since the load began. */
  readonly atMillis: number;
}

/** How the heap went. */
export interface Trend {
  /** Bytes an hour, by least squares over the second half of the samples. */
  readonly perHour: number;
  /** Its standard error: how much of it may be chance. */
  readonly error: number;
  readonly verdict: "flat" | "grows" | "too short to say";
}

/** More than this an hour is no chance: at twenty deliveries a second it is 15 bytes for each. */
const mostPerHour = 1_048_576;
/** So few samples show nothing, and neither do so few minutes: what runs for the first time is still being compiled. */
const fewest = 5;
const shortestMillis = 10 * 60_000;
const hourMillis = 3_600_000;

/** It grows where the slope, less twice its standard error, is more than a megabyte an hour. */
export function trendOf(samples: readonly Sample[]): Trend {
  const half = samples.slice(Math.floor(samples.length / 2));
  const { slope, error } = leastSquares(half.map(({ atMillis, heapBytes }) => [atMillis / hourMillis, heapBytes]));
  const isShort = half.length < fewest || (samples.at(-1)?.atMillis ?? 0) < shortestMillis;
  const grows = slope - 2 * error > mostPerHour;
  return { perHour: slope, error, verdict: isShort ? "too short to say" : grows ? "grows" : "flat" };
}

/** The line through points that misses them least, and the standard error of its slope. */
function leastSquares(points: readonly (readonly [x: number, y: number])[]): { slope: number; error: number } {
  const mean = (pick: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [middleX, middleY] = [mean(([x]) => x), mean(([, y]) => y)];
  const spread = mean(([x]) => (x - middleX) ** 2);
  if (!(spread > 0)) return { slope: 0, error: Number.POSITIVE_INFINITY };
  const slope = mean(([x, y]) => (x - middleX) * (y - middleY)) / spread;
  const left = points.reduce((sum, [x, y]) => sum + (y - middleY - slope * (x - middleX)) ** 2, 0);
  const freedom = points.length - 2;
  return {
    slope,
    error: freedom > 0 ? Math.sqrt(left / freedom / (spread * points.length)) : Number.POSITIVE_INFINITY,
  };
}

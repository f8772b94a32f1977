/** Something to be measured: does its work `times` times. */
export type Work = (times: number) => void | Promise<void>;

/** How long is measured. A work that has had `mostMillis` has fewer rounds. */
export interface Pace {
  readonly rounds: number;
  readonly sliceMillis: number;
  readonly warmMillis: number;
  readonly mostMillis: number;
}

const usual: Pace = { rounds: 15, sliceMillis: 15, warmMillis: 300, mostMillis: 2_500 };
/** For what takes milliseconds: it is warm after a few times. */
export const slowPace: Pace = { rounds: 3, sliceMillis: 1, warmMillis: 100, mostMillis: 700 };

/** The middle of some numbers, and between what half of them lie. */
export interface Spread {
  readonly median: number;
  readonly half: readonly [number, number];
}

/** What was measured in turns. */
export interface Turns<Name extends string> {
  /** Nanoseconds of the processor that each work takes once: the median of its rounds. */
  readonly nanos: Readonly<Record<Name, number>>;
  /** The same, with between what half of the rounds lie. */
  spread(name: Name): Spread;
  /** How often `one` takes as long as `other`, round by round: neighbours met the same machine. */
  ratio(one: Name, other: Name): Spread;
}

/** How many nanoseconds of the processor each work takes once: the medians of `inTurns`. */
export async function alternate<Name extends string>(
  works: Readonly<Record<Name, Work>>,
  pace = usual,
): Promise<Readonly<Record<Name, number>>> {
  return (await inTurns(works, pace)).nanos;
}

/**
 * Measures works in turns, each round begun by another one, so that all meet the same machine. One turn lasts about 15 ms, or
 * one time of what is slower.
 */
export async function inTurns<Name extends string>(
  works: Readonly<Record<Name, Work>>,
  pace = usual,
): Promise<Turns<Name>> {
  const names = Object.keys(works) as Name[];
  const times = new Map<Name, number>();
  const spent = new Map<Name, number>();
  const found = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (const name of names) times.set(name, await timesFor(works[name], pace));
  for (let round = 0; round < pace.rounds; round++)
    for (const name of rotated(names, round)) {
      if ((spent.get(name) ?? 0) > pace.mostMillis) continue;
      const count = times.get(name) ?? 1;
      const millis = await took(works[name], count);
      spent.set(name, (spent.get(name) ?? 0) + millis);
      found.get(name)?.push((millis * 1e6) / count);
    }
  const roundsOf = (name: Name) => found.get(name) ?? [];
  return {
    nanos: Object.fromEntries(names.map((name) => [name, median(roundsOf(name))])) as Record<Name, number>,
    spread: (name) => spreadOf(roundsOf(name)),
    ratio: (one, other) => spreadOf(ratios(roundsOf(one), roundsOf(other))),
  };
}

function rotated<T>(all: readonly T[], by: number): readonly T[] {
  const from = by % all.length;
  return [...all.slice(from), ...all.slice(0, from)];
}

/** Of the rounds that both had. */
function ratios(some: readonly number[], others: readonly number[]): readonly number[] {
  return some.slice(0, others.length).map((nanos, round) => nanos / (others[round] ?? Number.NaN));
}

/**
 * How often a work is done in one turn. Doing it warms it up: what the engine spends on compiling what runs often is spent
 * once in a process, and would be most of what is measured.
 */
async function timesFor(work: Work, { warmMillis, sliceMillis }: Pace): Promise<number> {
  let count = 1;
  for (let spent = 0; ; ) {
    const millis = await took(work, count);
    spent += millis;
    if (spent >= warmMillis) return Math.max(1, Math.round((count * sliceMillis) / millis));
    if (millis < sliceMillis) count *= 2;
  }
}

/** The time that the processor worked for it, its garbage collector included: others on the machine must not count. */
async function took(work: Work, count: number): Promise<number> {
  const start = process.cpuUsage();
  await work(count);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

export function median(numbers: readonly number[]): number {
  return quantile(numbers, 1 / 2);
}

/** The median of some numbers, and their quartiles. */
export function spreadOf(numbers: readonly number[]): Spread {
  return { median: median(numbers), half: [quantile(numbers, 1 / 4), quantile(numbers, 3 / 4)] };
}

/** One of the numbers: that below which such a part of them lies. */
function quantile(numbers: readonly number[], part: number): number {
  const ordered = numbers.toSorted((one, other) => one - other);
  return ordered[Math.floor(ordered.length * part)] ?? Number.NaN;
}

/** Something to be measured: does its work `times` times. */
export type Work = (times: number) => void | Promise<void>;

const rounds = 9;
const sliceMillis = 15;
const warmMillis = 300;
const mostMillis = 2_500;

/**
 * How many nanoseconds of the processor each work takes once: the median of runs that take turns, so that all meet the same machine. One
 * run lasts about 15 ms, or one time of what is slower; what takes too long has fewer rounds.
 */
export async function alternate<Name extends string>(
  works: Readonly<Record<Name, Work>>,
): Promise<Readonly<Record<Name, number>>> {
  const names = Object.keys(works) as Name[];
  const times = new Map<Name, number>();
  const spent = new Map<Name, number>();
  const found = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (const name of names) times.set(name, await timesFor(works[name]));
  for (let round = 0; round < rounds; round++)
    for (const name of names) {
      if ((spent.get(name) ?? 0) > mostMillis) continue;
      const count = times.get(name) ?? 1;
      const millis = await took(works[name], count);
      spent.set(name, (spent.get(name) ?? 0) + millis);
      found.get(name)?.push((millis * 1e6) / count);
    }
  return Object.fromEntries(names.map((name) => [name, median(found.get(name) ?? [])])) as Record<Name, number>;
}

/**
 * How often a work is done in one run. Doing it warms it up: what the engine spends on compiling what runs often is spent
 * once in a process, and would be most of what is measured.
 */
async function timesFor(work: Work): Promise<number> {
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
  const ordered = numbers.toSorted((one, other) => one - other);
  return ordered[ordered.length >> 1] ?? Number.NaN;
}

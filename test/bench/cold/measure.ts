import type { Subject, Subjects } from "./subjects.ts";

/** One subject's starts beside bare node's in the same round. */
export interface Measured {
  readonly name: string;
  readonly wallMillis: number;
  readonly cpuMillis: number;
  /** Wall time, x bare node. */
  readonly ratio: number;
  /** Between what half of the rounds lie. */
  readonly spread: readonly [number, number];
}

export type Name = "webhook" | "work" | "peerWebhook" | "peerWork" | "table";
export type Found = Readonly<Record<Name | "bare", Measured>>;

const names: readonly Name[] = ["webhook", "work", "peerWebhook", "peerWork", "table"];

/** Each of them so often, by turns that begin with another in each round, so that all meet the same machine. */
export async function measure(subjects: Subjects, rounds: number): Promise<Found> {
  const bare = { name: "bare node, an empty file", start: () => bareStart(subjects) };
  const all = [["bare", bare], ...names.map((name) => [name, subjects[name]] as const)] as const;
  const found = new Map<string, Awaited<ReturnType<Subject["start"]>>[]>(all.map(([key]) => [key, []]));
  for (let round = 0; round < rounds; round++)
    for (const at of all.keys()) {
      const [key, { start }] = all[(at + round) % all.length] ?? all[0];
      found.get(key)?.push(await start());
    }
  const wallOfBare = median((found.get("bare") ?? []).map(({ wallMillis }) => wallMillis));
  const measured = all.map(([key, { name }]) => {
    const times = found.get(key) ?? [];
    const walls = times.map(({ wallMillis }) => wallMillis);
    return [
      key,
      {
        name,
        wallMillis: median(walls),
        cpuMillis: median(times.map(({ cpuMillis }) => cpuMillis)),
        ratio: median(walls) / wallOfBare,
        spread: [quantile(walls, 0.25) / wallOfBare, quantile(walls, 0.75) / wallOfBare],
      },
    ];
  });
  return Object.fromEntries(measured) as Found;
}

/** Nothing in an empty file could tell its processor time: a process that tells just that is begun beside it. */
async function bareStart({ starts }: Subjects): Promise<Awaited<ReturnType<Subject["start"]>>> {
  return { wallMillis: await starts.bareMillis(), cpuMillis: await starts.bareCpuMillis() };
}

function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

function quantile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

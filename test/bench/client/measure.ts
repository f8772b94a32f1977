import { median } from "../rules/alternate.ts";
import type { Asked } from "./loop.ts";
import type { Ground, Subject } from "./subjects.ts";

/** What is asked, and how often at once. */
export type Load = Pick<Asked, "what" | "concurrency"> & { readonly name: string };

export const loads = {
  look: { name: "a job is looked at, 32 at once", what: "look", concurrency: 32 },
  retry: { name: "a job is retried, 32 at once", what: "retry", concurrency: 32 },
  alone: { name: "a job is looked at, one after the other", what: "look", concurrency: 1 },
} as const satisfies Readonly<Record<string, Load>>;

/** How long is measured: rounds that take turns, so that all meet the same machine. */
export interface Pace {
  readonly rounds: number;
  readonly roundMillis: number;
  /** Before it is measured: what the engine spends on compiling what runs often is spent once in a process. */
  readonly warm: { readonly most: number; readonly millis: number };
}

/** What one client takes for a call. */
export interface Measured {
  readonly name: string;
  /** Of the processor: the median of the rounds. */
  readonly cpuMicros: number;
  /** Each round's CPU beside that of the limit in that round: the median, and between what half of them lie. */
  readonly ratio: number;
  readonly spread: readonly [number, number];
  /** From the call to its answer, as the machine had time for it. */
  readonly wallMicros: number;
  /** How much it sends for a call. */
  readonly sentBytes: number;
  readonly requests: number;
}

/** @throws Error when a client asks more or less often than it was called */
export async function measure(
  { raw, least, ours, peers, received }: Ground,
  load: Load,
  pace: Pace,
): Promise<readonly Measured[]> {
  const subjects = [raw, least, ours, ...peers];
  const samples = new Map<Subject, Sample[]>(subjects.map((subject) => [subject, []]));
  for (const subject of subjects) await subject.run({ ...load, ...pace.warm });
  for (let round = 0; round < pace.rounds; round++) {
    const turn = round % subjects.length;
    for (const subject of [...subjects.slice(turn), ...subjects.slice(0, turn)]) {
      const before = await received();
      const { calls, cpuMicros, millis } = await subject.run({ ...load, millis: pace.roundMillis });
      const after = await received();
      samples.get(subject)?.push({
        cpuMicros: cpuMicros / calls,
        wallMicros: (millis * 1_000 * load.concurrency) / calls,
        sentBytes: (after.bytes - before.bytes) / calls,
        requests: (after.requests - before.requests) / calls,
      });
    }
  }
  const limits = samples.get(raw) ?? [];
  return subjects.map((subject) => {
    const of = (name: keyof Sample) => (samples.get(subject) ?? []).map((one) => one[name]);
    const ratios = of("cpuMicros").map((micros, round) => micros / (limits[round]?.cpuMicros ?? Number.NaN));
    return {
      name: subject.name,
      cpuMicros: median(of("cpuMicros")),
      ratio: median(ratios),
      spread: quartiles(ratios),
      wallMicros: median(of("wallMicros")),
      sentBytes: median(of("sentBytes")),
      requests: median(of("requests")),
    };
  });
}

type Sample = Pick<Measured, "cpuMicros" | "wallMicros" | "sentBytes" | "requests">;

function quartiles(numbers: readonly number[]): [number, number] {
  const ordered = numbers.toSorted((one, other) => one - other);
  const at = (part: number) => ordered[Math.round((ordered.length - 1) * part)] ?? Number.NaN;
  return [at(0.25), at(0.75)];
}

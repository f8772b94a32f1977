/** What was measured of one function. Times in milliseconds, each the median of its rounds. */
export interface Measured {
  readonly name: string;
  /** What it was given. */
  readonly event: string;
  /** From the start of the process to its first answer, in the runtime. */
  readonly coldMillis: number;
  /** The same in a process of Node's alone, without the runtime client. */
  readonly aloneMillis: number;
  readonly warm: { readonly count: number; readonly p50Millis: number; readonly p99Millis: number };
  /** What its start loads, and all that it has; missing for the empty one. */
  readonly initBytes?: number;
  readonly allBytes?: number;
}

/** All that one run measured. */
export interface Figures {
  readonly rounds: number;
  /** A process of Node's that runs an empty file, to its end. */
  readonly bareMillis: number;
  /** The handler that does nothing first. */
  readonly functions: readonly Measured[];
  /** How long a start takes with a compile cache beside the bundle, as a part of what it takes without. */
  readonly withCompileCache: readonly { readonly name: string; readonly ratio: number }[];
}

/** A bound that was set before, and what came out. */
export interface Goal {
  readonly name: string;
  readonly says: string;
  readonly value: number;
  readonly most: number;
}

/** The value below which so many of a hundred are. */
export function percentile(values: readonly number[], of: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * of) / 100))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** G5 and G6: cold starts beside bare node, in a process without the runtime client, and sizes in KB. */
export function goalsOf({ bareMillis, functions }: Figures): Goal[] {
  const of = (name: string) => functions.find((one) => one.name === name);
  const [webhook, work] = [of("webhook"), of("work")];
  const kb = (bytes = Number.NaN) => Math.ceil(bytes / 1000);
  return [
    {
      name: "G5",
      says: "webhook, process to first stored answer, x bare node",
      value: ratio(webhook?.aloneMillis, bareMillis),
      most: 3.5,
    },
    { name: "G5", says: "webhook, KB that its start loads", value: kb(webhook?.initBytes), most: 600 },
    {
      name: "G6",
      says: "worker, process to first task performed, x bare node",
      value: ratio(work?.aloneMillis, bareMillis),
      most: 5,
    },
    { name: "G6", says: "worker, KB of its bundle's start", value: kb(work?.initBytes), most: 1500 },
  ];
}

/** Rounded to two digits. */
export function ratio(value = Number.NaN, to = Number.NaN): number {
  return Math.round((100 * value) / to) / 100;
}

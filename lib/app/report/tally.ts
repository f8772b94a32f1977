import { newSpread, type Spread } from "./spread.ts";

/** Who made a failed job run again: we; GitLab by the job's own `retry:`; or a person, or a program of theirs. */
export type Maker = "ours" | "people" | "gitlab";

/** New runs of failed jobs, and what became of them. */
export interface Tries {
  made: number;
  helped: number;
  failed: number;
  /** From the failure to the new run. */
  readonly waits: Spread;
}

/** Files of jobs. */
export interface Sizes {
  jobs: number;
  bytes: number;
  /** Jobs whose size is not known. */
  unknown: number;
}

/** All that is counted, of everything or of one project, rule, class, job or day. */
export interface Tally {
  failures: number;
  readonly retries: Readonly<Record<Maker, Tries>>;
  /** Waits of our retries that helped, by project: what people would have taken differs from one to the other. */
  readonly helpedWaits: Map<number, Spread>;
  readonly burnt: Spread;
  readonly gates: Readonly<Record<"ours" | "people", Spread>>;
  readonly stuck: Spread;
  readonly kept: Sizes;
  readonly deleted: Sizes;
  /** Jobs of a pipeline that came to an end, those of them that failed first and passed later, and whose failure was of the infrastructure. */
  ended: number;
  flaky: number;
  flakyByInfrastructure: number;
}

export function newTally(): Tally {
  return {
    failures: 0,
    retries: { ours: newTries(), people: newTries(), gitlab: newTries() },
    helpedWaits: new Map(),
    burnt: newSpread(),
    gates: { ours: newSpread(), people: newSpread() },
    stuck: newSpread(),
    kept: newSizes(),
    deleted: newSizes(),
    ended: 0,
    flaky: 0,
    flakyByInfrastructure: 0,
  };
}

function newTries(): Tries {
  return { made: 0, helped: 0, failed: 0, waits: newSpread() };
}

function newSizes(): Sizes {
  return { jobs: 0, bytes: 0, unknown: 0 };
}

export function addSize(sizes: Sizes, bytes: number | undefined): void {
  sizes.jobs++;
  if (bytes === undefined) sizes.unknown++;
  else sizes.bytes += bytes;
}

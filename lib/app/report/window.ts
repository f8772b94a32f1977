import type { Instant } from "../../core/time.ts";
import { newRun, type Run } from "./run.ts";

/** A pipeline's runs, as far as they were heard of between two moments. */
export interface Stretch {
  readonly project: number;
  readonly runs: Map<number, Run>;
  from: Instant;
  to: Instant;
}

interface Kept extends Stretch {
  /** The pipeline's number; of a run whose pipeline is not known yet, a text of its own. */
  readonly key: number | string;
}

/** What of a pipeline lies further apart in the journal than this is not put together. */
export const mostApartMillis = 7 * 86_400_000;

/** Puts together the runs of each pipeline while the journal is read, and forgets those that it has left behind. */
export interface Window {
  /** The run to which something is to be added that was said at a moment. */
  run(heard: { project: number; job: number; pipeline?: number | undefined; at: Instant }): Run;
  /** Lets go of what lies far from a moment. */
  moveTo(at: Instant): void;
  /** How many runs it holds. */
  size(): number;
  /** Lets go of everything. */
  close(): void;
}

/** @param settle takes each pipeline that is let go, once */
export function openWindow(settle: (stretch: Stretch) => void): Window {
  const projects = new Map<number, { readonly kept: Map<number | string, Kept>; readonly homes: Map<number, Kept> }>();

  function projectOf(id: number) {
    const known = projects.get(id) ?? { kept: new Map(), homes: new Map() };
    projects.set(id, known);
    return known;
  }

  function letGo(one: Kept): void {
    const { kept, homes } = projectOf(one.project);
    kept.delete(one.key);
    for (const id of one.runs.keys()) homes.delete(id);
    settle(one);
  }

  function near(one: Kept | undefined, at: Instant): Kept | undefined {
    if (one === undefined || !isFar(one, at)) return one;
    letGo(one);
    return undefined;
  }

  return {
    run({ project, job, pipeline, at }) {
      const { kept, homes } = projectOf(project);
      const home = near(homes.get(job), at);
      const key = pipeline ?? home?.key ?? `job:${job}`;
      const one = near(kept.get(key), at) ?? { project, key, runs: new Map(), from: at, to: at };
      kept.set(key, one);
      const run = home?.runs.get(job) ?? newRun(job);
      if (home && home !== one) {
        home.runs.delete(job);
        if (home.runs.size === 0) kept.delete(home.key);
        touch(one, home.from);
        touch(one, home.to);
      }
      one.runs.set(job, run);
      homes.set(job, one);
      touch(one, at);
      return run;
    },
    moveTo(at) {
      for (const { kept } of projects.values()) for (const one of kept.values()) near(one, at);
    },
    size: () => [...projects.values()].reduce((sum, { homes }) => sum + homes.size, 0),
    close() {
      for (const { kept } of projects.values()) for (const one of kept.values()) letGo(one);
      projects.clear();
    },
  };
}

function isFar({ from, to }: Stretch, at: Instant): boolean {
  return at > to + mostApartMillis || at < from - mostApartMillis;
}

function touch(one: Stretch, at: Instant): void {
  one.from = Math.min(one.from, at);
  one.to = Math.max(one.to, at);
}

import { createHash } from "node:crypto";
import { type Cast, createCast, type Scene } from "./cast.ts";

/** What became of all orders in which the steps of a scene can be taken. */
export interface Explored {
  /** Ways through the scene: each another order of steps, or another mishap at one of them. */
  readonly interleavings: number;
  /** Of those, the ones in which something was broken. */
  readonly broken: number;
  /** States of the scene in which more than one step was possible. */
  readonly states: number;
  /** The first few that broke: what broke, and the steps that led there. */
  readonly violations: readonly string[];
}

interface Sum {
  ways: number;
  broken: number;
}

/** A state in which somebody had to choose: how many ways there are, which one is being gone, and what came of those before. */
interface Fork {
  readonly options: number;
  readonly key: string;
  readonly sum: Sum;
  at: number;
}

const mostShown = 3;

/**
 * Plays a scene in every order in which its actors' steps can be taken, depth first: each play begins anew, takes the
 * choices of the one before up to its last fork, and there the next way. A state that was met before is not gone through
 * again, but what it led to is counted again, so the counts are those of all orders.
 *
 * @throws Error when the scene needs more than `mostPlays` plays: then nothing is proved
 */
export async function explore(scene: Scene, { mostPlays = 400_000 } = {}): Promise<Explored> {
  const forks: Fork[] = [];
  const known = new Map<string, Sum>();
  const violations: string[] = [];
  const total: Sum = { ways: 0, broken: 0 };
  for (let plays = 0; ; plays++) {
    if (plays >= mostPlays) throw new Error(`more than ${mostPlays} plays: the scene is too large to be gone through`);
    const { sum, broke } = await play(scene, forks, known);
    if (broke !== undefined && violations.length < mostShown) violations.push(broke);
    settleUp(forks, known, { sum, total });
    if (forks.length === 0) return { ...counts(total), states: known.size, violations };
  }
}

function counts({ ways, broken }: Sum) {
  return { interleavings: ways, broken };
}

/** One play: along the forks that are there, and then always the first way. */
async function play(
  scene: Scene,
  forks: Fork[],
  known: ReadonlyMap<string, Sum>,
): Promise<{ sum: Sum; broke?: string }> {
  const cast = createCast();
  const plot = scene(cast);
  for (let depth = 0; ; ) {
    await cast.rest();
    const options = cast.options();
    if (options.length === 0) break;
    let at = 0;
    if (options.length > 1) {
      const fork = forks[depth] ?? newFork(cast, plot.state(), options.length);
      const before = depth === forks.length ? known.get(fork.key) : undefined;
      if (before) return { sum: before };
      if (fork.options !== options.length) throw new Error(`the scene plays differently each time, at ${cast.told()}`);
      forks[depth++] = fork;
      at = fork.at;
    }
    options[at]?.();
  }
  const broken = plot.broken();
  if (broken.length === 0) return { sum: { ways: 1, broken: 0 } };
  return { sum: { ways: 1, broken: 1 }, broke: `${broken.join("; ")}. Steps: ${cast.told()}` };
}

function newFork(cast: Cast, state: unknown, options: number): Fork {
  const key = createHash("sha256")
    .update(JSON.stringify([cast.memory(), state]))
    .digest("base64url");
  return { options, key, at: 0, sum: { ways: 0, broken: 0 } };
}

/** Counts what the last way led to, and goes to the next one: of the last fork that has one left. */
function settleUp(forks: Fork[], known: Map<string, Sum>, { sum, total }: { sum: Sum; total: Sum }): void {
  let came = sum;
  for (let fork = forks.at(-1); fork; fork = forks.at(-1)) {
    fork.sum.ways += came.ways;
    fork.sum.broken += came.broken;
    if (++fork.at < fork.options) return;
    known.set(fork.key, fork.sum);
    came = fork.sum;
    forks.pop();
  }
  total.ways += came.ways;
  total.broken += came.broken;
}

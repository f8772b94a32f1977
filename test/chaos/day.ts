import { setTimeout as pause } from "node:timers/promises";
import { randomOf } from "../fuzz/random.ts";
import { bookOf } from "./books.ts";
import { openEnds } from "./ends.ts";
import { gather } from "./evidence.ts";
import { drawFault, drawHabits, slowCalls, throttling } from "./faults.ts";
import { befall } from "./mishap.ts";
import type { Penstock } from "./penstock.ts";
import { untilQuiet } from "./quiet.ts";
import { openStack, type Stack } from "./stack.ts";
import { stopProject } from "./stop.ts";
import { openWork, type Work } from "./work.ts";

/** What happened on a day, and whether the books balance. */
export interface Day {
  readonly seed: number;
  readonly figures: Readonly<Record<string, number>>;
  /** One line each; none is what is promised. */
  readonly violations: readonly string[];
  /** All that happened, in order: for people who look for the cause. */
  readonly trace: readonly string[];
}

/** It lasts so long, and on a busy machine until enough calls were there to go wrong. */
const day = { leastSeconds: 14, leastCalls: 30, mostSeconds: 24 } as const;
/** When people stop one of the two projects. */
const stopSeconds = 8;

/**
 * Lets two Penstocks work over one database on disk for a day of CI in a twin, all of them processes, and lets go wrong what
 * can: then waits until it is quiet and balances the books. What is drawn hangs on the seed alone; what comes of it, on the
 * machine too.
 */
export async function playDay(seed: number): Promise<Day> {
  const ends = openEnds();
  try {
    const stack = await openStack(ends, seed);
    const { twin, penstocks, projects } = stack;
    const [, stopped = 0] = projects;
    await Promise.all(penstocks.map((one) => one.start()));
    const work = openWork(twin, projects, randomOf(seed + 20));
    const isOver = dayOf(penstocks);
    const [mishaps, stop, faults] = await Promise.all([
      befall(stack, seed + 30, isOver),
      pause(stopSeconds * 1000).then(() => stopProject(stack, stopped, ends)),
      inject(stack, seed + 40, isOver),
      live(work, seed + 50, isOver),
    ]);
    const quiet = await untilQuiet(stack, work, stop);
    const book = bookOf(await gather(stack, { stop, quiet }));
    return {
      seed,
      figures: { ...mishaps, faults, ...book.figures, quietSeconds: Math.round(quiet.seconds) },
      violations: book.violations.map((violation) => `seed ${seed}: ${violation}`),
      trace: book.trace,
    };
  } finally {
    await ends.close();
  }
}

function dayOf(penstocks: readonly Penstock[]): () => boolean {
  const begunAt = Date.now();
  return () => {
    const seconds = (Date.now() - begunAt) / 1000;
    const calls = penstocks.reduce((sum, one) => sum + one.calls.length, 0);
    return seconds >= day.mostSeconds || (seconds >= day.leastSeconds && calls >= day.leastCalls);
  };
}

const mostPipelines = 40;

/** People push and meddle, runners work. */
async function live(work: Work, seed: number, isOver: () => boolean): Promise<void> {
  const random = randomOf(seed);
  for (let begun = 0; !isOver(); begun++) {
    if (begun < mostPipelines) await work.begin();
    const { state } = await work.serve();
    if (random() < 0.3) await work.meddle(state);
    await pause(200);
  }
}

const mostWaiting = 8;

/** Faults, one after another, until the day is over; then there are none, and every hook arrives. @returns how many requests they hit */
async function inject({ twin }: Stack, seed: number, isOver: () => boolean): Promise<number> {
  const random = randomOf(seed);
  await twin.post("deliveries", drawHabits(random));
  await twin.post("faults", slowCalls);
  await twin.post("faults", throttling);
  while (!isOver()) {
    await pause(250);
    // nobody is there to be hit: all at once later would only keep everybody waiting
    if ((await twin.waitingFaults()) < mostWaiting) await twin.post("faults", drawFault(random));
    if (random() < 0.1) await twin.post(random() < 0.5 ? "deliveries/hold" : "deliveries/release");
  }
  const hits = await twin.hits();
  await twin.clearFaults();
  await twin.post("deliveries");
  await twin.post("deliveries/release");
  return hits;
}

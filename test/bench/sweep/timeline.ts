import { setImmediate as turn } from "node:timers/promises";
import type { Instant } from "../../../lib/core/time.ts";

/** Time that moves on only when everything that is under way for real has come back, and then to the next thing that is due. */
export interface Timeline {
  now(): Instant;
  /** Lets a deed happen at a moment; those of one moment in the order in which they were given. */
  at(when: Instant, deed: () => void): void;
  pause(millis: number): Promise<void>;
  /** What takes real time and no time of ours, e.g. a request to another process. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Runs until it is over, or nothing more will happen. */
  run(isOver: () => boolean | Promise<boolean>): Promise<void>;
}

interface Due {
  readonly when: Instant;
  readonly serial: number;
  readonly deed: () => void;
}

/** Promises of the code itself settle within one turn; what Node does beside it, such as unpacking, within a few. */
const quietTurns = 3;

/** @param moved told each time before anything happens at a new moment */
export function createTimeline(start: Instant, moved: (now: Instant) => Promise<void>): Timeline {
  const due = createHeap();
  let now = start;
  let serial = 0;
  let underWay = 0;
  let begun = 0;
  let wake: (() => void) | undefined;

  async function quiet(): Promise<void> {
    for (let turns = 0, seen = begun; turns < quietTurns; turns++) {
      if (underWay > 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      await turn();
      if (underWay > 0 || begun !== seen) turns = -1;
      seen = begun;
    }
  }

  return {
    now: () => now,
    at: (when, deed) => due.add({ when: Math.max(when, now), serial: ++serial, deed }),
    pause: (millis) =>
      new Promise((resolve) => due.add({ when: now + Math.ceil(millis), serial: ++serial, deed: resolve })),
    async during(work) {
      underWay++;
      begun++;
      try {
        return await work();
      } finally {
        underWay--;
        if (underWay === 0) wake?.();
      }
    },
    async run(isOver) {
      for (await quiet(); !(await isOver()); await quiet()) {
        const next = due.first();
        if (!next) return;
        if (next.when > now) {
          now = next.when;
          await moved(now);
        }
        for (let one = due.first(); one && one.when <= now; one = due.first()) due.take()?.deed();
      }
    },
  };
}

interface Heap {
  add(one: Due): void;
  first(): Due | undefined;
  take(): Due | undefined;
}

/** The earliest first, by a binary heap. */
function createHeap(): Heap {
  const list: Due[] = [];
  const isBefore = (one: Due, other: Due) =>
    one.when < other.when || (one.when === other.when && one.serial < other.serial);

  function sink(one: Due): void {
    let at = 0;
    for (;;) {
      const [left, right] = [list[2 * at + 1], list[2 * at + 2]];
      const isRight = left && right && isBefore(right, left);
      const child = isRight ? right : left;
      if (!child || !isBefore(child, one)) break;
      list[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    list[at] = one;
  }

  return {
    first: () => list[0],
    add(one) {
      let at = list.length;
      for (let up = (at - 1) >> 1; at > 0; up = (at - 1) >> 1) {
        const parent = list[up];
        if (!parent || !isBefore(one, parent)) break;
        list[at] = parent;
        at = up;
      }
      list[at] = one;
    },
    take() {
      const [first] = list;
      const last = list.pop();
      if (last && list.length > 0) sink(last);
      return first;
    },
  };
}

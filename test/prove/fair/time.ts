import type { Instant } from "../../../lib/core/time.ts";

/** A clock that goes on to the next moment that somebody waits for. */
export interface VirtualTime {
  now(): Instant;
  pause(millis: number): Promise<void>;
  /** Lets everything happen up to then. */
  run(until: Instant): Promise<void>;
}

interface Timer {
  readonly at: Instant;
  readonly order: number;
  readonly wake: () => void;
}

export function virtualTime(start: Instant): VirtualTime {
  const heap: Timer[] = [];
  let now = start;
  let order = 0;
  return {
    now: () => now,
    pause: (millis) =>
      new Promise((wake) => push(heap, { at: now + Math.max(0, Math.round(millis)), order: order++, wake })),
    async run(until) {
      await new Promise(setImmediate);
      for (let [first] = heap; first && first.at <= until; [first] = heap) {
        now = Math.max(now, first.at);
        // All of one moment, and then whatever follows from them, before time goes on.
        for (let [next] = heap; next && next.at <= now; [next] = heap) pop(heap)?.wake();
        await new Promise(setImmediate);
      }
      now = Math.max(now, until);
    },
  };
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

function push(heap: Timer[], timer: Timer): void {
  let at = heap.length;
  for (let above = (at - 1) >> 1; at > 0; above = (at - 1) >> 1) {
    const parent = heap[above];
    if (!parent || isBefore(parent, timer)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = timer;
}

function pop(heap: Timer[]): Timer | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (!last || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
    if (!left) break;
    const isRight = right !== undefined && isBefore(right, left);
    const child = isRight ? right : left;
    if (!isBefore(child, last)) break;
    heap[at] = child;
    at = 2 * at + (isRight ? 2 : 1);
  }
  heap[at] = last;
  return first;
}

/** Numbers from 0 to 1, the same for the same seed. */
export function luckOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The value that such a part of the others is not above; 0 of none. */
export function quantile(values: readonly number[], part: number): number {
  const inOrder = values.toSorted((one, other) => one - other);
  return inOrder[Math.min(inOrder.length - 1, Math.floor(part * inOrder.length))] ?? 0;
}

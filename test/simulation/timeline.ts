import type { Instant } from "../../lib/core/time.ts";

/** Virtual time: what is to happen, in its order. */
export interface Timeline {
  now(): Instant;
  /** Happens then, or at once where that has passed; of two things at one moment the first that was asked for comes first. */
  at(when: Instant, run: () => void): void;
  after(millis: number, run: () => void): void;
  /** The code under test was given something: it must get its turn before anything else happens. */
  wake(): void;
  /** Goes on until the code under test must get its turn; `false` when nothing is left, or the end was reached. */
  step(): boolean;
  /** Nothing happens after that moment. */
  endAt(when: Instant): void;
  /** Whether more happened than can be of use. */
  isRunaway(): boolean;
  /** How much has happened. */
  readonly events: number;
}

interface Coming {
  readonly at: Instant;
  readonly order: number;
  readonly run: () => void;
}

/** More than any schedule that comes to an end. */
const mostEvents = 150_000;

export function timelineFrom(start: Instant): Timeline {
  const heap: Coming[] = [];
  let now = start;
  let end = Number.POSITIVE_INFINITY;
  let order = 0;
  let events = 0;
  let isAwake = false;
  const at = (when: Instant, run: () => void) => push(heap, { at: Math.max(when, now), order: order++, run });
  return {
    now: () => now,
    at,
    after: (millis, run) => at(now + millis, run),
    wake() {
      isAwake = true;
    },
    step() {
      isAwake = false;
      while (!isAwake) {
        const [first] = heap;
        if (!first || first.at > end || events >= mostEvents) return false;
        pop(heap);
        now = first.at;
        events++;
        first.run();
      }
      return true;
    },
    endAt(when) {
      end = when;
    },
    isRunaway: () => events >= mostEvents,
    get events() {
      return events;
    },
  };
}

function isBefore(one: Coming, other: Coming): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

function push(heap: Coming[], coming: Coming): void {
  let at = heap.length;
  heap.push(coming);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (!parent || isBefore(parent, coming)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = coming;
}

function pop(heap: Coming[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    if (!left) break;
    const below = right && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
    const child = heap[below];
    if (!child || isBefore(last, child)) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = last;
}

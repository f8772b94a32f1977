import type { Instant } from "../../core/time.ts";

/** What comes due, the earliest first; of one moment, what was added first. */
export interface Due<T> {
  add(at: Instant, one: T): void;
  /** Takes the earliest away, if it is due until then. */
  take(until: Instant): { readonly at: Instant; readonly one: T } | undefined;
}

interface Place<T> {
  readonly at: Instant;
  readonly serial: number;
  readonly one: T;
}

/** A binary heap: the month of a large company keeps thousands waiting at once. */
export function createDue<T>(): Due<T> {
  const heap: Place<T>[] = [];
  let serial = 0;
  const isBefore = (one: Place<T> | undefined, other: Place<T> | undefined) =>
    one !== undefined &&
    (other === undefined || one.at < other.at || (one.at === other.at && one.serial < other.serial));

  function swap(one: number, other: number): void {
    const [a, b] = [heap[one], heap[other]];
    if (a && b) [heap[one], heap[other]] = [b, a];
  }

  function rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!isBefore(heap[at], heap[parent])) return;
      swap(at, parent);
      at = parent;
    }
  }

  function sink(): void {
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const child = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
      if (!isBefore(heap[child], heap[at])) return;
      swap(at, child);
      at = child;
    }
  }

  return {
    add(at, one) {
      heap.push({ at, serial: serial++, one });
      rise(heap.length - 1);
    },
    take(until) {
      const [first] = heap;
      if (!first || first.at > until) return undefined;
      const last = heap.pop();
      if (last && heap.length > 0) {
        heap[0] = last;
        sink();
      }
      return first;
    },
  };
}

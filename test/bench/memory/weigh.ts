import { heapMegabytes } from "../sweep/heap.ts";

/** Live bytes of one of many: with all of them, less those without any, shared out. */
export function weigh(count: number, make: (at: number) => unknown): number {
  const kept = Array<unknown>(count).fill(undefined);
  // What is made once for all of them, such as a schema, is no part of one.
  make(count);
  const before = liveBytes();
  for (let at = 0; at < count; at++) kept[at] = make(at);
  const bytes = liveBytes() - before;
  if (kept.includes(undefined)) throw new Error("one of them was not made");
  return bytes / count;
}

/** After a collection; buffers beside the heap are counted as well. */
export function liveBytes(): number {
  // What a first collection lets go, a second one takes.
  heapMegabytes();
  heapMegabytes();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

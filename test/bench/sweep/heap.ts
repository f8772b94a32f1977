import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const gc: () => void = runInNewContext("gc");

/** Megabytes of this thread's heap, after a collection. */
export function heapMegabytes(): number {
  gc();
  return process.memoryUsage().heapUsed / 1_048_576;
}

import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type Many, type Summary, together } from "./summary.ts";

const portion = 250;
/** Schedules leave much behind at once, and little for long. */
const resourceLimits = { maxYoungGenerationSizeMb: 128 };
const mostThreads = 8;

/** Plays many seeds in several threads, as many as there are processors unless said. */
export async function runInThreads(
  { count, seed, ...more }: Many,
  {
    threads = Math.min(mostThreads, availableParallelism()),
    progress = () => {},
  }: {
    readonly threads?: number;
    readonly progress?: (done: number) => void;
  } = {},
): Promise<Summary> {
  const parts: Summary[] = [];
  let [next, done] = [seed, 0];
  async function lane(): Promise<void> {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), { resourceLimits });
    try {
      while (next < seed + count) {
        const many: Many = { ...more, seed: next, count: Math.min(portion, seed + count - next) };
        next += many.count;
        worker.postMessage(many);
        const [summary] = (await once(worker, "message")) as [Summary];
        parts.push(summary);
        done += summary.schedules;
        progress(done);
      }
    } finally {
      await worker.terminate();
    }
  }
  await Promise.all(Array.from({ length: Math.min(threads, Math.ceil(count / portion)) }, lane));
  return together(parts);
}

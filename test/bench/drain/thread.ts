import { once } from "node:events";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import type { Store } from "../../../lib/core/ports.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";

// The in-memory store in a thread of its own, so that its tables are not on the heap of those who work on them.

interface Question {
  readonly id: number;
  readonly name: keyof Store | "heap";
  readonly args: readonly unknown[];
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Resolves when the store can be asked; `heapMegabytes` is what the tables take. */
export async function startThreadStore(): Promise<{
  readonly store: Store;
  readonly heapMegabytes: () => Promise<number>;
  readonly close: () => Promise<number>;
}> {
  const thread = new Worker(new URL(import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 8192 } });
  await once(thread, "online");
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let serial = 0;
  thread.on("message", ({ id, value, error }: Answer) => {
    const asker = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asker?.resolve(value);
    else asker?.reject(new Error(error));
  });
  thread.on("error", (error) => {
    for (const { reject } of waiting.values()) reject(error);
  });
  const ask = (name: string, args: readonly unknown[]) => {
    const asker = Promise.withResolvers<unknown>();
    waiting.set(++serial, asker);
    thread.postMessage({ id: serial, name, args });
    return asker.promise;
  };
  // With methods of its own, as every store has: who takes it may make another one of them.
  const names = Object.keys(createMemoryStore());
  const methods = names.map((name) => [name, (...args: unknown[]) => ask(name, args)]);
  const store: Store = Object.fromEntries(methods);
  return { store, heapMegabytes: async () => Number(await ask("heap", [])), close: () => thread.terminate() };
}

function serve(): void {
  const store = createMemoryStore();
  parentPort?.on("message", async ({ id, name, args }: Question) => {
    try {
      const value = name === "heap" ? heapMegabytes() : await Reflect.apply(store[name], store, args);
      parentPort?.postMessage({ id, value } satisfies Answer);
    } catch (error) {
      parentPort?.postMessage({ id, error: String(error) } satisfies Answer);
    }
  });
}

function heapMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1_048_576;
}

if (!isMainThread) serve();

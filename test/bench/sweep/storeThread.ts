import { once } from "node:events";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { StoreError, type StoreErrorCode } from "../../../lib/core/errors.ts";
import { type CountedStore, countedStore } from "./counted.ts";

// The tables in a thread of their own, so that they are not on the heap of those who work on them.

interface Question {
  readonly id: number;
  readonly name: keyof CountedStore;
  readonly args: readonly unknown[];
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: { readonly message: string; readonly code?: StoreErrorCode };
}

/** Resolves when the store can be asked. */
export async function startStoreThread(): Promise<{
  readonly store: CountedStore;
  readonly close: () => Promise<number>;
}> {
  const thread = new Worker(new URL(import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 8192 },
  });
  await once(thread, "online");
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let serial = 0;
  thread.on("message", ({ id, value, error }: Answer) => {
    const asker = waiting.get(id);
    waiting.delete(id);
    if (!error) asker?.resolve(value);
    else asker?.reject(error.code ? new StoreError(error.code, error.message) : new Error(error.message));
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
  const names = Object.keys(countedStore());
  const methods = names.map((name) => [name, (...args: unknown[]) => ask(name, args)]);
  const store: CountedStore = Object.fromEntries(methods);
  return { store, close: () => thread.terminate() };
}

function serve(): void {
  const store = countedStore();
  parentPort?.on("message", async ({ id, name, args }: Question) => {
    try {
      const value: unknown = await Reflect.apply(store[name], store, args);
      parentPort?.postMessage({ id, value } satisfies Answer);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const code = error instanceof StoreError ? { code: error.code } : {};
      parentPort?.postMessage({ id, error: { message, ...code } } satisfies Answer);
    }
  });
}

if (!isMainThread) serve();

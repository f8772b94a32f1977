import { randomUUID } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startDatabase } from "../../infra/local/database.ts";
import type { Store } from "../../lib/core/ports.ts";
import type { Task } from "../../lib/core/task.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import { createTables } from "../../lib/store/tables.ts";
import { type Asked, counted, since } from "./drainCount.ts";
import { limitRate } from "./drainLimit.ts";
import { startThreadStore } from "./drainThread.ts";
import { dueRetries, openWorld, planRetries } from "./drainWorld.ts";

// `npm run bench:drain [-- DATABASE MEMORY]`: so many tasks are due at once, on the embedded database and on the in-memory
// store, and two ticks at once perform them, before a GitLab that answers at once. Tells how fast that was beside the
// store's own rate, measured between the quarters, and what memory the workers took: the heap of this thread after a
// collection, where the database is another process, and the in-memory store another thread with a heap of its own.

const [onDatabase = 100_000, inMemory = 1_000_000] = process.argv.slice(2).map(Number);
const ticks = 2;
const lanes = ticks * 8;
const mostMillis = 20 * 60_000;

setFlagsFromString("--expose-gc");
const gc: () => void = runInNewContext("gc");

if (onDatabase > 0) {
  const database = await startDatabase();
  const client = createClient({ region: "eu-central-1", endpoint: database.endpoint });
  await createTables(client, "drain-", { withStreams: false });
  const store = createStore({ client, prefix: "drain-", random: randomUUID });
  await drain(`embedded database, ${onDatabase} tasks`, onDatabase, store);
  client.destroy();
  await database.stop();
}
if (inMemory > 0) {
  const thread = await startThreadStore();
  await drain(`in-memory store, ${inMemory} tasks`, inMemory, thread.store);
  console.log(`  the store's own heap at the end: ${Math.round(await thread.heapMegabytes())} MB`);
  await thread.close();
}

async function drain(title: string, count: number, bare: Store): Promise<void> {
  const { store, asked } = counted(bare);
  const world = await openWorld(store);
  const began = performance.now();
  await planRetries(bare, { from: 1, count });
  console.log(`${title}: planned in ${seconds(began)} s; ${memoryText()}`);
  const rates: { readonly drain: number; readonly writes: number; readonly requests: number }[] = [];
  for (let quarter = 1; quarter <= 4; quarter++) {
    const goal = Math.round((count * quarter) / 4);
    const [before, callsBefore, start] = [asked(), world.calls(), performance.now()];
    const highest = await drainTo(goal, world);
    const effects = world.calls() - callsBefore;
    const rate = (effects / (performance.now() - start)) * 1000;
    const each = perEffect(since(before, asked()), effects);
    const memory = memoryText();
    const limit = await limits(bare, {
      each,
      first: 1_000_000_000 + goal,
      count: Math.min(2_000, Math.round(count / 50)),
    });
    rates.push({ drain: rate, ...limit });
    console.log(
      `  ${world.calls()} effects: ${Math.round(rate)} a second; ${memory}, heap at most ${highest} MB; ` +
        `the store alone: ${Math.round(limit.writes)} a second with its writes, ${Math.round(limit.requests)} with its reads`,
    );
    if (quarter === 4)
      console.log(
        `  an effect asks the store: ${Object.entries(each)
          .map(([name, times]) => `${name} ${times.toFixed(2)}`)
          .join(", ")}`,
      );
  }
  const mean = (list: readonly number[]) => list.length / list.reduce((sum, rate) => sum + 1 / rate, 0);
  const all = mean(rates.map((rate) => rate.drain));
  console.log(
    `  drained at ${Math.round(all)} effects, ${Math.round(all * 3)} writes a second: ` +
      `${percent(all / mean(rates.map((rate) => rate.requests)))} of the store's own rate for the same requests, ` +
      `${percent(all / mean(rates.map((rate) => rate.writes)))} of that for the writes alone`,
  );
}

/** Lets ticks run, several at once, until so many effects happened. @returns the most megabytes of heap that were seen */
async function drainTo(goal: number, { tick, calls }: Awaited<ReturnType<typeof openWorld>>): Promise<number> {
  let highest = 0;
  const look = setInterval(() => {
    highest = Math.max(highest, Math.round(process.memoryUsage().heapUsed / 1_048_576));
  }, 250);
  const until = Date.now() + mostMillis;
  const isOver = () => calls() >= goal || Date.now() > until;
  await Promise.all(
    Array.from({ length: ticks }, async () => {
      while (!isOver()) await tick(isOver);
    }),
  );
  clearInterval(look);
  if (calls() < goal) throw new Error(`${goal - calls()} effects were missing after ${mostMillis / 60_000} minutes`);
  return highest;
}

/** The store's own rate, in effects a second: with the writes of an effect, and with its reads as well. */
async function limits(
  store: Store,
  { each, first, count }: { each: Asked; first: number; count: number },
): Promise<{ writes: number; requests: number }> {
  const reads = Object.fromEntries(Object.entries(each).map(([name, times]) => [name, Math.round(times)]));
  const writes = await limitRate(store, await freshTasks(store, first, count), { reads: {}, lanes });
  const requests = await limitRate(store, await freshTasks(store, first + count, count), { reads, lanes });
  return { writes, requests };
}

async function freshTasks(store: Store, from: number, count: number): Promise<Task[]> {
  await planRetries(store, { from, count });
  return dueRetries({ from, count });
}

function perEffect(asked: Asked, effects: number): Asked {
  return Object.fromEntries(Object.entries(asked).map(([name, times]) => [name, times / effects]));
}

function memoryText(): string {
  gc();
  const { rss, heapUsed } = process.memoryUsage();
  return `heap ${(heapUsed / 1_048_576).toFixed(1)} MB after a collection, RSS ${Math.round(rss / 1_048_576)} MB`;
}

function seconds(began: number): string {
  return ((performance.now() - began) / 1000).toFixed(1);
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)} %`;
}

import { randomUUID } from "node:crypto";
import { startDatabase } from "../../../infra/local/database.ts";
import type { Store } from "../../../lib/core/ports.ts";
import { createClient } from "../../../lib/store/client.ts";
import { createMemoryStore } from "../../../lib/store/memory.ts";
import { createStore } from "../../../lib/store/store.ts";
import { createTables } from "../../../lib/store/tables.ts";
import { createMeter, minus, type Spent, unitsOf } from "../../prove/cost/meter.ts";
import { dueRetries } from "../drain/world.ts";
import { alternate, type Pace } from "../rules/alternate.ts";
import { heapMegabytes } from "../sweep/heap.ts";
import { openPair, type Pair } from "./pair.ts";

/** Tables, and the functions that work on them. */
export interface Bed {
  readonly store: Store;
  readonly pair: Pair;
  /** What the tables were asked so far; in memory they are asked nothing. */
  spent(): Spent;
  close(): Promise<void>;
}

/** What was found beside so many open tasks. */
export interface Found {
  readonly open: number;
  /** Of the processor: a whole `tick`; the look for due tasks alone; a delivery. */
  readonly tickNanos: number;
  readonly lookNanos: number;
  readonly deliveryNanos: number;
  readonly tick: Asked;
  readonly delivery: Asked;
  readonly heapBytes: number;
}

interface Asked {
  readonly requests: number;
  readonly units: number;
}

export async function inDatabase(): Promise<Bed> {
  const database = await startDatabase();
  const meter = createMeter();
  const client = meter.over("tick", createClient({ region: "eu-central-1", endpoint: database.endpoint }));
  await createTables(client, "scale-", { withStreams: false });
  const store = createStore({ client, prefix: "scale-", random: randomUUID });
  return {
    store,
    pair: await openPair(store),
    spent: () => meter.spent().tick,
    async close() {
      client.destroy();
      await database.stop();
    },
  };
}

export async function inMemory(): Promise<Bed> {
  const store = createMemoryStore();
  return { store, pair: await openPair(store), spent: () => ({ requests: 0, writes: 0, reads: 0 }), async close() {} };
}

/** How far a bed has come: the open tasks, and what deliveries left beside them, which nobody counts here. */
const states = new WeakMap<Bed, { readonly open: number; readonly leftBytes: number }>();
const farMillis = 30 * 86_400_000;

/** Plans until so many tasks are open, and measures. */
export async function waitingOn(bed: Bed, open: number, pace?: Pace): Promise<Found> {
  const { store, pair } = bed;
  const before = states.get(bed) ?? { open: 0, leftBytes: 0 };
  await planFar(store, { from: 1 + before.open, count: open - before.open });
  await pair.tick();
  await pair.deliverTwice();
  const heap = heapBytes();
  const look = async () => void (await store.dueTasks(Date.now(), 500));
  const nanos = await alternate(
    {
      tick: (times) => repeated(times, pair.tick),
      look: (times) => repeated(times, look),
      twice: (times) => repeated(times, pair.deliverTwice),
    },
    pace,
  );
  states.set(bed, { open, leftBytes: before.leftBytes + heapBytes() - heap });
  const [tick, twice] = [await asked(bed, pair.tick), await asked(bed, pair.deliverTwice)];
  return {
    open,
    tickNanos: nanos.tick,
    lookNanos: nanos.look,
    deliveryNanos: nanos.twice / 2,
    tick,
    delivery: { requests: twice.requests / 2, units: twice.units / 2 },
    heapBytes: heap - before.leftBytes,
  };
}

function heapBytes(): number {
  return heapMegabytes() * 1_048_576;
}

/** Tasks that come due in a month; a hundred in one transaction. */
async function planFar(
  store: Store,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<void> {
  for (let at = 0; at < count; at += 100) {
    const tasks = dueRetries({ from: from + at, count: Math.min(100, count - at) });
    const writes = tasks.map((task) => ({ put: { ...task, due: Date.now() + farMillis }, seen: "absent" as const }));
    if ((await store.commit(writes)) !== "written") throw new Error("a task was planned already");
  }
}

async function repeated(times: number, deed: () => Promise<void>): Promise<void> {
  for (let time = 0; time < times; time++) await deed();
}

async function asked({ spent }: Bed, deed: () => Promise<void>): Promise<Asked> {
  const before = spent();
  await deed();
  const after = minus(spent(), before);
  return { requests: after.requests, units: unitsOf(after) };
}

import type { Pace } from "../rules/alternate.ts";
import type { Plot } from "./plot.ts";
import { type Bed, type Found, inDatabase, inMemory, waitingOn } from "./waiting.ts";

export interface TasksGrown {
  /** How many tasks are open, each time. */
  readonly database: readonly number[];
  readonly memory: readonly number[];
  readonly pace?: Pace;
}

const x = { title: "open tasks that are not due", unit: "count" } as const;
const command = "npm run bench -- scale --only=tasks";

/** What `tick` and a delivery cost with more and more open tasks of which none is due, on both stores. */
export async function growTasks(grown: TasksGrown): Promise<readonly Plot[]> {
  const database = await on(await inDatabase(), grown.database, grown.pace);
  const memory = await on(await inMemory(), grown.memory, grown.pace);
  const line = (found: readonly Found[], pick: (one: Found) => number) =>
    found.map((one) => [one.open, pick(one)] as const);
  return [
    {
      name: "tasks-time",
      title: "A tick and a delivery beside many open tasks",
      says: "None of them is due. The delivery plans what waits, or ends it. Without the database's own time.",
      ...{ command, x },
      y: { title: "time of the processor", unit: "nanoseconds" },
      series: [
        { name: "tick, database", kind: "ours", points: line(database, ({ tickNanos }) => tickNanos) },
        { name: "delivery, database", kind: "ours", points: line(database, ({ deliveryNanos }) => deliveryNanos) },
        { name: "look, in memory", kind: "ours", points: line(memory, ({ lookNanos }) => lookNanos) },
        { name: "delivery, in memory", kind: "ours", points: line(memory, ({ deliveryNanos }) => deliveryNanos) },
      ],
    },
    {
      name: "tasks-requests",
      title: "What the tables are asked beside many open tasks",
      says: "None of them is due. Units as AWS bills them, of reads and writes together.",
      ...{ command, x },
      y: { title: "requests or units", unit: "count" },
      series: [
        { name: "requests of a tick", kind: "ours", points: line(database, ({ tick }) => tick.requests) },
        { name: "units of a tick", kind: "ours", points: line(database, ({ tick }) => tick.units) },
        { name: "requests of a delivery", kind: "ours", points: line(database, ({ delivery }) => delivery.requests) },
        { name: "units of a delivery", kind: "ours", points: line(database, ({ delivery }) => delivery.units) },
      ],
    },
    {
      name: "tasks-memory",
      title: "Memory beside many open tasks",
      says: "The heap after a collection, of the process that performs and of the in-memory store.",
      ...{ command, x },
      y: { title: "memory", unit: "bytes" },
      series: [
        { name: "beside a database", kind: "ours", points: line(database, ({ heapBytes }) => heapBytes) },
        { name: "with tasks in memory", kind: "ours", points: line(memory, ({ heapBytes }) => heapBytes) },
      ],
    },
  ];
}

async function on(bed: Bed, counts: readonly number[], pace: Pace | undefined): Promise<readonly Found[]> {
  try {
    const found: Found[] = [];
    for (const open of counts) found.push(await waitingOn(bed, open, pace));
    return found;
  } finally {
    await bed.close();
  }
}

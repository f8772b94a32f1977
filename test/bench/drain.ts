import { randomUUID } from "node:crypto";
import { startDatabase } from "../../infra/local/database.ts";
import type { Store } from "../../lib/core/ports.ts";
import { createClient } from "../../lib/store/client.ts";
import { createStore } from "../../lib/store/store.ts";
import { createTables } from "../../lib/store/tables.ts";
import { figuresOf } from "./drain/figures.ts";
import { type Drained, meanRate, measureDrain, partOfLimit } from "./drain/measure.ts";
import { startThreadStore } from "./drain/thread.ts";
import { tell } from "./figure.ts";

// `npm run bench -- drain [DATABASE MEMORY]`: G11. So many tasks are due at once, on the embedded database and on the in-memory
// store, and two ticks at once perform them, before a GitLab that answers at once. Tells how fast that was beside the
// store's own rate, measured between the stretches, and what memory the workers took: the heap of this thread after a
// collection, where the database is another process, and the in-memory store another thread with a heap of its own.

const [onDatabase = 100_000, inMemory = 1_000_000] = process.argv.slice(2).map(Number);

if (onDatabase > 0) {
  const database = await startDatabase();
  const client = createClient({ region: "eu-central-1", endpoint: database.endpoint });
  await createTables(client, "drain-", { withStreams: false });
  await drain("embedded database", onDatabase, createStore({ client, prefix: "drain-", random: randomUUID }));
  client.destroy();
  await database.stop();
}
if (inMemory > 0) {
  const thread = await startThreadStore();
  await drain("in-memory store", inMemory, thread.store);
  console.log(`  the store's own heap at the end: ${Math.round(await thread.heapMegabytes())} MB`);
  await thread.close();
}

async function drain(name: string, count: number, store: Store): Promise<void> {
  console.log(`${name}, ${count.toLocaleString("en")} tasks`);
  const drained = await measureDrain(store, count, (line) => console.log(`  ${line}`));
  printDrained(drained);
  tell(figuresOf(name, drained));
}

function printDrained(drained: Drained): void {
  const each = Object.entries(drained.each).map(([asked, times]) => `${asked} ${times.toFixed(2)}`);
  console.log(`  an effect asks the store: ${each.join(", ")}`);
  const rate = meanRate(drained.stretches.map((stretch) => stretch.drained));
  const [requests, writes] = (["requests", "writes"] as const).map((limit) =>
    Math.round(partOfLimit(drained, limit).middle * 100),
  );
  console.log(
    `  drained at ${Math.round(rate)} effects, ${Math.round(rate * 3)} writes a second: ${requests} % of the store's own ` +
      `rate for the same requests, ${writes} % of that for the writes alone`,
  );
}

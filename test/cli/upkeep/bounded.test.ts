import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";

test("20,000 items, 40 MB, are backed up and restored by a thread that may hold 48 MB, its program included, and none is lost", async () => {
  const worker = new Worker(new URL("./bounded.ts", import.meta.url), {
    workerData: { items: 20_000 },
    resourceLimits: { maxOldGenerationSizeMb: 48 },
  });
  const [code] = await once(worker, "exit");
  assert.equal(code, 0);
});

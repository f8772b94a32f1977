import assert from "node:assert/strict";
import { test } from "node:test";
import { calm } from "./calm.ts";
import { runSchedule, type Wanted } from "./schedule.ts";

/** Seeds that once broke a promise. What they draw changes with the simulation: those that must not are pinned by `wanted`. */
const kept: readonly { readonly seed: number; readonly wanted?: Wanted; readonly why: string }[] = [
  {
    seed: 1,
    wanted: { profile: { rules: ["play"], pipelines: 1, jobs: 1, tables: { ...calm.tables, slowMillis: 3_000 } } },
    why: "a switch that takes long to be asked does not let a look age before the call",
  },
  {
    seed: 12,
    wanted: {
      mode: "liveness",
      profile: {
        ...{ rules: ["retryOnce", "retry"], failing: 0.9, realReader: true, rulebookChanges: 2 },
        ...{ hooks: calm.hooks, processes: calm.processes },
      },
    },
    why: "a container that missed a version knows rules that were rolled back by their new number",
  },
];

for (const { seed, wanted, why } of kept)
  test(`${why} (seed ${seed})`, async () => {
    const { violations } = await runSchedule(seed, wanted);
    assert.deepEqual(violations, []);
  });

import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { parseArgs } from "node:util";
import { type Ablation, patched } from "./ablation.ts";
import { ablations } from "./list.ts";
import type { Found } from "./row.ts";

// A process of its own for one ablation: the code is changed while it is loaded, then seeds are played until one breaks a
// promise. Prints one JSON line.

const { values } = parseArgs({
  options: {
    name: { type: "string", default: "" },
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "1000" },
    whole: { type: "boolean", default: false },
  },
});

const ablation = ablations.find(({ name }) => name === values.name);
if (!ablation) throw new Error(`there is no ablation ${values.name}`);
const root = new URL("../../../", import.meta.url);

if (!values.whole) {
  const patches = Map.groupBy(ablation.patches, ({ file }) => new URL(file, root).href);
  registerHooks({
    load(url, context, nextLoad) {
      const ours = patches.get(url);
      const loaded = nextLoad(url, context);
      if (!ours) return loaded;
      const text = readFileSync(new URL(url), "utf8");
      patches.delete(url);
      return { ...loaded, source: ours.reduce(patched, text) };
    },
  });
  process.once("exit", () => {
    if (patches.size > 0) throw new Error(`never loaded: ${[...patches.keys()].join(", ")}`);
  });
}

/** Every order of a scene's steps, as if they were seeds. */
async function explored(): Promise<Found> {
  const { explore } = await import("../exhaustive/explore.ts");
  const { closedGate, hearWhileLooking } = await import("../exhaustive/hear.ts");
  const scene = hearWhileLooking(await closedGate(), { moves: [1_000] });
  const { interleavings, broken, violations } = await explore(scene);
  const what = `${broken} of ${interleavings} orders of steps: ${violations[0]}`;
  const others: Record<string, number> = broken > 0 ? { P1: broken } : {};
  return {
    seeds: interleavings,
    others,
    settleMillis: 0,
    ...(broken > 0 && { failed: { seed: 1, promise: "P1", what } }),
  };
}

const mostAtOnce = 25;

/** Seeds, until one breaks a promise that is expected to break. */
async function drawn({ expects, wanted }: Ablation, first: number, count: number): Promise<Found> {
  const { runSchedule } = await import("../schedule.ts");
  const others: Record<string, number> = {};
  const settled: number[] = [];
  const told = () => ({
    others,
    settleMillis: settled.reduce((sum, one) => sum + one, 0) / Math.max(1, settled.length),
  });
  for (let seeds = 0; seeds < count; ) {
    // The first few alone: most guards are missed at once.
    const size = Math.min(seeds === 0 ? 3 : mostAtOnce, count - seeds);
    const results = await Promise.all(Array.from({ length: size }, (_, at) => runSchedule(first + seeds + at, wanted)));
    for (const { seed, violations, settledAfter } of results) {
      seeds++;
      settled.push(...settledAfter);
      for (const { promise } of violations) others[promise] = (others[promise] ?? 0) + 1;
      const failed = violations.find(({ promise }) => expects.includes(promise));
      if (failed) return { seeds, failed: { seed, ...failed }, ...told() };
    }
  }
  return { seeds: count, ...told() };
}

Error.stackTraceLimit = 0;
const found = await (ablation.scene ? explored() : drawn(ablation, Number(values.seed), Number(values.count)));
process.stdout.write(`${JSON.stringify(found)}\n`);

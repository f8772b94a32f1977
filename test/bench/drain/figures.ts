import type { Figure } from "../figure.ts";
import { type Drained, heapGrowth, partOfLimit } from "./measure.ts";

const least = 0.8;
const mostGrowth = 1.1;

/** G11, of one store. */
export function figuresOf(name: string, drained: Drained): readonly Figure[] {
  const limit = { name: "the store alone", value: 1 };
  const { middle, half } = partOfLimit(drained, "requests");
  const ofWrites = partOfLimit(drained, "writes").middle.toFixed(2);
  return [
    {
      goal: "G11",
      what: `drained, part of the rate of the ${name} for the same requests`,
      unit: "x",
      ours: middle,
      spread: half,
      limit,
      least,
      unmet: `Deciding, looking and writing down take a worker about 0.3 ms of an effect, which counts where the store's requests take less; of the writes alone it is ${ofWrites}x. It would take a thread for each tick.`,
    },
    {
      goal: "G11",
      what: `heap of the workers, last quarter beside the first, ${name}`,
      unit: "x",
      ours: heapGrowth(drained),
      limit: { name: "flat", value: 1 },
      most: mostGrowth,
      unmet: "Something is kept for each task: compare two heap snapshots.",
    },
  ];
}

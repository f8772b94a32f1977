import type { Proof } from "../proof.ts";
import { deferred } from "./deferred.ts";
import { dryRun } from "./dryRun.ts";
import { forged } from "./forged.ts";
import { garbage } from "./garbage.ts";
import { order } from "./order.ts";
import { poison } from "./poison.ts";
import { replay } from "./replay.ts";
import { vintages } from "./vintages.ts";

/** The proof with these of its figures, and how many kinds of things it met: a table has no room for all of them. */
function briefly(proof: Proof, names: readonly string[]): Proof {
  return {
    ...proof,
    async run(cases, seed) {
      const shown = await proof.run(cases, seed);
      const all = Object.entries(shown.figures ?? {});
      const kept = all.filter(([name]) => names.includes(name));
      return { ...shown, figures: { "kinds met": all.length, ...Object.fromEntries(kept) } };
    },
  };
}

/** What is shown at the door, and with batches of the stream. */
export const doorProofs: readonly Proof[] = [
  briefly(deferred, [
    "faults: deferred",
    "silence: deferred",
    "deferred for the patrol",
    "effects found by the patrol",
  ]),
  briefly(garbage, ["a mutant", "planned", "ignored", "tasks"]),
  briefly(forged, ["forged", "authentic", "Welch t"]),
  briefly(order, ["worlds", "hooks in disorder"]),
  briefly(vintages, ["jobs of an unknown status", "actions on an unknown status"]),
  briefly(dryRun, ["asked by GET", "over HTTP by GET"]),
  briefly(poison, ["healthy", "retried", "ended or put off with a reason"]),
  briefly(replay, [
    "effects of the days",
    "hooks replayed",
    "records replayed",
    "tasks looked at again",
    "tasks redriven",
  ]),
];

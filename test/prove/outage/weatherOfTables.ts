import type { Instant } from "../../../lib/core/time.ts";
import type { Faults } from "../../../lib/store/memoryFaults.ts";
import { type Random, randomOf, seedFrom } from "../../simulation/random.ts";

type Operation = Parameters<Faults>[0];
type Fault = ReturnType<Faults>;

/** Nothing answers; nothing is let in; nobody can tell what was written, of which half was; or any of it. */
const spells = ["unavailable", "throttled", "ambiguous", "mixed"] as const;
const spellMillis = 10 * 60_000;

/** Tables that take no request to its end between two moments, in changing ways: but what is ambiguous may be written. */
export function tablesAway(seed: number, from: Instant, to: Instant): (at: Instant, operation: Operation) => Fault {
  const random = randomOf(seedFrom(seed, "tables"));
  const first = random.whole(0, spells.length - 1);
  return (at, operation) => {
    if (at < from || at >= to) return undefined;
    const spell = spells[(first + Math.floor((at - from) / spellMillis)) % spells.length];
    return faultOf(
      spell === "mixed" ? random.pick(["unavailable", "throttled", "ambiguous"]) : spell,
      operation,
      random,
    );
  };
}

function faultOf(spell: (typeof spells)[number] | undefined, { kind }: Operation, random: Random): Fault {
  if (spell !== "ambiguous") return spell === "throttled" ? "throttled" : "unavailable";
  if (kind !== "commit" && kind !== "putNote") return "unavailable";
  return random.chance(0.5) ? "ambiguousApplied" : "ambiguousLost";
}

import type { Proof } from "../proof.ts";
import { drawn } from "./drawn.ts";
import { kinds } from "./kinds.ts";
import { unitsOf } from "./meter.ts";

const bounded = kinds.filter(({ bound }) => bound !== undefined);

const counted: Proof = {
  promises: ["P46"],
  says: "each kind of delivery, effect, command and read costs what its bound allows, 60 units a delete, and 3 requests more for each person whose rights are read",
  cases: { onPush: 3, byProve: bounded.length },
  async run(cases) {
    const violations: string[] = [];
    const figures: Record<string, string> = {};
    for (const { name, bound, measure } of bounded.slice(0, cases)) {
      const { byFunction, gitlab } = await measure();
      const units = Object.values(byFunction).reduce((sum, spent) => sum + unitsOf(spent), 0);
      figures[name] = `${units} and ${gitlab}`;
      if (bound && (units > bound.units || gitlab > bound.gitlab))
        violations.push(`${name}: ${units} units and ${gitlab} requests, bound ${bound.units} and ${bound.gitlab}`);
    }
    return { cases: Math.min(cases, bounded.length), violations, figures };
  },
};

/** What anything may cost. */
export const costProofs: readonly Proof[] = [drawn, counted];

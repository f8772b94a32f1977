import { type Amount, bySize, nothing, sum } from "../../core/tally/amount.ts";

/** One row of a table: what it is about, and what was found there. */
export interface Row extends Amount {
  readonly name: string;
  /** Where it is of one project alone. */
  readonly project?: string;
}

/** The largest of many rows, each of which is told once, and what all others come to. */
export interface Largest {
  add(row: Row): void;
  rows(): readonly Row[];
  others(): Amount & { readonly names: number };
}

const mostRows = 1_000;

export function createLargest(): Largest {
  let [kept, others, names]: [Row[], Amount, number] = [[], nothing, 0];
  const shrink = () => {
    kept.sort((one, other) => bySize(one, other) || ((one.project ?? "") < (other.project ?? "") ? -1 : 1));
    for (const row of kept.splice(mostRows)) {
      others = sum(others, row);
      names++;
    }
  };
  return {
    add(row) {
      kept.push(row);
      if (kept.length >= 4 * mostRows) shrink();
    },
    rows() {
      shrink();
      return kept;
    },
    others() {
      shrink();
      return { ...others, names };
    },
  };
}

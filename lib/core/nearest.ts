const longestWord = 64;

/**
 * The known word that is nearest to a misspelt one, the first of several, or `undefined` when none is near: at most a
 * third of its letters may be wrong, missing, too many or swapped with their neighbour. Letter case does not count.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > longestWord) return undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  let found: string | undefined;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const steps = distance(word.toLowerCase(), candidate.toLowerCase());
    if (steps >= least) continue;
    least = steps;
    found = candidate;
  }
  return found;
}

/** Optimal string alignment: one step inserts, removes or replaces a letter, or swaps two neighbours. */
function distance(from: string, to: string): number {
  let older: number[] = [];
  let old = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row++) {
    const fresh = [row];
    for (let at = 1; at <= to.length; at++) {
      const replaced = cost(old, at - 1) + (from[row - 1] === to[at - 1] ? 0 : 1);
      const swaps = row > 1 && at > 1 && from[row - 1] === to[at - 2] && from[row - 2] === to[at - 1];
      const swapped = swaps ? cost(older, at - 2) + 1 : Number.POSITIVE_INFINITY;
      fresh.push(Math.min(cost(old, at) + 1, cost(fresh, at - 1) + 1, replaced, swapped));
    }
    older = old;
    old = fresh;
  }
  return cost(old, to.length);
}

function cost(row: readonly number[], at: number): number {
  return row[at] ?? Number.POSITIVE_INFINITY;
}

/** So many pairs of rules are looked at closely. Those of people who write rules by hand are far fewer. */
const mostPairs = 100_000;

/**
 * Whether there is time to look at one more pair: where all rules of a large rulebook have to do with all others, what the
 * last of them have is not told.
 */
export function patience(most = mostPairs): () => boolean {
  let left = most;
  return () => left-- > 0;
}

/** A promise that is shown by running it many times: few on every push, many by `npm run prove`. */
export interface Proof {
  /** Which promises, e.g. `P9`. */
  readonly promises: readonly string[];
  /** What is shown, in one line. */
  readonly says: string;
  /** How many cases are run. */
  readonly cases: { readonly onPush: number; readonly byProve: number };
  /** @param seed draws the same cases again */
  run(cases: number, seed: number): Promise<Shown>;
}

/** What was run, and what broke the promise. */
export interface Shown {
  readonly cases: number;
  /** One line each, with the seed or the case that shows it again. */
  readonly violations: readonly string[];
  /** Numbers worth printing beside. */
  readonly figures?: Readonly<Record<string, string | number>>;
}

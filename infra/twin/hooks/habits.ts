/** How deliveries go wrong by themselves; the same seed gives the same faults. */
export interface Habits {
  /** The share of events that arrive twice: 0 to 1. Real captures have 0.06. Default: 0. */
  readonly duplicate: number;
  /** How many later events, of those that wait together, may overtake one. Default: 0. */
  readonly reorder: number;
  /** The share of events that never arrive: 0 to 1. Default: 0. */
  readonly lose: number;
  /** Default: 1. */
  readonly seed: number;
}

export const goodHabits: Habits = { duplicate: 0, reorder: 0, lose: 0, seed: 1 };

/** Numbers from 0 to 1 that look like chance. */
type Chance = () => number;

/** Always the same numbers for a seed (mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Events in the order in which they arrive, some twice; and those that do not arrive. */
export function disturbed<T>(
  events: readonly T[],
  { duplicate, reorder, lose }: Habits,
  chance: Chance,
): { readonly sent: T[]; readonly lost: T[] } {
  const lost = events.filter(() => lose > 0 && chance() < lose);
  const ranked = events
    .filter((event) => !lost.includes(event))
    .flatMap((event) => (duplicate > 0 && chance() < duplicate ? [event, event] : [event]))
    .map((event, index) => ({ event, rank: index + (reorder > 0 ? chance() * (reorder + 1) : 0) }));
  return { sent: ranked.sort((one, other) => one.rank - other.rank).map(({ event }) => event), lost };
}

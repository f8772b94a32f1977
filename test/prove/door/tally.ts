import type { Shown } from "../proof.ts";

/** What a run met, by name, and what broke the promise. */
export interface Tally {
  /** One more of a name; `by`: so many more. */
  met(name: string, by?: number): void;
  broke(violation: string): void;
  shown(cases: number, more?: Shown["figures"]): Shown;
}

const mostViolations = 20;

/** Counts what is met; of the violations the first 20 are kept, the rest is a number. */
export function newTally(): Tally {
  const counts = new Map<string, number>();
  const violations: string[] = [];
  let untold = 0;
  return {
    met: (name, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
    broke(violation) {
      if (violations.length < mostViolations) violations.push(violation);
      else untold++;
    },
    shown: (cases, more = {}) => ({
      cases,
      violations: untold > 0 ? [...violations, `and ${untold} more`] : violations,
      figures: { ...Object.fromEntries([...counts].toSorted()), ...more },
    }),
  };
}

/** A figure of a run as a number; 0 where it was never met. */
export function figureOf({ figures }: Shown, name: string): number {
  return Number(figures?.[name] ?? 0);
}

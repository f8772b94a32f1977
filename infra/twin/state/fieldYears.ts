import type { Vintage } from "./world.ts";

/** The first year that shows a field; one that is not named was there from the beginning. */
export type FieldYears = Readonly<Record<string, Vintage>>;

/** What a GitLab of that year shows of a thing that has all that today's has; of today, the thing itself. */
export function shownIn<T extends object>(vintage: Vintage, since: FieldYears, whole: T): Partial<T> {
  if (vintage === 2026) return whole;
  const shown = Object.entries(whole).filter(([field]) => vintage >= (since[field] ?? 2016));
  return Object.fromEntries(shown) as Partial<T>;
}

/** What a clock on a wall shows, as the milliseconds since 1970-01-01 00:00 that it would have if it showed UTC. */
export type Wall = number;

export const minuteMillis = 60_000;
export const dayMillis = 86_400_000;

/** The midnight that a date such as `2026-12-05` begins with, or `undefined` when there is no such date. */
export function readDate(text: string): Wall | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const wall = Date.parse(`${text}T00:00:00Z`);
  // A day beyond the month's end is taken for one of the next month.
  return Number.isNaN(wall) || wallText(wall).slice(0, 10) !== text ? undefined : wall;
}

/** Minutes after midnight of a time of day from `00:00` to `24:00`, or `undefined` when it is none. */
export function readTime(text: string): number | undefined {
  if (!/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(text)) return undefined;
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

/** As people write it: `2027-01-07 09:00`. */
export function wallText(wall: Wall): string {
  return new Date(wall).toISOString().slice(0, -8).replace("T", " ");
}

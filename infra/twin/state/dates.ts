import type { Instant } from "../../../lib/core/time.ts";

type Written<T> = T extends null ? null : string;

/** As the API writes moments: `2026-11-20T09:30:00.000Z`. */
export function apiDate<T extends Instant | null>(at: T): Written<T> {
  return (at === null ? null : new Date(at).toISOString()) as Written<T>;
}

/** As hooks write moments: `2026-11-20 09:30:00 UTC`. */
export function hookDate<T extends Instant | null>(at: T): Written<T> {
  return (at === null ? null : `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`) as Written<T>;
}

/** As the newer `_iso` fields of hooks: `2026-11-20T09:30:00Z`. */
export function isoDate<T extends Instant | null>(at: T): Written<T> {
  return (at === null ? null : `${new Date(at).toISOString().slice(0, 19)}Z`) as Written<T>;
}

/** As git writes moments: with the author's offset, `2026-11-20T09:30:00+00:00`. */
export function commitDate(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}+00:00`;
}

/** A part of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where to go on; missing on the last page. */
  readonly next?: string;
}

/**
 * Whether a cursor counts pages: things that come or go meanwhile move from one page to another then.
 * Source: docs.gitlab.com/api/rest, "Offset-based pagination" (read 2026-11).
 */
export function countsPages(cursor: string): boolean {
  return /[?&]page=\d/.test(cursor);
}

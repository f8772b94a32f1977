const unitBytes: Readonly<Record<string, number>> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };
const mostBytes = 1000 * 2 ** 40;

/**
 * Reads a size such as `500KB`, `1.5MB` or `1GB`. A KB is 1024 bytes, as in GitLab's own limits and pages; `KiB` is the
 * same.
 * Source: docs.gitlab.com/administration/settings/continuous_integration, maximum artifacts size; gitlabhq multiplies by
 * `1.megabyte` (read 2026-11).
 *
 * @returns whole bytes, more than 0 and at most 1000 TB, or `undefined` when the text is no such size
 */
export function sizeBytes(text: string): number | undefined {
  const [, count, unit = ""] = /^(\d{1,15}(?:\.\d{1,3})?) ?([KMGT]?)i?B$/i.exec(text) ?? [];
  const bytes = Math.round(Number(count) * (unitBytes[`${unit.toUpperCase()}B`] ?? Number.NaN));
  return bytes > 0 && bytes <= mostBytes ? bytes : undefined;
}

/** Bytes as people read them: `350 B`, `1.5 MB`. */
export function sizeText(bytes: number): string {
  const [unit, size] = Object.entries(unitBytes).findLast(([, size]) => bytes >= size) ?? ["B", 1];
  return `${Math.round((bytes / size) * 10) / 10} ${unit}`;
}

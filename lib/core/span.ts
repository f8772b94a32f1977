const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const longestSeconds = 10 * 365 * 86_400;

/**
 * Reads a span such as `90s`, `15m`, `2h`, `30d` or `1w`; parts may follow each other (`1h30m`).
 *
 * @returns whole seconds, more than 0 and at most ten years, or `undefined` when the text is no such span.
 */
export function spanSeconds(text: string): number | undefined {
  if (!/^(\d{1,9}[smhdw])+$/.test(text)) return undefined;
  const seconds = [...text.matchAll(/(\d+)([smhdw])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (unitSeconds[unit ?? ""] ?? Number.NaN),
    0,
  );
  return seconds > 0 && seconds <= longestSeconds ? seconds : undefined;
}

/** A span as people read it, in its two largest units: `15m`, `1h 30m`, `7d`. */
export function spanText(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, size] of [
    ["d", 86_400],
    ["h", 3600],
    ["m", 60],
    ["s", 1],
  ] as const) {
    if (rest < size) continue;
    parts.push(`${Math.floor(rest / size)}${unit}`);
    rest %= size;
  }
  return parts.slice(0, 2).join(" ") || "0s";
}

/** Prints rows in columns: the first to the left, all others to the right. */
export function printTable(title: string, rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  console.log(`\n${title}`);
  for (const row of rows)
    console.log(
      `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ")}`,
    );
}

export function timeText(nanos: number): string {
  if (nanos < 1e3) return `${nanos.toFixed(0)} ns`;
  return nanos < 1e6 ? `${(nanos / 1e3).toFixed(2)} µs` : `${(nanos / 1e6).toFixed(1)} ms`;
}

export function ratioText(ratio: number): string {
  return `${ratio >= 100 ? Math.round(ratio).toLocaleString("en") : ratio.toFixed(2)}x`;
}

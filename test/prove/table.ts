import { keyOf } from "./rooms.ts";

/** One proof as it was run. */
export interface Row {
  readonly promises: readonly string[];
  readonly says: string;
  readonly command: string;
  readonly cases: number;
  /** How many there were. */
  readonly violations: number;
  readonly figures: Readonly<Record<string, string | number>>;
  /** `2026-11-21`. */
  readonly date: string;
  readonly seed: number;
}

const begins = "<!-- what `npm run prove` printed; it writes this table itself -->";
const ends = "<!-- end of the table -->";
const head = [
  "| promise | what is shown | command | cases | violations | figures | date | seed |",
  "|---|---|---|---|---|---|---|---|",
];

/**
 * The page with the rows of what was run. Rows of other proofs stay as they are, unless `all` were run.
 *
 * @throws Error when the page has no place for the table
 */
export function withRows(page: string, rows: readonly Row[], { all }: { readonly all: boolean }): string {
  const { before, lines, after } = parted(page);
  const fresh = new Map(rows.map((row) => [keyOf(row).replaceAll("|", "\\|"), lineOf(row)]));
  const kept = all ? [] : lines.filter((line) => !fresh.has(keyOfLine(line)));
  const table = [...kept, ...fresh.values()].toSorted((one, other) => numberOf(one) - numberOf(other));
  return [before, ...head, ...table, after].join("\n");
}

/** The promises that have a row in the page. */
export function promisesIn(page: string): ReadonlySet<string> {
  return new Set(parted(page).lines.flatMap((line) => (cellsOf(line)[0] ?? "").split(", ")));
}

/** The commands that the table names. */
export function commandsIn(page: string): readonly string[] {
  return parted(page).lines.map((line) => (cellsOf(line)[2] ?? "").replaceAll("`", ""));
}

function parted(page: string): { readonly before: string; readonly lines: readonly string[]; readonly after: string } {
  const from = page.indexOf(begins);
  const to = page.indexOf(ends);
  if (from < 0 || to < from) throw new Error(`the page has no place for the table, between "${begins}" and "${ends}"`);
  const table = page.slice(from + begins.length, to).split("\n");
  return {
    before: page.slice(0, from + begins.length),
    lines: table.filter((line) => /^\| P\d/.test(line)),
    after: page.slice(to),
  };
}

function lineOf({ promises, says, command, cases, violations, figures, date, seed }: Row): string {
  const cells = [
    promises.join(", "),
    says,
    `\`${command}\``,
    numberText(cases),
    violations === 0 ? "0" : `**${numberText(violations)}**`,
    Object.entries(figures)
      .map(([name, value]) => `${name} ${typeof value === "number" ? numberText(value) : value}`)
      .join("; "),
    date,
    String(seed),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}

function cellsOf(line: string): readonly string[] {
  return line
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
    .slice(1, -1);
}

function keyOfLine(line: string): string {
  const [promises = "", says = ""] = cellsOf(line);
  return `${promises} \\| ${says}`;
}

/** By the number of the first promise: P9 comes before P10. */
function numberOf(line: string): number {
  return Number(/^\| P(\d+)/.exec(line)?.[1] ?? 0);
}

function numberText(value: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: 3 });
}

import { parseArgs } from "node:util";
import { type Day, playDay } from "./day.ts";

// `npm run chaos -- --seconds N --seed S`: day after day, each with the next seed, until the time is over.

const usage = "usage: npm run chaos -- [--seconds N] [--seed S] [--trace]";

function readArguments(): { readonly seconds: number; readonly seed: number; readonly trace: boolean } {
  const text = { type: "string" } as const;
  try {
    const { values } = parseArgs({ options: { seconds: text, seed: text, trace: { type: "boolean" } } });
    const [seconds, seed] = [Number(values.seconds ?? 60), Number(values.seed ?? 1)];
    if (seconds > 0 && Number.isInteger(seed)) return { seconds, seed, trace: values.trace ?? false };
  } catch {
    // the usage says it
  }
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

function row(cells: readonly (readonly [name: string, cell: string | number])[]): string {
  return cells.map(([name, cell]) => String(cell).padStart(name.length)).join("  ");
}

function cellsOf({ seed, figures, violations }: Day): [string, number][] {
  return [["seed", seed], ...Object.entries(figures), ["violations", violations.length]];
}

function sumOf(days: readonly Day[]): [string, string | number][] {
  const [first] = days;
  if (!first) return [];
  const all = days.map((day) => new Map(cellsOf(day)));
  return cellsOf(first).map(([name]) => [
    name,
    name === "seed" ? "all" : all.reduce((sum, cells) => sum + (cells.get(name) ?? 0), 0),
  ]);
}

const { seconds, seed, trace } = readArguments();
const endsAt = Date.now() + seconds * 1000;
const days: Day[] = [];
for (let next = seed; Date.now() < endsAt; next++) {
  const day = await playDay(next);
  if (days.length === 0)
    say(
      cellsOf(day)
        .map(([name]) => name)
        .join("  "),
    );
  days.push(day);
  say(row(cellsOf(day)));
  for (const violation of day.violations) say(`  VIOLATION  ${violation}`);
  if (trace || day.violations.length > 0) for (const line of day.trace) say(`    ${line}`);
}
say(row(sumOf(days)));
const violations = days.flatMap((day) => day.violations);
say(violations.length === 0 ? "the books balance" : `${violations.length} violations`);
process.exitCode = violations.length === 0 ? 0 : 1;

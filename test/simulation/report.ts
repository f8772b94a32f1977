import { missedOf } from "./coverage.ts";
import { percentile, type Summary } from "./summary.ts";

interface Run {
  readonly seed: number;
  readonly seconds: number;
  /** Large enough that everything must have been met. */
  readonly isLarge: boolean;
  readonly withAll: boolean;
}

/** What a run showed, as lines for people. */
export function report(summary: Summary, { seed, seconds, isLarge, withAll }: Run): string[] {
  const { schedules, judged, apart, settledAfter, events, sometimes, violations } = summary;
  const broken = (promise: string) => violations.filter((one) => one.promise === promise).length;
  const promises = [...new Set([...Object.keys(judged), ...violations.map(({ promise }) => promise)])].sort(byNumber);
  const missed = missedOf(sometimes);
  const [p50, p99] = [0.5, 0.99].map((share) => (percentile(settledAfter, share) / 1000).toFixed(0));
  return [
    `${schedules} schedules, seeds ${seed} to ${seed + schedules - 1}, ${(schedules / seconds).toFixed(0)} a second, ${events} events`,
    "",
    table(
      ["promise", "cases", "violations"],
      promises.map((one) => [one, judged[one] ?? 0, broken(one)]),
    ),
    "",
    `open calls settled, from the end of the faults: p50 ${p50} s, p99 ${p99} s, of ${settledAfter.length}`,
    "",
    table(["stated limits and the like, counted apart", "times"], sorted(apart)),
    ...(withAll ? ["", table(["met", "times"], sorted(sometimes))] : []),
    "",
    missed.length === 0
      ? "everything that should be met sometimes was met"
      : `${isLarge ? "never met, which a run of this size must: " : "not met this time: "}${missed.join(", ")}`,
    violations.length === 0 ? "0 violations" : `${violations.length} VIOLATIONS`,
    ...violations.slice(0, 20).map((one) => `  seed ${one.seed}: ${one.promise}: ${one.what}`),
  ];
}

function byNumber(one: string, other: string): number {
  return Number(one.replace(/\D/g, "") || 1000) - Number(other.replace(/\D/g, "") || 1000);
}

function sorted(counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).sort(([one], [other]) => (one < other ? -1 : 1));
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, at) => Math.max(...all.map((row) => (row[at] ?? "").length)));
  return all
    .map((row) =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join("  "),
    )
    .join("\n");
}

import { valueText } from "./axis.ts";
import type { Plot } from "./plot.ts";

/** The numbers of a plot as rows: one for each x, one column for each line; empty where a line has no point. */
export function plotTable({ x, y, series }: Plot): readonly (readonly string[])[] {
  const all = new Set(series.flatMap(({ points }) => points.map(([at]) => at)));
  const rows = [...all].toSorted((one, other) => one - other);
  return [
    [x.title, ...series.map(({ name }) => name)],
    ...rows.map((at) => [
      valueText(at, x.unit),
      ...series.map(({ points }) => {
        const value = points.find(([one]) => one === at)?.[1];
        return value === undefined ? "" : valueText(value, y.unit);
      }),
    ]),
  ];
}

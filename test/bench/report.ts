import { type Figure, isMet } from "./figure.ts";

const heads = ["", "what", "limit", "best of others", "ours", "half of the rounds", "goal", ""];

/** The table of all goals, in their order. */
export function goalRows(figures: readonly Figure[]): readonly (readonly string[])[] {
  return [heads, ...figures.toSorted(byGoal).map(rowOf)];
}

function byGoal(one: Figure, other: Figure): number {
  const number = ({ goal }: Figure) => Number(/\d+/.exec(goal)?.[0] ?? Infinity);
  const [first, second] = [number(one), number(other)];
  return first === second ? 0 : first - second;
}

function rowOf(figure: Figure): string[] {
  const { goal, what, unit, ours, spread, limit, peer, most, least } = figure;
  const bounds = [
    ...(most === undefined ? [] : [`<= ${text(most, unit)}`]),
    ...(least === undefined ? [] : [`>= ${text(least, unit)}`]),
  ];
  const met = isMet(figure);
  return [
    goal,
    what,
    limit ? `${text(limit.value, unit)} ${limit.name}` : "",
    peer ? `${text(peer.value, unit)} ${peer.name}` : "",
    text(ours, unit),
    spread ? `${text(spread[0], unit)} to ${text(spread[1], unit)}` : "",
    bounds.join(" "),
    met === undefined ? "" : met ? "met" : "NOT MET",
  ];
}

/** The short table: of each goal the first that others do as well, beside ours. */
export function speedRows(figures: readonly Figure[]): readonly (readonly string[])[] {
  const rows = new Map<string, readonly string[]>();
  for (const { goal, what, unit, ours, peer } of figures.toSorted(byGoal))
    if (peer && !rows.has(goal))
      rows.set(goal, [`${goal} ${what}`, text(ours, unit), `${text(peer.value, unit)} ${peer.name}`]);
  return [["what", "Penstock", "best of others"], ...rows.values()];
}

/** Of each goal that is not met: why, and what it would take. */
export function unmetLines(figures: readonly Figure[]): string[] {
  const missed = figures.toSorted(byGoal).filter((figure) => isMet(figure) === false);
  return missed.map(({ goal, what, unmet }) => `${goal} ${what}: ${unmet ?? "nobody has said why"}`);
}

/** A value with its unit, three digits of it. */
export function text(value: number, unit: Figure["unit"]): string {
  if (unit === "$") return `${value.toFixed(2)} $`;
  const digits = rounded(value);
  if (unit === "x" || unit === "/s") return `${digits}${unit}`;
  return `${digits} ${unit}`;
}

function rounded(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en");
  const size = Math.abs(value);
  return size >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(size >= 10 ? 1 : 2);
}

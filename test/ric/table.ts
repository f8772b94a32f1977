import { type Figures, type Goal, goalsOf, type Measured, ratio } from "./figures.ts";

const begin = "<!-- figures of npm run ric -->";
const end = "<!-- end of figures -->";

const heads = [
  "function",
  "given",
  "cold, ms",
  "x empty",
  "alone, ms",
  "x bare node",
  "warm p50, ms",
  "p99, ms",
  "x empty",
  "start loads",
];

/** The figures as a page shows them. */
export function tableOf(figures: Figures): string {
  const { functions, bareMillis, rounds, withCompileCache } = figures;
  const [empty] = functions;
  const rows = functions.map((one) => rowOf(one, empty, bareMillis));
  const caches = withCompileCache.map(({ name, ratio }) => `${name} ${ratio}`).join(", ");
  return [
    lineOf(heads),
    lineOf(heads.map((_, at) => (at < 2 ? "---" : "---:"))),
    ...rows.map(lineOf),
    "",
    `Bare node: ${Math.round(bareMillis)} ms. Cold: the median of ${rounds} rounds that took turns. Warm: of ${functions.map(({ warm }) => warm.count).join(", ")} invocations.`,
    `With a compile cache beside the bundle a cold start takes this part of its time: ${caches}.`,
    "",
    ...goalsOf(figures).map(goalLine),
  ].join("\n");
}

/** One goal, met or not. */
function goalLine({ name, says, value, most }: Goal): string {
  return `- ${name}: ${says}: ${value}, at most ${most} wanted: ${value <= most ? "met" : "**not met**"}.`;
}

function rowOf(one: Measured, empty: Measured | undefined, bareMillis: number): string[] {
  const { name, event, coldMillis, aloneMillis, warm, initBytes } = one;
  return [
    name,
    event,
    String(Math.round(coldMillis)),
    ratio(coldMillis, empty?.coldMillis).toFixed(2),
    String(Math.round(aloneMillis)),
    ratio(aloneMillis, bareMillis).toFixed(2),
    warm.p50Millis.toFixed(1),
    warm.p99Millis.toFixed(1),
    ratio(warm.p50Millis, empty?.warm.p50Millis).toFixed(1),
    initBytes === undefined ? "" : `${Math.ceil(initBytes / 1000)} KB`,
  ];
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/**
 * A page with the table in the place of the one that it has.
 *
 * @throws Error when it has no place for one
 */
export function withTable(page: string, table: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no place for the figures: ${begin} … ${end}`);
  return `${page.slice(0, from)}${begin}\n${table}\n${page.slice(to)}`;
}

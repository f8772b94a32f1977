import type { SweepReport } from "../../../app/tally/shape.ts";
import { sizeText } from "../../jobs/text.ts";
import type { Box } from "../../report/svg/bars.ts";
import { element, textAt } from "../../report/svg/xml.ts";

export const sparkHeight = 72;
const figureWidth = 90;
const dayMillis = 86_400_000;

/** How the size went from count to count, by its days. */
export function sparkline({ x, y, width }: Box, history: SweepReport["history"]): string {
  const [first, last] = [history[0], history.at(-1)];
  if (!first || !last) return "";
  const times = history.map(({ day }) => Date.parse(`${day}T00:00:00Z`));
  const begin = times[0] ?? 0;
  const span = Math.max(dayMillis, (times.at(-1) ?? 0) - begin);
  const most = Math.max(1, ...history.map(({ bytes }) => bytes));
  const room = width - figureWidth;
  const points = history.map(({ bytes }, at) => {
    const left = x + (room * ((times[at] ?? 0) - begin)) / span;
    return `${left.toFixed(1)},${(y + sparkHeight - (sparkHeight * bytes) / most).toFixed(1)}`;
  });
  return [
    element("line", { x1: x, x2: x + room, y1: y + sparkHeight, y2: y + sparkHeight, class: "grid" }),
    element("polyline", { points: points.join(" "), fill: "none", stroke: "#4a8fd6", "stroke-width": 2 }),
    textAt(x, y + sparkHeight + 16, { text: first.day, kind: "small" }),
    textAt(x + room, y + sparkHeight + 16, { text: last.day, kind: "small", anchor: "end" }),
    textAt(x + room + 8, y + sparkHeight - (sparkHeight * last.bytes) / most + 4, {
      text: sizeText(last.bytes),
      kind: "small",
    }),
  ].join("\n");
}

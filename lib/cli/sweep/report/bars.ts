import { sizeText } from "../../jobs/text.ts";
import { shareText } from "../../report/svg/amount.ts";
import type { Box } from "../../report/svg/bars.ts";
import { lineHeight } from "../../report/svg/style.ts";
import { element, nameAt, textAt, titled } from "../../report/svg/xml.ts";
import type { Table } from "./tables.ts";

const labelWidth = 168;
const figureWidth = 116;

/** Bars of sizes beside their names, the size and its share of all behind them; what leaked in its own colour. */
export function sizeBars({ x, y, width }: Box, rows: Table["rows"], all: number): string {
  const most = Math.max(1, ...rows.map(({ figures }) => figures.bytes ?? 0));
  const room = width - labelWidth - figureWidth;
  const left = x + labelWidth;
  return rows
    .map(({ name, project, figures }, at) => {
      const { bytes = 0, leakedBytes = 0 } = figures;
      const top = y + at * lineHeight;
      const long = Math.max(2, (room * bytes) / most);
      const leaked = bytes === 0 ? 0 : (long * leakedBytes) / bytes;
      const whole = project === undefined ? name : `${name} · ${project}`;
      return element(
        "g",
        {},
        titled(`${whole}: ${sizeText(bytes)}`),
        nameAt(x, top + 12, { text: whole, kind: "label", most: labelWidth - 10, size: 13 }),
        element("rect", { x: left, y: top + 1, width: long, height: 14, rx: 2, class: "helped" }),
        ...(leaked > 0
          ? [element("rect", { x: left, y: top + 1, width: leaked, height: 14, rx: 2, class: "failed" })]
          : []),
        textAt(left + long + 8, top + 13, {
          text: `${sizeText(bytes)} · ${shareText(bytes, Math.max(1, all))}`,
          kind: "small",
        }),
      );
    })
    .join("\n");
}

export function barsHeight(count: number): number {
  return count * lineHeight;
}

import type { SweepReport } from "../../../app/tally/shape.ts";
import { sizeText } from "../../jobs/text.ts";
import { countText } from "../../report/svg/amount.ts";
import { margin, pageWidth, style } from "../../report/svg/style.ts";
import { type Tile, tileHeight, tilesAt } from "../../report/svg/tiles.ts";
import { element, escaped, nameAt, textAt } from "../../report/svg/xml.ts";
import type { Asked } from "./answer.ts";
import { barsHeight, sizeBars } from "./bars.ts";
import { sparkHeight, sparkline } from "./sparkline.ts";
import { figureText, percentText } from "./table.ts";
import { type Table, tableBy } from "./tables.ts";

const gap = 40;
const width = (pageWidth - 2 * margin - gap) / 2;
const rightX = margin + width + gap;
const chartsY = 92 + tileHeight + 48;
const mostBars = 12;

/** A report as a picture of one page: one SVG file that needs no other, and holds no script. */
export function pictureOf(report: SweepReport, asked: Asked): string {
  const tiles = tilesOf(report);
  const left = columnAt(margin, report, [
    ["By project", tableBy(report, "project", mostBars)],
    ["By job", tableBy(report, "job", mostBars)],
  ]);
  const right = columnAt(rightX, report, [
    ["By kind of ref", tableBy(report, "ref", mostBars)],
    ["By age", tableBy(report, "age", mostBars)],
    ["By expiry", tableBy(report, "expiry", mostBars)],
    ["By type of file", tableBy(report, "type", 6)],
  ]);
  const bottom = Math.max(left.bottom, right.bottom);
  const spark =
    report.history.length > 1
      ? [
          textAt(margin, bottom + 20, { text: "Size by day of count", kind: "head" }),
          sparkline({ x: margin, y: bottom + 32, width: pageWidth - 2 * margin }, report.history),
        ]
      : [];
  const height = bottom + (spark.length > 0 ? sparkHeight + 64 : 0) + 44;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${pageWidth} ${height}" width="${pageWidth}" height="${height}" role="img" aria-labelledby="sweep-title sweep-desc">`,
    element("title", { id: "sweep-title" }, escaped(`Artifacts, ${whereText(asked)}`)),
    element(
      "desc",
      { id: "sweep-desc" },
      escaped(tiles.map(({ what, figure, more }) => `${figure} ${what} (${more})`).join(", ")),
    ),
    `<style>${style}</style>`,
    element("rect", { width: pageWidth, height, class: "page" }),
    textAt(margin, 46, { text: "What jobs left behind", kind: "title" }),
    nameAt(margin, 70, { text: whereText(asked), kind: "soft", most: pageWidth - 2 * margin, size: 13 }),
    tilesAt(92, tiles),
    ...left.parts,
    ...right.parts,
    ...spark,
    nameAt(margin, height - 20, { text: footText(report), kind: "small", most: pageWidth - 2 * margin, size: 11 }),
    "</svg>",
    "",
  ].join("\n");
}

function whereText({ project, counted }: Asked): string {
  return project ?? `${counted.counted} of ${counted.projects} projects counted`;
}

function footText({ notes }: SweepReport): string {
  return ["Orange: expired more than a day ago, and there.", ...notes.map((note) => `${note}.`)].join(" ");
}

function tilesOf({ totals, growth, rules, leaks, quota }: SweepReport): readonly Tile[] {
  const [best] = rules;
  const days = quota?.daysLeft;
  const full =
    days === undefined
      ? `${sizeText(growth.arrived.month.bytes)} came in 30 days`
      : days === null
        ? "it does not grow"
        : `full in ${countText(days)} days`;
  return [
    {
      what: "are taken",
      figure: sizeText(totals.all.bytes),
      more: quota
        ? `${percentText(quota.usedPercent)} of ${sizeText(quota.bytes)}`
        : `${countText(totals.all.files)} files`,
    },
    { what: "more each day", figure: figureText("bytes", growth.bytesPerDay ?? 0), more: full },
    {
      what: best ? "would be freed now" : "rules that delete",
      figure: best ? sizeText(best.now.bytes) : "none",
      more: best ? `by ${best.rule}` : "nothing would be freed",
    },
    { what: "leaked", figure: sizeText(leaks.all.bytes), more: `${countText(leaks.all.jobs)} jobs` },
  ];
}

type Chart = readonly [head: string, table: Table];

function columnAt(x: number, { totals }: SweepReport, charts: readonly Chart[]): { parts: string[]; bottom: number } {
  const parts: string[] = [];
  let y = chartsY;
  for (const [head, { rows, others }] of charts) {
    const rest = others ? [{ name: `${countText(others.names)} others`, figures: others.figures }] : [];
    const bars = [...rows, ...rest].filter(({ figures }) => (figures.bytes ?? 0) > 0);
    if (bars.length === 0) continue;
    parts.push(textAt(x, y - 12, { text: head, kind: "head" }), sizeBars({ x, y, width }, bars, totals.all.bytes));
    y += barsHeight(bars.length) + 48;
  }
  return { parts, bottom: y - 24 };
}

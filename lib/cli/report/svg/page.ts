import type { Report } from "../../../app/report/shape.ts";
import { barsAt, classBars } from "./bars.ts";
import { chartHeight, daysAt, stepsOf } from "./days.ts";
import { flakyAt, mostFlakyShown } from "./flaky.ts";
import { pacesAt, pacesOf } from "./pace.ts";
import { lineHeight, margin, pageWidth, style } from "./style.ts";
import { headline, type Tile, tileHeight, tilesAt } from "./tiles.ts";
import { element, escaped, nameAt, textAt } from "./xml.ts";

const columnGap = 40;
const leftWidth = 440;
const rightX = margin + leftWidth + columnGap;
const rightWidth = pageWidth - margin - rightX;
const tilesY = 92;
const chartsY = tilesY + tileHeight + 48;

/** A report as a picture of one page: one SVG file that needs no other, and holds no script. */
export function svgOf(report: Report, project?: string): string {
  const tiles = headline(report);
  const bars = classBars(report);
  const flaky = report.flaky.slice(0, mostFlakyShown);
  const flakyY = chartsY + chartHeight + 78;
  const paces = pacesOf(report);
  const pacesY = chartsY + Math.max(1, bars.length) * lineHeight + 56;
  const bottom = Math.max(pacesY + paces.length * lineHeight, flakyY + 14 + Math.max(1, flaky.length) * lineHeight);
  const height = bottom + 62;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${pageWidth} ${height}" width="${pageWidth}" height="${height}" role="img" aria-labelledby="report-title report-desc">`,
    element("title", { id: "report-title" }, escaped(titleOf(report, project))),
    element("desc", { id: "report-desc" }, escaped(descriptionOf(report, tiles))),
    `<style>${style}</style>`,
    element("rect", { width: pageWidth, height, class: "page" }),
    textAt(margin, 46, { text: "What Penstock brought", kind: "title" }),
    nameAt(margin, 70, { text: whereAndWhen(report, project), kind: "soft", most: pageWidth - 2 * margin, size: 13 }),
    tilesAt(tilesY, tiles),
    textAt(margin, chartsY - 12, { text: "Failures by class", kind: "head" }),
    bars.length > 0
      ? barsAt({ x: margin, y: chartsY + 4, width: leftWidth }, bars)
      : nothing(margin, chartsY + 16, report),
    ...(paces.length > 0
      ? [
          textAt(margin, pacesY - 12, { text: "From failure to retry, median", kind: "head" }),
          pacesAt({ x: margin, y: pacesY + 4, width: leftWidth }, paces),
        ]
      : []),
    textAt(rightX, chartsY - 12, { text: report.days.length > 120 ? "Week by week" : "Day by day", kind: "head" }),
    legend(),
    daysAt({ x: rightX, y: chartsY + 6, width: rightWidth }, stepsOf(report.days)),
    textAt(rightX, flakyY - 12, { text: "Flaky: failed first, then passed unchanged", kind: "head" }),
    flaky.length > 0
      ? flakyAt({ x: rightX, y: flakyY + 4, width: rightWidth }, flaky)
      : textAt(rightX, flakyY + 16, { text: "None in this time.", kind: "soft" }),
    ...footer(report, height - 26),
    "</svg>",
    "",
  ].join("\n");
}

function titleOf(report: Report, project: string | undefined): string {
  return `What Penstock brought, ${whereAndWhen(report, project)}`;
}

function whereAndWhen({ since, until }: Report, project: string | undefined): string {
  return `${since.slice(0, 10)} to ${until.slice(0, 10)}, ${project ?? "all projects"}`;
}

/** For who cannot see it: the figures, and what stands out. */
function descriptionOf({ flaky, notes }: Report, tiles: readonly Tile[]): string {
  const figures = tiles.map(({ what, figure, more }) => `${figure} ${what} (${more})`).join(", ");
  const [worst] = flaky;
  const most = worst
    ? `. The flakiest job: ${worst.job} of ${worst.project}, ${worst.flaky} of ${worst.ended} pipelines`
    : "";
  return `${figures}${most}. ${notes.join(". ")}`.trim();
}

function nothing(x: number, y: number, { totals }: Report): string {
  const text = totals.failures === null ? "What failed is not known." : "No failure in this time.";
  return textAt(x, y, { text, kind: "soft" });
}

function legend(): string {
  const y = chartsY - 23;
  const right = rightX + rightWidth;
  return [
    element("rect", { x: right - 212, y, width: 11, height: 11, rx: 2, class: "helped" }),
    textAt(right - 196, y + 10, { text: "our retry helped", kind: "small" }),
    element("rect", { x: right - 94, y, width: 11, height: 11, rx: 2, class: "failed" }),
    textAt(right - 78, y + 10, { text: "other failures", kind: "small" }),
  ].join("\n");
}

function footer({ totals, notes }: Report, y: number): string[] {
  const burnt = totals.burnt.minutes === null ? "unknown" : `${totals.burnt.minutes} min`;
  const text = [`Runner time of our retries that did not help: ${burnt}.`, ...notes.map((note) => `${note}.`)].join(
    " ",
  );
  return [nameAt(margin, y, { text, kind: "small", most: pageWidth - 2 * margin, size: 11 })];
}

import { escaped } from "../../../lib/cli/report/svg/xml.ts";
import { placeOn, type Span, spanOf, ticksOf, tightSpan, type Unit, valueText } from "./axis.ts";
import { endLabels } from "./endLabels.ts";
import { styleSheet } from "./style.ts";

/** How one cost grows: what is drawn, and what is printed as a table. */
export interface Plot {
  /** Of its file, without the ending. */
  readonly name: string;
  readonly title: string;
  /** One line about what was measured. */
  readonly says: string;
  /** What made it. */
  readonly command: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

interface Axis {
  readonly title: string;
  readonly unit: Unit;
}

export interface Series {
  /** At most 24 characters. */
  readonly name: string;
  /** `limit`: what nothing can be better than; `other`: what somebody else wrote, or what we would be without something. */
  readonly kind: "ours" | "limit" | "other";
  /** By growing x; all values are more than 0. */
  readonly points: readonly Point[];
}

export type Point = readonly [x: number, y: number];

const size = { width: 800, height: 440 };
const frame = { left: 84, right: 560, top: 78, bottom: 352 };
/** Between the frame and the outermost points. */
const inset = 14;
const mostName = 24;
/** What is drawn later stands in front. */
const inFront = ["limit", "other", "ours"] as const;

/**
 * A plot as SVG: both axes logarithmic, each line with its name and its last value at its end. It has no script, and is readable on
 * light and on dark pages. The same plot gives the same text.
 *
 * @throws RangeError where there is nothing to draw, or something that has no place on a logarithmic axis
 */
export function svgOf(plot: Plot): string {
  check(plot);
  const { name, title, says, command, x, y, series } = plot;
  const points = series.flatMap((one) => one.points);
  const spans = { x: tightSpan(points.map(([at]) => at)), y: spanOf(points.map(([, value]) => value)) };
  const toX = (value: number) => frame.left + inset + placeOn(spans.x, value) * (frame.right - frame.left - 2 * inset);
  const toY = (value: number) => frame.bottom - placeOn(spans.y, value) * (frame.bottom - frame.top);
  const looks = looksOf(series);
  const lines = series.map((one, at) => {
    const places = one.points.map(([where, value]) => [toX(where), toY(value)] as const);
    const dots = one.points.map(([where, value], nth) => {
      const [cx = 0, cy = 0] = places[nth] ?? [];
      const told = `${one.name}, ${valueText(where, x.unit)} ${x.title}: ${valueText(value, y.unit)}`;
      return `<circle cx="${short(cx)}" cy="${short(cy)}" r="3.5"><title>${escaped(told)}</title></circle>`;
    });
    const path = places.map(([cx, cy]) => `${short(cx)},${short(cy)}`).join(" ");
    return { kind: one.kind, text: `<g class="${looks[at]}"><polyline points="${path}"/>${dots.join("")}</g>` };
  });
  const ends = series.map(({ name: label, points: mine }, at) => {
    const [endX, endY] = mine.at(-1) ?? [0, 0];
    return { look: looks[at] ?? "", name: label, value: valueText(endY, y.unit), x: toX(endX), y: toY(endY) };
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-labelledby="${name}-title ${name}-desc">`,
    `<title id="${name}-title">${escaped(title)}</title>`,
    `<desc id="${name}-desc">${escaped(`${says} Made by: ${command}`)}</desc>`,
    `<style>${styleSheet}</style>`,
    `<rect class="paper" x="0.5" y="0.5" width="${size.width - 1}" height="${size.height - 1}" rx="8"/>`,
    `<text class="head" x="24" y="34">${escaped(title)}</text>`,
    `<text class="soft" x="24" y="55">${escaped(says)}</text>`,
    ...axisX(x, spans.x, toX),
    ...axisY(y, spans.y, toY),
    ...inFront.flatMap((kind) => lines.filter((line) => line.kind === kind)).map(({ text }) => text),
    ...endLabels(ends, { left: frame.right, top: frame.top, bottom: frame.bottom }, escaped),
    `<text class="soft code" x="24" y="${size.height - 18}">${escaped(command)}</text>`,
    "</svg>",
    "",
  ].join("\n");
}

function check({ name, series }: Plot): void {
  if (!/^[a-z][a-z-]*$/.test(name)) throw new RangeError(`${name} is no name of a file`);
  for (const { name: label, points } of series) {
    if (points.length === 0) throw new RangeError(`${name}: ${label} has no points`);
    if (label.length > mostName) throw new RangeError(`${name}: ${label} is too long for its place`);
    if (points.some(([at], nth) => nth > 0 && at <= (points[nth - 1]?.[0] ?? 0)))
      throw new RangeError(`${name}: ${label} goes back`);
  }
}

/** Each kind counts its own colours. */
function looksOf(series: readonly Series[]): string[] {
  const counts = { ours: 0, limit: 0, other: 0 };
  return series.map(({ kind }) => `${kind} ${kind}${++counts[kind]}`);
}

function axisX({ title, unit }: Axis, span: Span, toX: (value: number) => number): string[] {
  const middle = (frame.left + frame.right) / 2;
  return [
    ...ticksOf(span).map((tick) => {
      const x = short(toX(tick));
      return `<line class="grid" x1="${x}" x2="${x}" y1="${frame.top}" y2="${frame.bottom}"/><text class="tick" x="${x}" y="${frame.bottom + 20}" text-anchor="middle">${valueText(tick, unit)}</text>`;
    }),
    `<line class="base" x1="${frame.left}" x2="${frame.right}" y1="${frame.bottom}" y2="${frame.bottom}"/>`,
    `<text class="name" x="${middle}" y="${frame.bottom + 43}" text-anchor="middle">${escaped(title)}</text>`,
  ];
}

function axisY({ title, unit }: Axis, span: Span, toY: (value: number) => number): string[] {
  const middle = (frame.top + frame.bottom) / 2;
  return [
    ...ticksOf(span).map((tick) => {
      const y = toY(tick);
      return `<line class="grid" x1="${frame.left}" x2="${frame.right}" y1="${short(y)}" y2="${short(y)}"/><text class="tick" x="${frame.left - 8}" y="${short(y + 4)}" text-anchor="end">${valueText(tick, unit)}</text>`;
    }),
    `<text class="name" transform="translate(20 ${middle}) rotate(-90)" text-anchor="middle">${escaped(title)}</text>`,
  ];
}

/** A tenth of a pixel is enough. */
function short(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}

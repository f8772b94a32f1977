import type { Report } from "../../../app/report/shape.ts";
import { countText, shareText } from "./amount.ts";
import { lineHeight } from "./style.ts";
import { element, nameAt, textAt, titled } from "./xml.ts";

/** Where a part of the page stands. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface ClassBar {
  readonly name: string;
  readonly failures: number;
  readonly helped: number;
}

const mostBars = 19;

/** Failures by class, the most first; those that are not known are one, whatever GitLab's word for them was. */
export function classBars({ classes }: Report): readonly ClassBar[] {
  const byName = Map.groupBy(classes, ({ name }) => name);
  const bars = [...byName].map(([name, rows]) => ({
    name,
    failures: rows.reduce((sum, { failures }) => sum + (failures ?? 0), 0),
    helped: rows.reduce((sum, { retries }) => sum + retries.ours.helped, 0),
  }));
  const sorted = bars.filter(({ failures }) => failures > 0).toSorted((one, other) => other.failures - one.failures);
  if (sorted.length <= mostBars) return sorted;
  const [shown, rest] = [sorted.slice(0, mostBars - 1), sorted.slice(mostBars - 1)];
  const sum = (key: "failures" | "helped") => rest.reduce((all, bar) => all + bar[key], 0);
  return [...shown, { name: `${rest.length} others`, failures: sum("failures"), helped: sum("helped") }];
}

const labelWidth = 164;
const figureWidth = 96;

/** Bars beside their names, how many there are behind them; the part that a retry of ours mended in its own colour. */
export function barsAt({ x, y, width }: Box, bars: readonly ClassBar[]): string {
  const most = Math.max(1, ...bars.map(({ failures }) => failures));
  const all = bars.reduce((sum, { failures }) => sum + failures, 0);
  const room = width - labelWidth - figureWidth;
  return bars
    .map(({ name, failures, helped }, at) => {
      const top = y + at * lineHeight;
      const long = Math.max(2, (room * failures) / most);
      const mended = (long * Math.min(helped, failures)) / failures;
      const left = x + labelWidth;
      return element(
        "g",
        {},
        titled(`${name}: ${countText(failures)} failed, our retry helped ${countText(helped)} of them`),
        nameAt(x, top + 12, { text: labelOf(name), kind: "label", most: labelWidth - 10, size: 13 }),
        element("rect", {
          x: left,
          y: top + 1,
          width: long,
          height: 14,
          rx: 2,
          class: isVague(name) ? "vague" : "failed",
        }),
        ...(mended > 0
          ? [element("rect", { x: left, y: top + 1, width: mended, height: 14, rx: 2, class: "helped" })]
          : []),
        textAt(left + long + 8, top + 13, {
          text: `${countText(failures)} · ${shareText(failures, all)}`,
          kind: "small",
        }),
      );
    })
    .join("\n");
}

function labelOf(name: string): string {
  if (name === "unknown") return "not known";
  return name === "none" ? "of no class" : name;
}

function isVague(name: string): boolean {
  return name === "unknown" || name === "none";
}

import type { NamedRow } from "../../../app/report/shape.ts";
import { countText } from "./amount.ts";
import type { Box } from "./bars.ts";
import { element, textAt, titled } from "./xml.ts";

/** A day, or a week where there are many. */
export interface Step {
  readonly name: string;
  readonly failures: number;
  readonly helped: number;
}

const mostSteps = 120;
const weekDays = 7;

export function stepsOf(days: readonly NamedRow[]): readonly Step[] {
  const steps = days.map(({ name, failures, retries }) => ({
    name,
    failures: failures ?? 0,
    helped: retries.ours.helped,
  }));
  if (steps.length <= mostSteps) return steps;
  return Array.from({ length: Math.ceil(steps.length / weekDays) }, (_, at) => {
    const week = steps.slice(at * weekDays, (at + 1) * weekDays);
    const sum = (key: "failures" | "helped") => week.reduce((all, step) => all + step[key], 0);
    return { name: `${week[0]?.name} + ${week.length - 1} days`, failures: sum("failures"), helped: sum("helped") };
  });
}

export const chartHeight = 176;
const axisWidth = 44;

/** Bars by day: below what our retries mended, above it what else failed. */
export function daysAt({ x, y, width }: Box, steps: readonly Step[]): string {
  const top = niceTop(Math.max(1, ...steps.map(({ failures, helped }) => Math.max(failures, helped))));
  const left = x + axisWidth;
  const room = width - axisWidth;
  const slot = room / steps.length;
  const thick = Math.min(48, Math.max(1, slot * 0.78));
  const bottom = y + chartHeight;
  const tall = (count: number) => (chartHeight * count) / top;
  return [
    ...[0, top / 2, top]
      .filter(Number.isInteger)
      .map((tick) => gridLine(tick, { left, width: room, y: bottom - tall(tick) })),
    ...steps.map(({ name, failures, helped }, at) => {
      const place = { x: left + at * slot + (slot - thick) / 2, width: thick };
      const all = Math.max(failures, helped);
      if (all === 0) return "";
      return element(
        "g",
        {},
        titled(`${name}: ${countText(failures)} failed, our retry helped ${countText(helped)} of them`),
        element("rect", { ...place, y: bottom - tall(all), height: tall(all - helped), class: "failed" }),
        element("rect", { ...place, y: bottom - tall(helped), height: tall(helped), class: "helped" }),
      );
    }),
    ...dateLabels(steps, { left, slot, y: bottom + 18 }),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function gridLine(tick: number, { left, width, y }: { left: number; width: number; y: number }): string {
  return (
    element("line", { x1: left, x2: left + width, y1: y, y2: y, class: "grid" }) +
    textAt(left - 8, y + 4, { text: countText(tick), kind: "small", anchor: "end" })
  );
}

const labelWidth = 76;

/** All of them where there is room, else the first, the one in the middle and the last. */
function dateLabels(steps: readonly Step[], { left, slot, y }: { left: number; slot: number; y: number }): string[] {
  const last = steps.length - 1;
  const isRoomy = slot >= labelWidth;
  const places = isRoomy ? steps.keys() : new Set([0, Math.floor(last / 2), last]);
  return [...places].flatMap((at) => {
    const step = steps[at];
    if (step === undefined) return [];
    const text = step.name.slice(0, 10);
    // Under thin bars a date in the middle of its bar would reach over the chart's edge.
    if (!isRoomy && at === 0) return textAt(left, y, { text, kind: "small" });
    if (!isRoomy && at === last) return textAt(left + slot * steps.length, y, { text, kind: "small", anchor: "end" });
    return textAt(left + (at + 0.5) * slot, y, { text, kind: "small", anchor: "middle" });
  });
}

/** A round number from which on the chart has room: its half is whole, from 2 on but for 3 and 5. */
export function niceTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  const steps = power === 1 ? [1, 2, 3, 4, 5, 6, 8, 10] : [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10];
  return steps.map((step) => Math.round(step * power)).find((top) => top >= most) ?? 10 * power;
}

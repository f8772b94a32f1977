import type { Report } from "../../../app/report/shape.ts";
import { hoursText } from "./amount.ts";
import type { Box } from "./bars.ts";
import { lineHeight } from "./style.ts";
import { element, textAt } from "./xml.ts";

/** How long a failed job waits to be run again, by who did it. */
interface Pace {
  readonly who: string;
  readonly minutes: number;
  readonly kind: "helped" | "failed";
}

/** Of those whose median is known. */
export function pacesOf({ totals: { retries } }: Report): readonly Pace[] {
  const ours = retries.ours.waited.median;
  const people = retries.people?.waited.median ?? null;
  return [
    ...(ours === null ? [] : [{ who: "Penstock", minutes: ours, kind: "helped" as const }]),
    ...(people === null ? [] : [{ who: "people", minutes: people, kind: "failed" as const }]),
  ];
}

const labelWidth = 164;
const figureWidth = 96;

export function pacesAt({ x, y, width }: Box, paces: readonly Pace[]): string {
  const most = Math.max(1, ...paces.map(({ minutes }) => minutes));
  const room = width - labelWidth - figureWidth;
  return paces
    .map(({ who, minutes, kind }, at) => {
      const top = y + at * lineHeight;
      const long = Math.max(2, (room * minutes) / most);
      const text = minutes < 1 ? `${Math.round(minutes * 60)} s` : hoursText(minutes);
      return [
        textAt(x, top + 12, { text: who, kind: "label" }),
        element("rect", { x: x + labelWidth, y: top + 1, width: long, height: 14, rx: 2, class: kind }),
        textAt(x + labelWidth + long + 8, top + 13, { text, kind: "small" }),
      ].join("\n");
    })
    .join("\n");
}

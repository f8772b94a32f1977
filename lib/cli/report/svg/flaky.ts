import type { FlakyJob } from "../../../app/report/shape.ts";
import { countText, shareText } from "./amount.ts";
import type { Box } from "./bars.ts";
import { lineHeight } from "./style.ts";
import { element, nameAt, textAt, titled } from "./xml.ts";

export const mostFlakyShown = 8;
const barWidth = 56;
const figureWidth = 114;

/** Jobs with how often they failed first and passed later, as a part of all their pipelines. */
export function flakyAt({ x, y, width }: Box, flaky: readonly FlakyJob[]): string {
  return flaky
    .slice(0, mostFlakyShown)
    .map(({ project, job, flaky, ended, rate }, at) => {
      const top = y + at * lineHeight;
      const left = x + width - barWidth - figureWidth;
      const name = `${job} · ${project}`;
      return element(
        "g",
        {},
        titled(`${name}: failed first and passed later in ${countText(flaky)} of ${countText(ended)} pipelines`),
        nameAt(x, top + 12, { text: name, kind: "label", most: left - x - 12, size: 13 }),
        element("rect", { x: left, y: top + 1, width: barWidth, height: 14, rx: 2, class: "track" }),
        element("rect", {
          x: left,
          y: top + 1,
          width: Math.max(2, barWidth * rate),
          height: 14,
          rx: 2,
          class: "failed",
        }),
        textAt(x + width, top + 13, {
          text: `${countText(flaky)} of ${countText(ended)} · ${shareText(flaky, ended)}`,
          kind: "small",
          anchor: "end",
        }),
      );
    })
    .join("\n");
}

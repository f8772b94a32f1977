import type { Report } from "../../../app/report/shape.ts";
import { countText, hoursText, shareText } from "./amount.ts";
import { margin, pageWidth } from "./style.ts";
import { element, nameAt, textAt } from "./xml.ts";

export interface Tile {
  readonly what: string;
  readonly figure: string;
  readonly more: string;
}

/** The four figures that say it all. */
export function headline({ totals, baselines, projects }: Report): readonly Tile[] {
  const { failures, retries, saved } = totals;
  const { ours, people } = retries;
  const heard = typeof failures === "number";
  const many = projects.filter((project) => project.failures).length;
  const where = many === 1 ? "in one project" : `in ${countText(many)} projects`;
  return [
    {
      what: "jobs failed",
      figure: heard ? countText(failures) : "unknown",
      more: heard ? where : "nothing of it was recorded",
    },
    { what: "retried by Penstock", figure: countText(ours.made), more: `${countText(people?.made ?? 0)} by people` },
    {
      what: "retries that helped",
      figure: countText(ours.helped),
      more: ours.made === 0 ? "of none" : `${shareText(ours.helped, ours.made)} of ours`,
    },
    {
      what: "of waiting saved",
      figure: saved.minutes === null ? "unknown" : hoursText(saved.minutes),
      more: baselineText(baselines),
    },
  ];
}

function baselineText(baselines: Report["baselines"]): string {
  const [first, ...others] = baselines;
  if (first === undefined) return "no retry of ours helped";
  const isOne = others.every(({ minutes, from }) => minutes === first.minutes && from === first.from);
  if (!isOne) return "against people's own pace";
  return `people take ${hoursText(first.minutes)}${first.from === "assumed" ? " (assumed)" : ""}`;
}

export const tileHeight = 104;
const gap = 16;

export function tilesAt(y: number, tiles: readonly Tile[]): string {
  const width = (pageWidth - 2 * margin - gap * (tiles.length - 1)) / tiles.length;
  return tiles
    .map(({ what, figure, more }, at) => {
      const x = margin + at * (width + gap);
      return element(
        "g",
        {},
        element("rect", { x, y, width, height: tileHeight, rx: 10, class: "card" }),
        textAt(x + 18, y + 28, { text: what, kind: "soft" }),
        textAt(x + 18, y + 62, { text: figure, kind: "figure" }),
        nameAt(x + 18, y + 86, { text: more, kind: "small", most: width - 30, size: 11 }),
      );
    })
    .join("\n");
}

import { styleText } from "node:util";
import { spanText } from "../../core/span.ts";
import { type Instant, instantText } from "../../core/time.ts";
import { counted } from "../count.ts";
import { safe } from "../render.ts";
import type { Standing } from "./standing.ts";

type Colour = Parameters<typeof styleText>[0];

const states: Readonly<Record<string, { readonly word: string; readonly colour: Colour }>> = {
  green: { word: "green", colour: "green" },
  underWay: { word: "under way", colour: "cyan" },
  behind: { word: "behind", colour: "red" },
  notBegun: { word: "not begun", colour: "gray" },
  plans: { word: "plans", colour: "gray" },
  off: { word: "off", colour: "gray" },
};

/** A sweep's name as people read it: a rule's id, or `inventory`. */
export function sweepText(sweep: string): string {
  return safe(sweep.replace(/^:/, ""));
}

/** How a sweep stands, in a few lines. */
export function standingLines(standing: Standing, now: Instant): string[] {
  const { sweep, words, cycle, began, who, open, openCount } = standing;
  const { word, colour } = stateOf(standing);
  const head = `${styleText(colour, word.padEnd(9))}  ${sweepText(sweep)}  ${styleText("gray", safe(words.join("; ")))}`;
  if (cycle === undefined || began === undefined) return [head];
  const by = who === undefined ? "by its schedule" : `asked for by ${safe(who)}`;
  return [
    head,
    detail("cycle", `${safe(cycle)}, ${by}, begun ${spanText((now - began) / 1000)} ago`),
    detail("seen", seenText(standing)),
    ...timeLines(standing, now),
    ...open.map(({ project, path, why, reason }) =>
      detail(
        "open",
        `${path === undefined ? `project ${project}` : `${safe(path)} (${project})`}: ${waitText(why, reason)}`,
      ),
    ),
    ...(openCount > open.length && open.length > 0 ? [detail("open", `and ${openCount - open.length} more`)] : []),
  ];
}

function stateOf({ state }: Standing): { readonly word: string; readonly colour: Colour } {
  return states[state] ?? { word: safe(state), colour: "yellow" };
}

function detail(name: string, text: string): string {
  return `           ${name.padEnd(7)}${text}`;
}

function waitText(why: string, reason: string): string {
  return why === "turn" ? styleText("gray", safe(reason)) : `${styleText("yellow", safe(why))}  ${safe(reason)}`;
}

function seenText({ pages, jobs, known, requests }: Standing): string {
  const knew = known === 0 ? "" : `, ${known} more known to have left nothing`;
  return `${counted(jobs, "job")} on ${counted(pages, "page")}${knew}; ${counted(requests, "request")}`;
}

function timeLines({ oldestEnded, ended, leftSeconds }: Standing, now: Instant): string[] {
  const ago = (at: Instant) => `${instantText(at)}, ${spanText((now - at) / 1000)} ago`;
  return [
    ...(ended === undefined ? [] : [detail("ended", ago(ended))]),
    ...(ended !== undefined || oldestEnded === undefined ? [] : [detail("oldest", `complete at ${ago(oldestEnded)}`)]),
    ...(leftSeconds === undefined ? [] : [detail("left", `about ${spanText(leftSeconds)}`)]),
  ];
}

/** How a sweep stands, in one line. */
export function progressLine({ words, jobs, leftSeconds }: Standing): string {
  const left = leftSeconds === undefined ? "" : `  about ${spanText(leftSeconds)} left`;
  return `${safe(words.join("; "))}  ${counted(jobs, "job")}${left}`;
}

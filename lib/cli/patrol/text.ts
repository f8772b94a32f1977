import { styleText } from "node:util";
import { spanText } from "../../core/span.ts";
import type { Instant } from "../../core/time.ts";
import { safe } from "../render.ts";
import type { PatrolAnswer } from "./answers.ts";

type Colour = Parameters<typeof styleText>[0];

const colours: Readonly<Record<PatrolAnswer["state"], Colour>> = {
  ok: "green",
  behind: "red",
  off: "gray",
  never: "red",
};

const mostFailing = 10;

/** How the patrol stands, in a few lines: e.g. `ok      412 of 412 projects, oldest 6m; bound 12m: …`. */
export function patrolLines(patrol: PatrolAnswer, now: Instant): string[] {
  const { state, words, oldest, failing, ranAt } = patrol;
  const head = `${styleText(colours[state], state.padEnd(6))}  ${safe(words.join("; "))}${boundText(patrol)}`;
  const isTold = state === "ok" || state === "behind";
  return [
    head,
    ...(isTold ? oldest.map((one) => detail("oldest", `${placeText(one)}: ${visitText(one.at, now)}`)) : []),
    ...failing
      .slice(0, mostFailing)
      .map((one) => detail("failing", `${placeText(one)}: ${styleText("yellow", safe(one.reason))}`)),
    ...(failing.length > mostFailing
      ? [detail("failing", `and ${failing.length - mostFailing} more: --json lists them`)]
      : []),
    ...(ranAt === undefined ? [] : [detail("ran", `${spanText((now - ranAt) / 1000)} ago`)]),
  ];
}

function boundText({ boundSeconds, boundWords }: PatrolAnswer): string {
  if (boundSeconds <= 0) return "";
  return `; bound ${spanText(boundSeconds)}${boundWords === "" ? "" : `: ${safe(boundWords)}`}`;
}

function detail(name: string, text: string): string {
  return `        ${name.padEnd(8)}${text}`;
}

function placeText({ project, path }: { readonly project: number; readonly path?: string }): string {
  return path === undefined ? `project ${project}` : `${safe(path)} (${project})`;
}

function visitText(at: Instant | undefined, now: Instant): string {
  return at === undefined ? styleText("yellow", "never visited") : `visited ${spanText((now - at) / 1000)} ago`;
}

/** What is lacking, and what to do; nothing where all is well. */
export function lackText({ state, boundSeconds }: PatrolAnswer): string | undefined {
  if (state === "never")
    return "the patrol never ran: it runs every 10 minutes; look whether its schedule is on, and into its log";
  if (state !== "behind") return undefined;
  return `the patrol is behind: what no hook told may be found later than ${spanText(boundSeconds)}; docs/operate.md says what helps`;
}

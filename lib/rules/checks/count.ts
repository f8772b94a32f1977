import * as z from "zod";
import type { Check } from "../check.ts";
import { comparison } from "../fields.ts";
import { type Bounds, boundsText, within } from "./amount.ts";
import { factCheck, type Place, type Question } from "./condition.ts";

/** A place in a row from 1 to `most`, or `{ over, under }`, one of them at least. */
export function countOf(most: number) {
  const error = `expected a whole number from 1 to ${most}, or { over: 2 }`;
  const inner = { error: `expected a whole number from 1 to ${most}` };
  const Count = z.int(inner).min(1, inner).max(most, inner);
  return z.union([z.int({ error }).min(1, inner).max(most, inner), comparison(Count, Number)], { error });
}

/** Asks for a place in a row. */
export function countCheck(
  wanted: number | Bounds,
  { path }: Place,
  question: Pick<Question<number>, "read" | "ask">,
): Check {
  if (typeof wanted !== "number")
    return factCheck({ path, wanted: boundsText(wanted), ...question, answer: within(wanted, Number) });
  return factCheck({
    path,
    wanted: String(wanted),
    ...question,
    answer: (value) => (value === wanted ? "yes" : "no"),
  });
}

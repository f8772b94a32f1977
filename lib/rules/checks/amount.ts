import { spanSeconds, spanText } from "../../core/span.ts";
import type { Check } from "../check.ts";
import { comparison, Span } from "../fields.ts";
import { factCheck, type Place, type Question } from "./condition.ts";

/** More than `over` and less than `under`; what is not given does not count. */
export interface Bounds {
  readonly over?: string | number;
  readonly under?: string | number;
}

/** `{ over: 1h, under: 2d }`, one of them at least. */
export const Spans = comparison(Span, (text) => spanSeconds(String(text)) ?? Number.NaN);

/** Asks for a length of time in seconds. */
export function spanCheck(wanted: Bounds, { path }: Place, question: Pick<Question<number>, "read" | "ask">): Check {
  const isWithin = within(wanted, (text) => spanSeconds(String(text)) ?? Number.NaN);
  return factCheck({ path, wanted: boundsText(wanted), shown: spanText, ...question, answer: isWithin });
}

/** Tells whether an amount lies between bounds, themselves left out. */
export function within(
  { over, under }: Bounds,
  amount: (bound: string | number) => number,
): (value: number) => "yes" | "no" {
  const least = over === undefined ? undefined : amount(over);
  const most = under === undefined ? undefined : amount(under);
  return (value) => ((least === undefined || value > least) && (most === undefined || value < most) ? "yes" : "no");
}

/** `over 1h and under 2d`. */
export function boundsText({ over, under }: Bounds): string {
  const parts = [...(over === undefined ? [] : [`over ${over}`]), ...(under === undefined ? [] : [`under ${under}`])];
  return parts.join(" and ");
}

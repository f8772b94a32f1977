import * as z from "zod";
import { spanSeconds } from "../core/span.ts";

/** A span in a rule, as text: `30s`, `15m`, `2h`, `7d`. */
export const span = z.string().refine((text) => spanSeconds(text) !== undefined, {
  error: "expected a span such as 30s, 15m, 2h or 7d (more than 0, at most ten years)",
});

/** Seconds of a span parameter; `fallback` when the rule gives none. */
export function secondsOf(value: unknown, fallback: number): number {
  return (typeof value === "string" ? spanSeconds(value) : undefined) ?? fallback;
}

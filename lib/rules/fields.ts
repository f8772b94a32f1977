import * as z from "zod";
import { spanSeconds } from "../core/span.ts";

/** A length of time, kept as the text that was written: `30s`, `15m`, `1h30m`, `7d`. */
export const Span = z.string().refine((text) => spanSeconds(text) !== undefined, {
  error: "expected a span such as 30s, 15m, 2h or 7d: more than 0, at most ten years",
});

/** A glob as `core/pattern.ts` reads it. */
export const Glob = z
  .string()
  .min(1, { error: "expected some text" })
  .refine((text) => !text.startsWith("!"), { error: "a leading `!` excludes only in `projects`; use `not` here" });

/** One value, or a list of which any may hold; always a list once it is read. */
export function oneOrMany<T extends z.ZodType>(item: T) {
  const list = z.array(item).min(1, { error: "an empty list matches nothing: expected at least one value" });
  return z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), list);
}

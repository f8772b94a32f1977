import * as z from "zod";
import { spanSeconds } from "../core/span.ts";
import { sizeBytes } from "./size.ts";
import { got, shown, wrongType } from "./wording.ts";

const spanWanted = "expected a span such as 30s, 15m, 2h or 7d: more than 0, at most ten years";
const sizeWanted = "expected a size such as 500KB, 100MB or 1GB: more than 0, at most 1000TB";

/** What was expected, and what stands there; of a value that is missing the general words. */
export function typed(wanted: string) {
  return ({ input }: { readonly input?: unknown }) =>
    input === undefined ? undefined : `${wanted}; got ${got(input)}`;
}

/** A length of time, kept as the text that was written: `30s`, `15m`, `1h30m`, `7d`. */
export const Span = z
  .string({ error: typed(spanWanted) })
  .refine((text) => spanSeconds(text) !== undefined, { error: typed(spanWanted) });

/** An amount of data, kept as the text that was written: `500KB`, `100MB`, `1GB`. */
export const Size = z
  .string({ error: typed(sizeWanted) })
  .refine((text) => sizeBytes(text) !== undefined, { error: typed(sizeWanted) });

/** A glob as `core/pattern.ts` reads it. */
export const Glob = z
  .string()
  .min(1, { error: "expected some text" })
  .refine((text) => !text.startsWith("!"), { error: "a leading `!` excludes only in `projects`; use `not` here" })
  .refine((text) => !/^\/.+\/$/s.test(text), {
    error: ({ input }) =>
      `a regular expression is written ${shown(`{ matches: ${String(input).slice(1, -1)} }`)}, without slashes`,
  });

/** The length of a regular expression at most. */
export const mostRegexCharacters = 500;

/** A regular expression; whether the engine takes it is told by `regexFault`, which this file must not load. */
export const Expression = z
  .string()
  .min(1, { error: "expected a regular expression" })
  .max(mostRegexCharacters, { error: `expected a regular expression of at most ${mostRegexCharacters} characters` });

/** Text by glob or by regular expression. */
export const Pattern = z.union([Glob, z.strictObject({ matches: Expression })], {
  error: ({ input }) => wrongType("string", input),
});
export type Pattern = z.infer<typeof Pattern>;

/** For `superRefine`: the map must have some key. Where an unknown one stands, that is what people must hear. */
export function notEmpty(message: string): (value: object, context: z.RefinementCtx) => void {
  return (value, context) => {
    if (Object.keys(value).length === 0 && context.issues.length === 0) context.addIssue({ code: "custom", message });
  };
}

/** More than, less than, or between both: neither end itself is meant. */
export function comparison<T extends z.ZodType<string | number>>(item: T, amount: (value: string | number) => number) {
  return z
    .strictObject({ over: item.exactOptional(), under: item.exactOptional() })
    .superRefine(notEmpty("expected `over`, `under` or both"))
    .superRefine(({ over, under }, context) => {
      if (over !== undefined && under !== undefined && amount(over) >= amount(under))
        context.addIssue({ code: "custom", message: `nothing is over ${over} and under ${under}` });
    });
}

/** One value, or a list of which any may hold; always a list once it is read. */
export function oneOrMany<T extends z.ZodType>(item: T) {
  const list = z.array(item).min(1, { error: "an empty list matches nothing: expected at least one value" });
  return z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), list);
}

/** One pattern or several, of which any may hold. */
export const Text = oneOrMany(Pattern);

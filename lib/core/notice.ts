import * as z from "zod";
import type { Facts } from "./event.ts";
import { fillSlots, whyBadSlots } from "./slots.ts";

const longestTemplate = 4_096;
/** Characters of a text that is told. */
const mostTold = 2_000;

/** The name of an SSM parameter of ours: the only secrets that rules may name. */
const secretName = /^\/penstock(\/[A-Za-z0-9._-]{1,128}){1,6}$/;

const Target = z.union(
  [
    z.literal("journal"),
    z
      .strictObject({
        secret: z.string().regex(secretName, { error: "expected a parameter such as /penstock/chat-url" }),
      })
      .refine(() => false, {
        error: "posting to chat comes with a later version: for now `to: journal` is all there is",
      }),
  ],
  { error: "expected `journal` or { secret: /penstock/… }" },
);

/** What a rule tells people, and where. */
export const Notice = z.strictObject({
  to: Target,
  text: z
    .string()
    .min(1, { error: "expected some text" })
    .max(longestTemplate, { error: `expected at most ${longestTemplate} characters` })
    .superRefine((text, context) => {
      const why = whyBadSlots("the text", text);
      if (why !== undefined) context.addIssue({ code: "custom", message: why });
    }),
});
export type Notice = z.infer<typeof Notice>;

/** The text as it is told, or why it cannot be. */
export function noticeText(text: string, facts: Facts): { readonly text: string } | { readonly refused: string } {
  const filled = fillSlots(text, facts, { where: "the text" });
  return "text" in filled ? { text: toldText(filled.text) } : filled;
}

/** Names in it come from whoever may push: nothing may steer what shows it, and no text is longer than 2,000 characters. */
export function toldText(text: string): string {
  const veiled = text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\uFFFD");
  return veiled.length <= mostTold ? veiled : `${veiled.slice(0, mostTold - 1).toWellFormed()}…`;
}

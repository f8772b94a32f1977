import * as z from "zod";
import type { Facts } from "./event.ts";
import { fillSlots, whyBadSlots } from "./slots.ts";

const longestTemplate = 4_096;
/** Characters of a text that is told. */
const mostTold = 2_000;

/** A channel by its name in the deployment's settings; what it leads to is told there. */
const ChannelName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, {
  error: "expected a channel's name in the settings: letters, digits, - and _, at most 64",
});

/** Addresses that take messages are secrets, and rules name none. */
const NoSecret = z.strictObject({ secret: z.unknown() }).refine(() => false, {
  error: "a rule names no secret: name a channel of the deployment's settings, `to: { channel: NAME }`",
});

const Target = z.union([z.literal("journal"), z.strictObject({ channel: ChannelName }), NoSecret], {
  error: "expected `journal` or { channel: NAME }",
});

/** What is told, and in which channel beside the journal. */
export interface Tell {
  readonly text: string;
  readonly channel?: string;
}

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

/** The channel that a notice names; `undefined`: the journal alone. */
export function channelOf({ to }: Pick<Notice, "to">): { readonly channel?: string } {
  return typeof to === "object" && "channel" in to ? { channel: to.channel } : {};
}

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

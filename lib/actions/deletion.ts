import * as z from "zod";
import type { Action } from "./action.ts";
import { secondsOf, span } from "./params.ts";
import { recounted } from "./recounted.ts";
import { whyNotTag } from "./spared.ts";

const week = 7 * 86_400;

/** What all verbs that delete have in common: only a schedule or a person causes them, and they wait in quarantine first. */
export const deletion = {
  params: z.strictObject({ quarantine: span.optional(), includeTags: z.boolean().optional() }),
  triggers: ["schedule", "command"],
  defaultLimit: { perProjectPerHour: 50 },
  startsFrom: ["success", "failed", "canceled", "skipped"],
  destroys: true,
  delaySeconds: ({ quarantine }) => secondsOf(quarantine, week),
  whyNot: (params, { isPlainTag = false }) => whyNotTag(params, isPlainTag),
  content: () => ({ content: {} }),
  rejected: recounted,
} as const satisfies Partial<Action>;

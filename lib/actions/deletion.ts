import * as z from "zod";
import { spanSeconds } from "../core/span.ts";
import type { Action } from "./action.ts";
import { secondsOf, span } from "./params.ts";
import { recounted } from "./recounted.ts";
import { whyNotTag } from "./spared.ts";

const day = 86_400;
/** How long a delete waits from its mark to its call, in seconds, where the rule does not say. */
const usualQuarantineSeconds = 7 * day;
/** Less leaves nobody the time to notice; rules that an older version stored may say less, and wait as long all the same. */
const leastQuarantineSeconds = day;

const tooShort = "expected a quarantine of at least 24h, such as 7d: what is deleted is gone for good";

const quarantine = z
  .string({ error: tooShort })
  .refine((text) => (spanSeconds(text) ?? 0) >= leastQuarantineSeconds, { error: tooShort });
const includeTags = z.boolean();

/** What all verbs that delete have in common: only a schedule or a person causes them, and they wait in quarantine first. */
export const deletion = {
  params: z.strictObject({ quarantine: quarantine.optional(), includeTags: includeTags.optional() }),
  storedParams: z.strictObject({ quarantine: span.optional(), includeTags: includeTags.optional() }),
  triggers: ["schedule", "command"],
  defaultLimit: { perProjectPerHour: 50, percentPerDay: 20 },
  startsFrom: ["success", "failed", "canceled", "skipped"],
  destroys: true,
  delaySeconds: (params) => Math.max(leastQuarantineSeconds, secondsOf(params.quarantine, usualQuarantineSeconds)),
  whyNot: (params, { isPlainTag = false }) => whyNotTag(params, isPlainTag),
  content: () => ({ content: {} }),
  rejected: recounted,
} as const satisfies Partial<Action>;

import * as z from "zod";
import type { ActionSpec } from "../core/action.ts";
import type { Limit } from "../core/limit.ts";
import { Size } from "./fields.ts";
import { sizeBytes } from "./size.ts";
import { kindOf, type Trigger } from "./trigger.ts";
import type { Verb } from "./verb.ts";

const Count = z.int({ error: wholeNumber }).min(1, { error: wholeNumber }).max(1000, { error: wholeNumber });

function wholeNumber({ input }: { readonly input?: unknown }): string {
  return `expected a whole number from 1 to 1000, got ${JSON.stringify(input)}`;
}

const wrongBytes = "expected a size such as 10GB, or a whole number of bytes, at least 1";

/** Stored as a number; written as a size too. */
const Bytes = z.union(
  [z.int({ error: wrongBytes }).min(1, { error: wrongBytes }), Size.transform((text) => sizeBytes(text) ?? Number.NaN)],
  {
    error: wrongBytes,
  },
);

/** The budgets of a rule. */
export const Limits = z.strictObject({
  perJob: Count.exactOptional(),
  perPipeline: Count.exactOptional(),
  perSha: Count.exactOptional(),
  perProjectPerHour: Count.exactOptional(),
  perRulePerDay: Count.exactOptional(),
  percentPerDay: z
    .int({ error: "expected a whole number of percent, 1 to 100" })
    .min(1, { error: "expected at least 1 percent" })
    .max(100, { error: "expected at most 100 percent" })
    .exactOptional(),
  bytesPerDay: Bytes.exactOptional(),
} satisfies Record<keyof Limit, z.ZodType>);

/** The budgets that a rule has where it names none: a share of what sweeps count only where there are sweeps. */
export function defaultLimit(
  { on, do: { action } }: { readonly on: readonly Trigger[]; readonly do: Verb },
  actions: readonly ActionSpec[],
): Limit {
  const { percentPerDay, ...limit } = actions.find(({ name }) => name === action)?.defaultLimit ?? {};
  const isSwept = percentPerDay !== undefined && on.some((trigger) => kindOf(trigger) === "schedule");
  return { ...limit, ...(isSwept && { percentPerDay }) };
}

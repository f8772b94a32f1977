import * as z from "zod";
import type { ActionSpec } from "../core/action.ts";
import { spanSeconds } from "../core/span.ts";
import { Span, typed } from "./fields.ts";

const wanted = "expected off, or bounds such as { perProject: 20, perSource: 200, within: 10m }";
const mostCount = 10_000;

const Count = z.int({ error: wholeNumber }).min(1, { error: wholeNumber }).max(mostCount, { error: wholeNumber });

function wholeNumber({ input }: { readonly input?: unknown }): string {
  return `expected a whole number from 1 to ${mostCount}, got ${JSON.stringify(input)}`;
}

const minute = 60;

const Within = Span.refine((text) => isWithin(spanSeconds(text) ?? minute), {
  error: ({ input }) => `expected a span from 1m to 1h, got ${String(input)}`,
});

function isWithin(seconds: number): boolean {
  return seconds >= minute && seconds <= 60 * minute;
}

/** How often a rule may make jobs run again for one kind of failure before it waits to see whether that helps. */
export const Outage = z.union(
  [
    z.strictObject({
      perProject: Count.exactOptional(),
      /** Missing: each project has its own bound only. */
      perSource: Count.exactOptional(),
      within: Within.exactOptional(),
    }),
    z.literal("off", { error: typed(wanted) }),
  ],
  { error: typed(wanted) },
);
export type Outage = z.infer<typeof Outage>;

/** The bounds of a rule, with what it does not say filled in. */
export interface OutageBounds {
  readonly perProject: number;
  readonly perSource?: number;
  readonly withinSeconds: number;
}

/** A rule's bounds; `undefined`: it has none, because it says so, or because its verb repeats nothing. */
export function outageBounds(
  { outage = {} }: { readonly outage?: Outage },
  { defaultOutage }: Pick<ActionSpec, "defaultOutage">,
): OutageBounds | undefined {
  if (!defaultOutage || outage === "off") return undefined;
  const { perProject = defaultOutage.perProject, perSource, within } = outage;
  const withinSeconds = (within === undefined ? undefined : spanSeconds(within)) ?? defaultOutage.withinSeconds;
  return { perProject, withinSeconds, ...(perSource !== undefined && { perSource }) };
}

/** Why a verb takes no such bounds; `undefined`: it does. */
export function whyNoOutage({ name, defaultOutage }: ActionSpec): string | undefined {
  return defaultOutage
    ? undefined
    : `\`outage\` holds back what makes jobs run again: \`retry\` and \`restart\` do, \`${name}\` does not`;
}

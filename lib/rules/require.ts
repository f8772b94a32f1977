import * as z from "zod";
import { whyBadSlots } from "../core/slots.ts";
import { spanSeconds } from "../core/span.ts";
import { Approvals, FromPeople } from "./approvals.ts";
import { Span } from "./fields.ts";
import { got } from "./wording.ts";

const wanted = "expected { calendar: NAME }, { approvals: … } of a gate, or { plan: true } of a rule that deletes";
const longestText = 4_096;

const Escalation = z.strictObject({
  /** How long the gate must have waited. */
  after: Span,
  text: z
    .string()
    .min(1, { error: "expected some text" })
    .max(longestText, { error: `expected at most ${longestText} characters` })
    .superRefine((text, context) => {
      const why = whyBadSlots("the text", text);
      if (why !== undefined) context.addIssue({ code: "custom", message: why });
    })
    .exactOptional(),
});

/** What must hold beside `when` before a rule may act, and is waited for. */
export const Require = z
  .strictObject(
    {
      /** People who must say yes. */
      approvals: Approvals.exactOptional(),
      /** The name of a calendar that must be open. */
      calendar: z.string().min(1, { error: "expected the name of a calendar" }).exactOptional(),
      /** Of deletes: a person must have approved a plan that lists the job. */
      plan: z.literal(true, { error: "expected `plan: true`, or nothing" }).exactOptional(),
      /** How long a gate waits before it is given up; default: `usualWait`. */
      expires: Span.exactOptional(),
      /** How often people are told that a gate waits; missing: never. */
      remind: Span.exactOptional(),
      /** What is told once it has waited long. */
      escalate: Escalation.exactOptional(),
      /** Who may set the calendar aside, two of them; default: maintainers. */
      override: z.strictObject({ from: FromPeople }).exactOptional(),
    },
    {
      error: ({ code, input }) =>
        code === "invalid_type" && input !== undefined ? `${wanted}, got ${got(input)}` : undefined,
    },
  )
  .superRefine((require, context) => {
    if (context.issues.length > 0) return;
    const { approvals, calendar, plan, override } = require;
    const report = (message: string, ...path: string[]) => context.addIssue({ code: "custom", path, message });
    if (approvals === undefined && calendar === undefined && plan === undefined) report(wanted);
    if (override !== undefined && calendar === undefined)
      report("`override` sets a calendar aside, and none is required: add `calendar`", "override");
    for (const { path, span } of tooLong(require))
      report(`${span} is longer than the gate waits at all, ${waitOf(require)}: see \`expires\``, ...path);
  });
export type Require = z.infer<typeof Require>;

interface Waiting {
  readonly approvals?: Approvals;
  readonly expires?: string;
  readonly remind?: string;
  readonly escalate?: { readonly after: string };
}

/** How long a gate waits before it is given up, as a span; `undefined`: it is never given up. */
export function waitOf({ approvals, expires }: Pick<Waiting, "approvals" | "expires">): string | undefined {
  return expires ?? (approvals ? usualWait : undefined);
}

/** Spans that would begin to count when the gate is given up. */
function tooLong(require: Waiting): { readonly path: string[]; readonly span: string }[] {
  const seconds = (span: string | undefined) => (span === undefined ? undefined : spanSeconds(span));
  const most = seconds(waitOf(require)) ?? Number.POSITIVE_INFINITY;
  const { approvals, remind, escalate } = require;
  return [
    { path: ["approvals", "within"], span: approvals?.within },
    { path: ["remind"], span: remind },
    { path: ["escalate", "after"], span: escalate?.after },
  ].flatMap(({ path, span }) => (span !== undefined && (seconds(span) ?? 0) > most ? [{ path, span }] : []));
}

/** How long a gate waits where its rule does not say. */
export const usualWait = "7d";

/** The keys that only a gate has use for. */
export const gateKeys = [
  "approvals",
  "expires",
  "remind",
  "escalate",
  "override",
] as const satisfies readonly (keyof Require)[];

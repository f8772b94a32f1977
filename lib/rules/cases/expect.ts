import * as z from "zod";
import { oneOrMany, typed } from "../fields.ts";
import { SpanOrMoment } from "./moment.ts";

const Answer = z.enum(["yes", "no", "unknown"], {
  error: ({ input }) =>
    typeof input === "boolean" ? `expected yes, no or unknown, got ${input}: write ${input ? "yes" : "no"}` : undefined,
});

/** What a look can be asked for, in the words of the conditions. */
const askWords = [
  "environment",
  "when",
  "pipeline",
  "protected",
  "by",
  "deployment",
  "newest",
  "latest",
  "superseded",
  "attempt",
  "jobs",
  "rank",
  "exitCode",
  "log",
] as const;
export type AskWord = (typeof askWords)[number];

const Value = z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number(), z.boolean()]))]);

/** What is sent with the one call, after templates; what is not named here is not judged. */
const Sent = z.strictObject({
  variables: z.record(z.string(), z.string()).exactOptional(),
  inputs: z.record(z.string(), Value).exactOptional(),
  /** What people are told. */
  text: z.string().exactOptional(),
  /** The channel in which they are told. */
  channel: z.string().exactOptional(),
});

const Do = z.union(
  [
    z.string().min(1),
    z
      .record(z.string().min(1), Sent)
      .refine((verbs) => Object.keys(verbs).length === 1, { error: "expected one verb" }),
  ],
  { error: typed("expected a verb, or what it sends: { play: { variables: { … } } }") },
);

const Told = z
  .strictObject({
    answer: Answer,
    /** Where the deciding condition stands in the rule, or the end of that: `failureReason`. */
    because: z.string().min(1).exactOptional(),
    /** When it acts: counted from the case's moment, or a moment; `no`: at once, `never`: its calendar does not open,
     * `people`: its gate waits for more approvals than are given. */
    waits: z
      .union([z.literal("no"), z.literal("never"), z.literal("people"), SpanOrMoment], {
        error: typed("expected a span such as 10m, a moment such as 2026-11-20T18:00:00Z, no, never or people"),
      })
      .exactOptional(),
    do: Do.exactOptional(),
    /** Why nothing is done although the rule says yes: a part of the reason. */
    refused: z.string().min(1).exactOptional(),
    /** All that a look would be asked for. */
    asks: oneOrMany(z.enum(askWords)).exactOptional(),
  })
  .superRefine(({ answer, asks, ...acts }, context) => {
    const only = (key: string, wanted: string) =>
      context.addIssue({ code: "custom", path: [key], message: `\`${key}\` goes with \`answer: ${wanted}\`` });
    if (asks !== undefined && answer !== "unknown") only("asks", "unknown");
    for (const key of ["waits", "do", "refused"] as const)
      if (acts[key] !== undefined && answer !== "yes") only(key, "yes");
  });
export type Told = z.output<typeof Told>;

const One = z.union([Answer, Told], { error: typed("expected yes, no, unknown or { answer: … }") });

/** What rules must say, by their ids; `nothing: true` means that all others say no. */
export const Expect = z
  .record(z.string(), z.union([z.literal(true), One], { error: typed("expected yes, no, unknown or { answer: … }") }))
  .superRefine((expect, context) => {
    const names = Object.entries(expect);
    if (names.length === 0)
      context.addIssue({
        code: "custom",
        message: "expected what some rule says, e.g. { my-rule: yes }, or { nothing: true }",
      });
    for (const [name, value] of names)
      if (value === true && name !== "nothing")
        context.addIssue({ code: "custom", path: [name], message: "expected yes, no or unknown, got true: write yes" });
  });
export type Expect = z.output<typeof Expect>;

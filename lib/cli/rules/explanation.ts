import * as z from "zod";
import type { Explanation } from "../../app/explain/explanation.ts";
import { guardNames } from "../../app/explain/explanation.ts";
import type { Clause } from "../../core/verdict.ts";

// What the API answers to `explain`, as far as it is shown.

const Answer = z.enum(["yes", "no", "unknown"]);
const Would = z.enum(["act", "plan", "wait", "report", "no", "unknown"]);

/** What a look must ask is told in words beside it. */
type Shown = Omit<Clause, "ask" | "parts"> & { readonly parts?: readonly Shown[] };

const ShownClause: z.ZodType<Shown> = z.object({
  path: z.string(),
  answer: Answer,
  wanted: z.string().exactOptional(),
  seen: z.string().exactOptional(),
  parts: z.array(z.lazy(() => ShownClause)).exactOptional(),
});

const Counter = z.object({
  limit: z.enum([
    "perJob",
    "perPipeline",
    "perSha",
    "perProjectPerHour",
    "perRulePerDay",
    "percentPerDay",
    "bytesPerDay",
  ]),
  of: z.string(),
  used: z.number(),
  most: z.number(),
  by: z.number(),
  stops: z.boolean(),
  opensAt: z.number().exactOptional(),
});

const Guard = z.object({
  guard: z.enum(guardNames),
  stops: z.union([z.boolean(), z.literal("unknown")]),
  text: z.string(),
  until: z.number().exactOptional(),
  waits: z.literal(true).exactOptional(),
  more: z.array(z.string()).exactOptional(),
  counters: z.array(Counter).exactOptional(),
});

const Rule = z.object({
  rule: z.string(),
  description: z.string().exactOptional(),
  mode: z.string(),
  acts: z.boolean(),
  on: z.array(z.string()),
  answer: Answer,
  because: z.object({ path: z.string(), text: z.string() }),
  clauses: z.array(ShownClause),
  lacks: z.array(z.object({ path: z.string(), text: z.string() })),
  failureClass: z.object({ name: z.string(), because: z.string() }).exactOptional(),
  does: z.object({
    action: z.string(),
    params: z.record(z.string(), z.unknown()),
    content: z.record(z.string(), z.unknown()).exactOptional(),
  }),
  ripeAt: z.number().exactOptional(),
  guards: z.array(Guard),
  would: Would,
  text: z.string(),
  task: z.string().exactOptional(),
});
export type ShownRule = z.infer<typeof Rule>;
export type ShownClause = Shown;

const Job = z.object({
  project: z.object({ id: z.int(), path: z.string().exactOptional() }),
  job: z.object({
    id: z.int(),
    name: z.string(),
    status: z.string(),
    stage: z.string().exactOptional(),
    ref: z.string().exactOptional(),
    failureReason: z.string().nullable().exactOptional(),
    pipelineId: z.int().exactOptional(),
  }),
  rules: z.array(Rule),
  left: z.int().exactOptional(),
  others: z.int(),
  would: Would,
  summary: z.string(),
});
export type ShownJob = z.infer<typeof Job>;

export const Explained = z.object({
  view: z.enum(["live", "door", "look"]),
  about: z.string(),
  at: z.number(),
  version: z.int(),
  jobs: z.array(Job),
  left: z.int().exactOptional(),
  notes: z.array(z.string()),
});
export type Explained = z.infer<typeof Explained>;

/** What was explained here is shown as what the API told. */
export function shownOf(explanation: Explanation): Explained {
  return Explained.parse(explanation);
}

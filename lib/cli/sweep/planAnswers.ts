import * as z from "zod";
import { planStates } from "../../core/sweepPlan.ts";

// What the API answers about delete plans, as far as the commands read it.

const Sum = z.object({ jobs: z.int(), bytes: z.number() });
const Totals = Sum.extend({
  read: z.int(),
  spared: z.record(z.string(), z.int()),
  rules: z.record(z.string(), Sum),
});
const Result = z.object({ deleted: Sum, kept: Sum });

const Plan = z.object({
  id: z.string(),
  projects: z.union([z.int(), z.literal("all")]),
  rules: z.array(z.string()),
  madeAt: z.number(),
  by: z.string(),
  reason: z.string(),
  state: z.enum(planStates),
  expiresAt: z.number(),
  listing: z.object({}).exactOptional(),
  totals: Totals,
  hash: z.string().exactOptional(),
  decided: z.object({ by: z.string(), at: z.number(), reason: z.string() }).exactOptional(),
  result: Result.exactOptional(),
});
export type Plan = z.infer<typeof Plan>;

const Part = z.object({
  project: z.int(),
  path: z.string().exactOptional(),
  state: z.string(),
  why: z.string().exactOptional(),
  totals: Totals,
  result: Result.exactOptional(),
});
export type Part = z.infer<typeof Part>;

const Item = z.object({
  job: z.int(),
  name: z.string(),
  ref: z.string().exactOptional(),
  pipelineId: z.int().exactOptional(),
  project: z.int(),
  path: z.string().exactOptional(),
  verb: z.string(),
  expireAt: z.number(),
  sizeBytes: z.number(),
  bytesByType: z.record(z.string(), z.number()),
  rules: z.array(z.string()),
  reason: z.string(),
  markedAt: z.number(),
  fate: z
    .object({
      state: z.string(),
      task: z.string().exactOptional(),
      reason: z.string().exactOptional(),
      due: z.number().exactOptional(),
    })
    .exactOptional(),
});
export type Item = z.infer<typeof Item>;

export const OnePlan = z.object({ plan: Plan });
export const PlanList = z.object({ plans: z.array(Plan) });
export const PlanShown = OnePlan.extend({
  parts: z.array(Part),
  /** How many there are, and how many of them were gone through, or left out. */
  projects: z.int(),
  through: z.int(),
  largest: z.array(Item),
});
export type PlanShown = z.infer<typeof PlanShown>;
export const ItemPage = OnePlan.extend({ items: z.array(Item), next: z.string().exactOptional() });

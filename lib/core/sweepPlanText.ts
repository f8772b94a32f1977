import * as z from "zod";
import { StoreError } from "./errors.ts";
import { type PlanFate, type PlanItem, type PlanPart, planStates, type SweepPlan } from "./sweepPlan.ts";

const Text = z.string();
const Count = z.int().min(0);
const Sum = z.strictObject({ jobs: Count, bytes: Count });
const Totals = Sum.extend({ read: Count, spared: z.record(Text, Count), rules: z.record(Text, Sum) });
const Result = z.strictObject({ deleted: Sum, kept: Sum });

const HeadText: z.ZodType<SweepPlan> = z.lazy(() =>
  z.strictObject({
    id: Text,
    source: Text,
    projects: z.union([z.int(), z.literal("all")]),
    wholeProject: z.literal(true).exactOptional(),
    rules: z.array(Text),
    madeAt: z.number(),
    by: Text,
    reason: Text,
    state: z.enum(planStates),
    expiresAt: z.number(),
    listing: z.strictObject({ cursor: Text.exactOptional() }).exactOptional(),
    totals: Totals,
    hash: Text.exactOptional(),
    decided: z.strictObject({ by: Text, at: z.number(), reason: Text }).exactOptional(),
    result: Result.exactOptional(),
  }),
);

const ItemText: z.ZodType<PlanItem> = z.lazy(() =>
  z.strictObject({
    job: z.int(),
    name: Text,
    ref: Text.exactOptional(),
    pipelineId: z.int().exactOptional(),
    verb: z.enum(["deleteArtifacts", "erase"]),
    expireAt: z.number(),
    sizeBytes: Count,
    bytesByType: z.record(Text, Count),
    rules: z.array(Text),
    reason: Text,
    markedAt: z.number(),
  }),
);

const PartText: z.ZodType<PlanPart> = z.lazy(() =>
  z.strictObject({
    project: z.int(),
    path: Text.exactOptional(),
    state: z.enum(["open", "through", "left", "begun", "done"]),
    why: Text.exactOptional(),
    totals: Totals,
    largest: z.array(ItemText),
    chunks: z.array(Text),
    result: Result.exactOptional(),
  }),
);

const Fates: z.ZodType<PlanFate[]> = z.array(
  z.union([z.strictObject({ task: Text }), z.strictObject({ skipped: Text })]),
);

/** @throws StoreError `corrupt` when a text is none that this version wrote */
export function readHead(text: string): SweepPlan {
  return read(HeadText, text, "the head of a plan");
}

/** @throws StoreError as `readHead` */
export function readPart(text: string): PlanPart {
  return read(PartText, text, "a project's part of a plan");
}

/** @throws StoreError as `readHead` */
export function readItems(text: string): PlanItem[] {
  return read(z.array(ItemText), text, "a plan's list of items");
}

/** @throws StoreError as `readHead` */
export function readFates(text: string): PlanFate[] {
  return read(Fates, text, "what became of a plan's items");
}

function read<T>(schema: z.ZodType<T>, text: string, what: string): T {
  const found = schema.safeParse(json(text));
  if (found.success) return found.data;
  throw new StoreError("corrupt", `${what} cannot be read: another version wrote it, or somebody changed it`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import * as z from "zod";
import { keepStates } from "../../core/keep.ts";

// What the API answers about keeps.

const KeepAnswer = z.object({
  project: z.int(),
  on: z.string(),
  path: z.string().exactOptional(),
  name: z.string().exactOptional(),
  ref: z.string().exactOptional(),
  tag: z.boolean().exactOptional(),
  release: z.string().exactOptional(),
  pipelineId: z.int().exactOptional(),
  why: z.string(),
  rules: z.array(z.string()),
  since: z.number().exactOptional(),
  sizeBytes: z.number().exactOptional(),
  state: z.enum(keepStates),
  proposal: z.object({ reason: z.string(), since: z.number() }).exactOptional(),
});
export type KeepAnswer = z.infer<typeof KeepAnswer>;

export const KeepPage = z.object({ keeps: z.array(KeepAnswer), next: z.string().exactOptional() });
export const OneKeep = z.object({ keep: KeepAnswer });

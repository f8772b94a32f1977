import * as z from "zod";
import { Applied } from "../answers.ts";

// What the API answers about versions and proposals of rules, as far as the commands read it.

export const Proposal = z.object({
  number: z.int(),
  hash: z.string(),
  after: z.int(),
  by: z.string(),
  at: z.number(),
  reason: z.string().exactOptional(),
  needs: z.array(z.string()),
  replaces: z.string().exactOptional(),
});
export type Proposal = z.output<typeof Proposal>;

export const AppliedOrProposed = z.union([
  Applied.extend({ unchanged: z.literal(true).exactOptional() }),
  z.object({ proposal: Proposal }),
]);

export const RolledBack = Applied.extend({
  of: z.int(),
  unchanged: z.literal(true).exactOptional(),
  setAside: z.array(z.object({ id: z.string(), reason: z.string() })).default([]),
  faults: z.array(z.string()).default([]),
});

export const Rejected = z.object({ rejected: z.object({ number: z.int(), hash: z.string() }) });

export const Versions = z.object({
  versions: z.array(
    z.object({
      version: z.int(),
      hash: z.string().exactOptional(),
      rules: z.int().exactOptional(),
      at: z.number().exactOptional(),
      who: z.string().exactOptional(),
      reason: z.string().exactOptional(),
      cause: z.string().exactOptional(),
      of: z.int().exactOptional(),
      by: z.string().exactOptional(),
    }),
  ),
  next: z.int().exactOptional(),
});

import * as z from "zod";

// What the API answers about outages.

const Outage = z.object({
  id: z.string(),
  /** Without its version. */
  rule: z.string(),
  failure: z.string(),
  /** Missing: all projects of the source. */
  project: z.int().exactOptional(),
  projectPath: z.string().exactOptional(),
  openedAt: z.number(),
  retries: z.int(),
  withinSeconds: z.number(),
  parked: z.int(),
  canaries: z.int(),
  nextCanaryAt: z.number(),
  canary: z
    .object({ task: z.string(), project: z.int(), sentAt: z.number(), jobId: z.int().exactOptional() })
    .exactOptional(),
  closedAt: z.number().exactOptional(),
  closedBy: z.string().exactOptional(),
});
export type OutageAnswer = z.infer<typeof Outage>;

export const OutageList = z.object({ outages: z.array(Outage), now: z.number() });
export const OneOutage = z.object({ outage: Outage, now: z.number() });

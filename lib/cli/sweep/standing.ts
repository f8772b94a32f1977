import * as z from "zod";

// What the API answers about sweeps, as far as the commands read it.

const OpenPart = z.object({
  project: z.int(),
  path: z.string().exactOptional(),
  why: z.string(),
  reason: z.string(),
  task: z.string(),
});

export const Standing = z.object({
  sweep: z.string(),
  state: z.string(),
  words: z.array(z.string()),
  cycle: z.string().exactOptional(),
  began: z.number().exactOptional(),
  who: z.string().exactOptional(),
  planning: z.literal(true).exactOptional(),
  projects: z.int(),
  through: z.int(),
  leftOut: z.int(),
  pages: z.int(),
  jobs: z.int(),
  known: z.int(),
  requests: z.int(),
  oldestEnded: z.number().exactOptional(),
  ended: z.number().exactOptional(),
  leftSeconds: z.number().exactOptional(),
  open: z.array(OpenPart),
  openCount: z.int(),
});
export type Standing = z.infer<typeof Standing>;

export const StandingList = z.object({ sweeps: z.array(Standing) });

export const Started = z.object({
  sweep: z.string(),
  cycle: z.string(),
  joined: z.literal(true).exactOptional(),
  task: z.string().exactOptional(),
});
export type Started = z.infer<typeof Started>;

import * as z from "zod";

// What the API answers about webhooks.

const Hook = z.object({
  /** Missing: it is a group's. */
  project: z.int().exactOptional(),
  group: z.string().exactOptional(),
  path: z.string().exactOptional(),
  hook: z.int(),
  state: z.enum(["working", "paused", "disabled", "unknown", "missing"]),
  words: z.string(),
  since: z.number(),
  seenAt: z.number(),
  resent: z.int(),
  waiting: z.int(),
});
export type HookAnswer = z.infer<typeof Hook>;

export const HookList = z.object({ hooks: z.array(Hook), now: z.number() });

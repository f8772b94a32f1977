import * as z from "zod";

// What the API answers about the patrol.

const place = { project: z.int(), path: z.string().exactOptional() };

const Patrol = z.object({
  state: z.enum(["ok", "behind", "off", "never"]),
  words: z.array(z.string()),
  /** Missing: GitLab's projects were never listed to their end. */
  projects: z.int().exactOptional(),
  covered: z.int(),
  /** Missing where some project was never visited. */
  oldestAt: z.number().exactOptional(),
  oldest: z.array(z.object({ ...place, at: z.number().exactOptional() })),
  failing: z.array(z.object({ ...place, reason: z.string() })),
  boundSeconds: z.number(),
  boundWords: z.string(),
  ranAt: z.number().exactOptional(),
});
export type PatrolAnswer = z.infer<typeof Patrol>;

export const PatrolShown = z.object({ patrol: Patrol, now: z.number() });

import * as z from "zod";
import { ProjectTally } from "../../../core/tally/projectTally.ts";

// What the API answers about tallies.

const CountedAnswer = z.object({
  projects: z.int(),
  counted: z.int(),
  oldestAt: z.number().exactOptional(),
  underWay: z.int(),
  missing: z.array(z.string()),
  isPlanning: z.literal(true).exactOptional(),
  rulesVersion: z.int(),
});
export type CountedAnswer = z.infer<typeof CountedAnswer>;

export const TalliesAnswer = z.object({
  tallies: z.array(ProjectTally),
  next: z.int().exactOptional(),
  counted: CountedAnswer.exactOptional(),
});
export type TalliesAnswer = z.infer<typeof TalliesAnswer>;

/** How a report was asked for. */
export interface Asked {
  readonly counted: CountedAnswer;
  readonly now: number;
  /** How many rows of a table. */
  readonly most: number;
  readonly project?: string;
}

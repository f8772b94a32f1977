import * as z from "zod";
import { joinKey, type LedgerKey } from "../../core/key.ts";

/** Where a round of the patrol stands, and what the last run knew. Kept in the ledger between two runs. */
export const Round = z.strictObject({
  /** When it began; missing: the next run begins one. */
  began: z.number().exactOptional(),
  /** Where the list of projects goes on, and the last project before that; they come by rising id. */
  cursor: z.string().exactOptional(),
  after: z.int().exactOptional(),
  /** How many pages of it were read. */
  pages: z.int().exactOptional(),
  /** The list of projects was read to its end in this round. */
  isListed: z.literal(true).exactOptional(),
  /** When the list was begun that was last read to its end, and how many projects it held. */
  listedAt: z.number().exactOptional(),
  projects: z.int().exactOptional(),
  /** The token's whole budget. */
  perMinute: z.number().exactOptional(),
  /** GitLab asked for patience until then. */
  notBefore: z.number().exactOptional(),
  /** When the first run began. */
  since: z.number().exactOptional(),
  /** No rule has anything to find. */
  isOff: z.literal(true).exactOptional(),
  /** When the last run ended. */
  ranAt: z.number().exactOptional(),
});
export type Round = z.infer<typeof Round>;

export function patrolScope(source: string): string {
  return `patrol#${joinKey(source)}`;
}

export function roundKey(source: string): LedgerKey {
  return { scope: patrolScope(source), key: "round" };
}

/** The round as it was noted; the beginning where there is none or another version wrote it. */
export function readRound(note: string | undefined): Round {
  return parsed(Round, note ?? "{}") ?? {};
}

/** What a text holds, where it is of that shape. */
export function parsed<T>(shape: z.ZodType<T>, text: string): T | undefined {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

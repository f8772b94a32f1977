import * as z from "zod";
import type { Instant } from "../../core/time.ts";
import { parsed } from "./round.ts";

/** How far a turn came that did not get to its end; the next one goes on there. */
const Part = z.strictObject({
  /** When the visit began. */
  begun: z.number(),
  /** Which of the project's lists, and how many pages of it this turn has read. */
  isRecent: z.boolean(),
  pages: z.int(),
  /** Where the list goes on; missing: it is read. */
  cursor: z.string().exactOptional(),
  /** Of how many pipelines the trigger jobs are read. */
  bridges: z.int().exactOptional(),
  /** A job could not be taken, and why. */
  missed: z.string().exactOptional(),
});

/** What the patrol knows of a project. */
export const Visited = z.strictObject({
  path: z.string(),
  /** Since when it is known. */
  added: z.number(),
  /** The last turn that it had, by the rounds' own count of milliseconds. */
  turn: z.number().exactOptional(),
  /** When its last complete visit began: what GitLab showed then was taken. */
  at: z.number().exactOptional(),
  /** When its lists were last read to their end, for which version of the rules, and how many requests that took. */
  listed: z.number().exactOptional(),
  version: z.int().exactOptional(),
  cost: z.int().exactOptional(),
  /** Nothing can happen there without a pipeline that changes. */
  calm: z.literal(true).exactOptional(),
  part: Part.exactOptional(),
  /** Why its last turn failed. */
  why: z.string().exactOptional(),
  /** GitLab refuses to show it. */
  refused: z.literal(true).exactOptional(),
});
export type Visited = z.infer<typeof Visited>;
export type Part = z.infer<typeof Part>;

const Page = z.strictObject({ projects: z.record(z.string().regex(/^[1-9]\d{0,15}$/), Visited) });

/** A note's projects, by their ids; `undefined`: another version wrote it, and they count as never visited. */
export function readPage(text: string): Map<number, Visited> | undefined {
  const page = parsed(Page, text);
  return page && new Map(Object.entries(page.projects).map(([id, visited]) => [Number(id), visited]));
}

export function pageText(projects: Iterable<readonly [number, Visited]>): string {
  return JSON.stringify({ projects: Object.fromEntries(projects) });
}

/** Those that had no turn in a round yet: who never had one first, then who had it longest ago. */
export function waiting(all: ReadonlyMap<number, Visited>, began: Instant): number[] {
  return [...all]
    .filter(([, { turn }]) => turn === undefined || turn < began)
    .sort(([one, { turn = -1 }], [other, { turn: otherTurn = -1 }]) => turn - otherTurn || one - other)
    .map(([id]) => id);
}

import * as z from "zod";

/** Where a round of the patrol stands; empty at its beginning. Kept in the ledger between two runs. */
export const Place = z.strictObject({
  /** The page of projects that it is at; missing: the first. */
  page: z.string().exactOptional(),
  /** The last project that is finished; they come by rising id. */
  after: z.int().exactOptional(),
  /** How far it has come with the project after that. */
  within: z
    .strictObject({
      project: z.int(),
      /** Which of the project's lists, and how many pages of it are read. */
      isRecent: z.boolean(),
      pages: z.int(),
      /** Where the list goes on; missing: it is read. */
      cursor: z.string().exactOptional(),
    })
    .exactOptional(),
  /** Of how many pipelines of a project the trigger jobs are read. */
  bridges: z.strictObject({ project: z.int(), pipelines: z.int() }).exactOptional(),
  /** GitLab asked for patience until then. */
  notBefore: z.int().exactOptional(),
});
export type Place = z.infer<typeof Place>;

/** The place as it was kept; the beginning where there is none or another version wrote it. */
export function readPlace(note: string | undefined): Place {
  try {
    return Place.safeParse(JSON.parse(note ?? "{}")).data ?? {};
  } catch {
    return {};
  }
}

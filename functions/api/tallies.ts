import * as z from "zod";
import { countedOf, countedProject, newestTally, talliesAfter } from "../../lib/app/tally/counted.ts";
import type { ApiWorld } from "../world/api.ts";
import { Id, Limit, readQuery } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

export const TallyQuery = z.strictObject({
  project: z.string().min(1).max(1000).exactOptional(),
  after: Id.exactOptional(),
  limit: Limit.default(200),
});

/**
 * `GET /api/{source}/tallies?project=&after=&limit=` -> `{ tallies, next?, counted? }`: what jobs left behind, by each
 * project's newest complete count, in the order of the projects' numbers; `next` is the next page's `after`. The first page
 * has `counted`: which projects were counted at all. With `project`, its number or its full path, of that one alone:
 * `tallies` is empty where it was never counted.
 */
export async function listTallies(request: Request, source: string, { store }: ApiWorld): Promise<Response> {
  const query = readQuery(request, TallyQuery);
  if ("refused" in query) return query.refused;
  const { project, after, limit } = query.data;
  if (project !== undefined && after !== undefined)
    return refuse("badQuery", { message: "after: one project has no second page" });
  const counted = after === undefined ? { counted: await countedOf(source, store) } : {};
  if (project === undefined)
    return answer({ ...(await talliesAfter(source, { after: after ?? 0, most: limit }, store)), ...counted });
  const id = /^[1-9]\d{0,15}$/.test(project) ? Number(project) : await countedProject(project, source, store);
  const tally = id === undefined ? undefined : await newestTally(source, id, store);
  return answer({ tallies: tally ? [tally] : [], ...counted });
}

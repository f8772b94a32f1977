import * as z from "zod";
import type { ApiWorld } from "../world/api.ts";
import { newestOf } from "./newest.ts";
import { Limit, readQuery } from "./read.ts";
import { answer } from "./refusal.ts";

const Query = z.strictObject({ after: z.string().min(1).max(200).exactOptional(), limit: Limit.default(50) });

/**
 * `GET /api/{source}/journal?after=&limit=` -> `{ entries, more }`, oldest first: the newest `limit` (50 unless told, 1000
 * at most) after the entry with the id `after`, fewer where one answer cannot hold them; `more` says that older ones were
 * left out.
 */
export async function listEntries(request: Request, source: string, { store }: ApiWorld): Promise<Response> {
  const query = readQuery(request, Query);
  if ("refused" in query) return query.refused;
  const { after, limit } = query.data;
  const entries = await store.entries(limit + 1, after, source);
  const { kept, more } = newestOf(entries.toReversed(), limit);
  return answer({ entries: kept.toReversed(), more });
}

import * as z from "zod";
import { letGo } from "../../lib/app/keeps/letGo.ts";
import { keepsOf } from "../../lib/app/keeps/list.ts";
import { canBeKept, keepStates } from "../../lib/core/keep.ts";
import type { ApiWorld } from "../world/api.ts";
import { Id, Limit, Reason, readBody, readQuery } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

// What Penstock keeps: entries of the keep ledger, at `/api/{source}/keeps/{project}/{on}`: `project` is GitLab's number,
// `on` is `job:ID` or `pipeline:ID`.

/** Which keep a person means, as the path says it, and who that person is. */
interface Asked {
  readonly source: string;
  readonly project: string;
  readonly on: string;
  readonly who: string;
  readonly world: ApiWorld;
}

export const KeepWhy = z.strictObject({ reason: Reason });
export const KeepQuery = z.strictObject({
  project: Id.exactOptional(),
  state: z.enum(keepStates).exactOptional(),
  after: z
    .string()
    .regex(/^\d{1,16}\/[a-z]+:\d{1,16}$/, { error: "expected PROJECT/ON, as next said it" })
    .exactOptional(),
  limit: Limit.exactOptional(),
});

/**
 * `GET /api/{source}/keeps?project=&state=&after=&limit=` -> `{ keeps, next? }`: what is kept in all projects or in one, by
 * project, at most `limit` (default 1000) behind `after`. `next`: there are more; it is the `after` to go on with.
 */
export async function listKeeps(request: Request, source: string, { store }: ApiWorld): Promise<Response> {
  const query = readQuery(request, KeepQuery);
  if ("refused" in query) return query.refused;
  const { project, state, after, limit = 1000 } = query.data;
  const all = await keepsOf(store, source, project);
  const from = after === undefined ? 0 : all.findIndex((keep) => isBehind(keep, after));
  const behind = from < 0 ? [] : all.slice(from);
  const found = behind.filter((keep) => state === undefined || keep.state === state);
  const keeps = found.slice(0, limit);
  const last = keeps.at(-1);
  return answer({ keeps, ...(found.length > limit && last && { next: `${last.project}/${last.on}` }) });
}

/** Keeps come by project, then by key, as the table orders them. */
function isBehind({ project, on }: { readonly project: number; readonly on: string }, after: string): boolean {
  const [seen = "", key = ""] = after.split("/");
  return project > Number(seen) || (project === Number(seen) && on > key);
}

/**
 * `DELETE …/keeps/{project}/{on}` with `{ reason }` -> `{ keep }`: what was let go. Nothing changes in GitLab, which has no way
 * to give artifacts an expiry date again.
 */
export async function dropKeep(request: Request, { source, project, on, who, world }: Asked): Promise<Response> {
  const id = Id.safeParse(project);
  if (!id.success) return refuse("badKeep", { message: `${JSON.stringify(project)} is no project's number` });
  if (!canBeKept(on)) return refuse("badKeep", { message: `nothing is kept that is called ${JSON.stringify(on)}` });
  const body = await readBody(request, KeepWhy);
  if ("refused" in body) return body.refused;
  const keep = await letGo({ source, project: id.data, on, who, reason: body.data.reason }, world);
  if (!keep) return refuse("noKeep");
  world.log.info("keep let go", { source, project: id.data, on, who });
  return answer({ keep });
}

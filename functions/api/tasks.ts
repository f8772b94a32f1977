import * as z from "zod";
import { taskStates } from "../../lib/core/task.ts";
import type { ApiWorld } from "../world/api.ts";
import { newestOf } from "./newest.ts";
import { Limit, readQuery } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

const Query = z.strictObject({ state: z.enum(taskStates).exactOptional(), limit: Limit.default(50) });

/**
 * `GET /api/{source}/tasks?state=&limit=` -> `{ tasks, more }`, newest first: at most `limit` (50 unless told, 1000 at
 * most), fewer where one answer cannot hold them; `more` says that older ones were left out.
 */
export async function listTasks(request: Request, source: string, { store }: ApiWorld): Promise<Response> {
  const query = readQuery(request, Query);
  if ("refused" in query) return query.refused;
  const { limit, state } = query.data;
  const { kept, more } = newestOf(await store.tasks(limit + 1, { source, ...(state && { state }) }), limit);
  return answer({ tasks: kept, more });
}

/** `GET /api/{source}/tasks/{id}` -> `{ task }`. */
export async function showTask(id: string, source: string, { store }: ApiWorld): Promise<Response> {
  const task = await store.task(id);
  return task?.source === source ? answer({ task }) : refuse("noTask");
}

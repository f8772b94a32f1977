import * as z from "zod";
import { entriesOf, type Filter, findTasks, shownTask } from "../../lib/app/tasks.ts";
import { type Task, taskStates } from "../../lib/core/task.ts";
import type { ApiWorld } from "../world/api.ts";
import { newestOf } from "./newest.ts";
import { canBeTask, noTask } from "./noTask.ts";
import { Id, Limit, readQuery } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

export const TaskQuery = z.strictObject({
  state: z.enum(taskStates).exactOptional(),
  verb: z.string().min(1).max(100).exactOptional(),
  project: z.string().min(1).max(1000).exactOptional(),
  rule: z.string().min(1).max(200).exactOptional(),
  job: Id.exactOptional(),
  pipeline: Id.exactOptional(),
  dismissed: z.literal("true").exactOptional(),
  limit: Limit.default(50),
});

/**
 * `GET /api/{source}/tasks?state=&verb=&project=&rule=&job=&pipeline=&dismissed=true&limit=` -> `{ tasks, more }`, newest first: at
 * most `limit` (50 unless told, 1000 at most), fewer where one answer cannot hold them; `more` says that older ones were
 * left out. Tasks in `attention` that somebody dismissed are left out unless asked for. Of the table's first 50 MB.
 */
export async function listTasks(request: Request, source: string, world: ApiWorld): Promise<Response> {
  const query = readQuery(request, TaskQuery);
  if ("refused" in query) return query.refused;
  const { limit, dismissed, ...only } = query.data;
  const verbs = new Set(["sweep", ...world.actions.flatMap(({ name, verb }) => [name, verb])]);
  if (only.verb !== undefined && !verbs.has(only.verb))
    return refuse("badQuery", { message: `verb: expected one of ${[...verbs].join(", ")}` });
  const filter: Filter = { ...only, ...(dismissed && { withDismissed: true }) };
  const { kept, more } = newestOf(await findTasks(world.store, source, filter, limit + 1), limit);
  return answer({ tasks: kept.map(shownTask), more });
}

const mostEntries = 100;

/**
 * `GET /api/{source}/tasks/{id}` -> `{ task, entries, url }`: the task; what the journal says about it, oldest first, at
 * most the newest 100; and its job in GitLab, where that is known.
 */
export async function showTask(id: string, source: string, world: ApiWorld): Promise<Response> {
  const task = canBeTask(id) ? await world.store.task(id) : undefined;
  if (task?.source !== source) return await noTask(id, source, world);
  const url = jobUrl(task, world.gitlabUrl?.(source));
  return answer({
    task: shownTask(task),
    entries: await entriesOf(world.store, task, mostEntries),
    ...(url !== undefined && { url }),
  });
}

function jobUrl({ project: { path }, object }: Task, gitlab: string | undefined): string | undefined {
  if (gitlab === undefined || path === undefined || !object.startsWith("job:")) return undefined;
  return `${gitlab.replace(/\/+$/, "")}/${encodeURI(path)}/-/jobs/${object.slice("job:".length)}`;
}

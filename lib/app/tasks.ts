import { isPending } from "../core/byHand.ts";
import type { Entry } from "../core/journal.ts";
import { nearest } from "../core/nearest.ts";
import type { Store } from "../core/ports.ts";
import { jobIdOf, type Task, type TaskState } from "../core/task.ts";
import { ruleId } from "../core/transitions.ts";

/** Which tasks a person asks for; what is missing does not matter. */
export interface Filter {
  readonly state?: TaskState;
  /** What the task does (`cancel`), or the action of the rule that wants it (`restart`). */
  readonly verb?: string;
  /** GitLab's number of the project, or its full path. */
  readonly project?: string;
  /** A rule's id, whatever its version. */
  readonly rule?: string;
  readonly job?: number;
  /** Tasks of jobs that are known to be of that pipeline. */
  readonly pipeline?: number;
  /** Also those in `attention` that somebody has dismissed. */
  readonly withDismissed?: boolean;
}

/** More than one list can show; the store reads no more than 50 MB of them. */
const mostRead = 100_000;

/**
 * A source's tasks for people to read, newest first, at most `most`.
 *
 * @throws StoreError when the tables cannot be read
 */
export async function findTasks(store: Store, source: string, filter: Filter, most: number): Promise<Task[]> {
  const tasks = await store.tasks(mostRead, { source, ...(filter.state && { state: filter.state }) });
  return tasks.filter((task) => fits(task, filter)).slice(0, most);
}

function fits(task: Task, { verb, project, rule, job, pipeline, withDismissed = false }: Filter): boolean {
  if (!withDismissed && task.state === "attention" && !isPending(task)) return false;
  if (verb !== undefined && !doesSo(task, verb)) return false;
  if (project !== undefined && project !== String(task.project.id) && project !== task.project.path) return false;
  if (rule !== undefined && !task.wants.some((want) => ruleId(want) === rule)) return false;
  if (pipeline !== undefined && task.about?.pipelineId !== pipeline) return false;
  return job === undefined || jobIdOf(task) === job;
}

/** A sweep does nothing of what its rule wants: it plans the tasks that do. */
function doesSo({ verb, wants }: Task, asked: string): boolean {
  return verb === asked || (verb !== "sweep" && wants.some(({ action }) => action === asked));
}

/** Entries about other tasks of the same job or project may stand between a task's own. */
const mostLookedAt = 1000;

/**
 * What the journal says about a task, oldest first: its runs, and what people did about it; at most the newest `most`, of
 * the newest 1000 about its job, or of its project where it is about no job. May lag a little.
 *
 * @throws StoreError when the tables cannot be read
 */
export async function entriesOf(store: Store, task: Task, most: number): Promise<Entry[]> {
  const only = jobIdOf(task) === undefined ? { projectId: task.project.id } : { job: task.object };
  const { items } = await store.journal({ source: task.source, only }, mostLookedAt);
  return items
    .filter((entry) => isAbout(entry, task.id))
    .slice(0, most)
    .toReversed();
}

function isAbout(entry: Entry, id: string): boolean {
  return (entry.kind === "task" && entry.task === id) || (entry.kind === "byHand" && entry.what === id);
}

/**
 * The id that somebody may mean who asks for a task that is not there: one that ends so, one of that job, or the nearest;
 * `undefined` when nothing is near.
 *
 * @throws StoreError when the tables cannot be read
 */
export async function nearestTask(store: Store, source: string, id: string): Promise<string | undefined> {
  const tasks = await store.tasks(mostRead, { source });
  const ids = tasks.map((task) => task.id);
  const [, job] = /^(?:job:)?(\d+)$/.exec(id) ?? [];
  return (
    ids.find((known) => known.endsWith(`/${id}`)) ??
    tasks.find((task) => job !== undefined && task.object === `job:${job}`)?.id ??
    nearest(id, ids)
  );
}

/** A task as people are shown it: of what a person gave with a command the names, never the values. */
export function shownTask(task: Task): Task {
  if (!task.wants.some(({ given }) => given)) return task;
  const wants = task.wants.map((want) => {
    if (!want.given) return want;
    const values = Object.fromEntries(Object.keys(want.given.values).map((name) => [name, "(given)"]));
    return { ...want, given: { ...want.given, values } };
  });
  return { ...task, wants };
}

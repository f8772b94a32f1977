import { destroyingVerbs, type Hold, markKey } from "../core/hold.ts";
import type { Store } from "../core/ports.ts";
import { isOpen, type Task, taskId } from "../core/task.ts";
import type { Instant } from "../core/time.ts";
import { flightsOf, inFlight } from "./flights.ts";

/** Where a hold stands. */
interface Place {
  readonly source: string;
  readonly project: number;
  readonly on: string;
}

interface Wanted {
  readonly hold: Hold;
  readonly place: Place;
  /** How many are counted in flight of what it stands on. */
  readonly counted: number;
}

/** What a hold came too late for. */
interface Unstopped {
  readonly deletes: readonly Task[];
  /** Of them those that may touch it and are counted elsewhere: an older version marked them. */
  readonly uncounted: number;
}

/** The deletes that a hold did not stop: in flight, done, or ended without anybody knowing. */
export async function unstopped({ hold, place, counted }: Wanted, store: Store): Promise<Unstopped> {
  const { source, project, on } = place;
  if (on.startsWith("job:")) {
    const own = await deletesOf(place, store);
    // Only a delete of the whole project touches a job, and is not found under it.
    const wide = counted > 0 && !own.some(isFlying) ? await deletesIn({ hold, place }, store) : [];
    return { deletes: [...own, ...wide], uncounted: 0 };
  }
  const isProject = on === "project";
  const some = isProject ? counted : counted + (await inFlight({ source, project, on: "project" }, store));
  if (some === 0) return { deletes: [], uncounted: 0 };
  const deletes = await deletesIn({ hold, place }, store);
  return { deletes, uncounted: isProject ? 0 : deletes.filter((one) => isUncounted(one, on)).length };
}

/** The deletes of one job, found by their marks. */
async function deletesOf({ source, project, on }: Place, store: Store): Promise<Task[]> {
  const effect = { source, project: { id: project }, jobId: Number(on.slice("job:".length)) };
  const ids = await Promise.all(
    destroyingVerbs.map(async (verb) => {
      const mark = await store.note(markKey({ source, project, on }, verb));
      return [undefined, mark].map((one) => taskId({ ...effect, verb, ...(one !== undefined && { mark: one }) }));
    }),
  );
  const tasks = await Promise.all([...new Set(ids.flat())].map((id) => store.task(id)));
  return tasks.filter((task) => task !== undefined).filter((task) => isFlying(task) || task.state === "done");
}

const mostRead = 100_000;
/** Clocks differ, and a delete may have ended between the hold and the question what is in flight. */
const justBeforeMillis = 60_000;

/** The deletes of a project that touch what a hold stands on, and were not over when it was written. */
async function deletesIn({ hold, place }: Pick<Wanted, "hold" | "place">, store: Store): Promise<Task[]> {
  const since = (hold.at ?? 0) - justBeforeMillis;
  const tasks = await store.tasks(mostRead, { source: place.source });
  return tasks.filter(
    (task) => task.project.id === place.project && touches(task, place.on) && wasNotOver(task, since),
  );
}

function isFlying(task: Task): boolean {
  return task.inflight === true || task.unsure === true;
}

function wasNotOver(task: Task, since: Instant): boolean {
  if (isOpen(task)) return isFlying(task);
  return (task.state === "done" || task.unsure === true) && (task.endedAt ?? 0) >= since;
}

function touches(task: Task, on: string): boolean {
  if (!destroyingVerbs.some((verb) => verb === task.verb)) return false;
  if (task.object === "project" || on === "project") return true;
  return on.startsWith("job:") ? task.object === on : pipelinesOf(task).includes(on);
}

/** The pipeline of a job that a delete is of; of one that is in flight and tells none it may be any. */
function pipelinesOf(task: Task): { includes(on: string): boolean } {
  const pipeline = task.snapshot?.pipeline ?? task.about?.pipelineId;
  if (typeof pipeline === "number") return [`pipeline:${pipeline}`];
  return { includes: () => task.inflight === true };
}

/** Whether a delete in flight is missing in the count of a pipeline that it may be of. */
function isUncounted(task: Task, on: string): boolean {
  return task.inflight === true && task.object !== "project" && !flightsOf(task).includes(on);
}

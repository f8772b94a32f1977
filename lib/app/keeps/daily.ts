import { keptProjectsScope } from "../../core/keep.ts";
import { joinKey } from "../../core/key.ts";
import { type Instant, instantText } from "../../core/time.ts";
import type { WatchedSource, Worker } from "../worker.ts";
import { planReview } from "./planReview.ts";

/**
 * Plans one review a day of each project that ever had a keep. Safe to run twice: the review's id holds the day. What does
 * not fit into the time of one tick is gone on with by the next.
 *
 * @returns how many reviews were planned
 * @throws StoreError when the tables cannot be read or written
 */
export async function planKeepReviews({ id: source }: WatchedSource, worker: Worker): Promise<number> {
  const { store, clock, leaseEnd, callTimeoutSeconds } = worker;
  const now = clock();
  const day = dayOf(now);
  const key = { scope: `schedule#${joinKey(source)}`, key: ":keeps" };
  const note = await store.note(key);
  const before = readProgress(note);
  if (before.day === day && before.after === undefined) return 0;
  const done = before.day === day ? (before.after ?? 0) : 0;
  const projects = (await store.notes(keptProjectsScope(source))).map(({ key, value }) => ({
    id: Number(key),
    path: value,
  }));
  if (projects.length === 0) return 0;
  const rest = projects.filter(({ id }) => id > done).toSorted((one, other) => one.id - other.id);
  let planned = 0;
  let last = done;
  for (const { id, path } of rest) {
    if (leaseEnd() - clock() <= 2 * callTimeoutSeconds * 1000) break;
    const project = { id, ...(path !== "" && { path }) };
    const { step } = await planReview(worker, { source, project, cause: day }, now);
    if (step === "planned") planned++;
    last = id;
  }
  await store.putNote(key, last === (rest.at(-1)?.id ?? done) ? day : `${day} ${last}`, note);
  return planned;
}

/** The day that is planned, and up to which project; a note that cannot be read counts as none. */
function readProgress(note: string | undefined): { readonly day?: string; readonly after?: number } {
  const [, day, after] = /^(\d{4}-\d\d-\d\d)(?: (\d+))?$/.exec(note ?? "") ?? [];
  return { ...(day !== undefined && { day }), ...(after !== undefined && { after: Number(after) }) };
}

function dayOf(now: Instant): string {
  return instantText(now).slice(0, "2026-11-22".length);
}

import { flightKey, heldProjectKey, heldProjectsKey, holdScope, projectWide, readHeldProjects } from "../core/hold.ts";
import { keptProjectKey } from "../core/keep.ts";
import type { LedgerKey } from "../core/key.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Store, Write } from "../core/ports.ts";
import type { Task } from "../core/task.ts";
import type { Instant } from "../core/time.ts";

/** What a hold can stand on: `on` as `canBeHeld` wants it. */
type Place = Parameters<typeof flightKey>[0];

const day = 86_400_000;

/** Under which names the delete of a job counts as in flight; of a whole project, under which names that does. */
export function flightsFor({ object }: Pick<Task, "object">, pipelineId?: number): readonly string[] {
  if (object === "project") return ["project", projectWide];
  return [object, "project", ...(pipelineId === undefined ? [] : [`pipeline:${pipelineId}`])];
}

/** Under which names a task is counted as in flight now; before pipelines could be held it was under two. */
export function flightsOf({ object, inflight, flights }: Task): readonly string[] {
  if (!inflight) return [];
  return flights ?? [object, "project"];
}

/** The counters of a task that is counted as in flight. */
export function flightKeysOf(task: Task): readonly LedgerKey[] {
  return flightsOf(task).map((on) => keyOf(task, on));
}

/** Under which name the keep of a job counts as in flight: no delete of it is marked meanwhile. */
export function keepFlight({ object }: Pick<Task, "object">): string {
  return `keep/${object}`;
}

/** Counts a call where it is not counted yet. */
export function flightWrites(before: Task, marked: Task, now: Instant): Write[] {
  const known = new Set(flightsOf(before));
  const fresh = flightsOf(marked).filter((on) => !known.has(on));
  return fresh.map((on) => ({ count: keyOf(before, on), by: 1, forgetAt: now + 90 * day }));
}

function keyOf({ source, project }: Task, on: string): LedgerKey {
  return flightKey({ source, project: project.id, on });
}

/**
 * How many deletes are in flight that touch what a hold stands on, those of its whole project among them. What is read
 * after a hold was written leaves out none that its mark did not fail on.
 */
export async function inFlight(place: Place, store: Pick<Store, "note">): Promise<number> {
  // A project's own count has those that spare none of its jobs in it.
  const names = place.on === "project" ? [place.on] : [place.on, projectWide];
  const counts = await Promise.all(names.map((on) => store.note(flightKey({ ...place, on }))));
  return counts.reduce((sum, count) => sum + Number(count ?? 0), 0);
}

/**
 * What the mark of a delete of a whole project writes beside its task: it fails where the project ever had a hold or a keep,
 * and counts where `flightsFor` says. Whoever writes a hold, or enters a keep, first makes sure that
 * `heldProjectKey`, or `keptProjectKey`, is there, and asks afterwards with `inFlight` what is under way.
 *
 * The two are never taken away: such a project is cleaned job by job.
 */
export function projectWideGuards({ source, project }: Pick<Task, "source" | "project">): Write[] {
  const keys = [
    heldProjectKey(source, project.id),
    keptProjectKey(source, project.id),
    { scope: holdScope(source, project.id), key: "project" },
  ];
  return keys.map((unless) => ({ unless }));
}

/**
 * Why all of a project may not be deleted at once: it has, or had, holds or keeps. For the look before the mark; it also
 * knows holds that were written before `heldProjectKey` was.
 */
export async function whyNotProjectWide(
  { source, project }: Pick<Task, "source" | "project">,
  store: Pick<Store, "note">,
): Promise<string | undefined> {
  const keys = [heldProjectKey(source, project.id), keptProjectKey(source, project.id), heldProjectsKey(source)];
  const [held, kept, list] = await Promise.all(keys.map((key) => store.note(key)));
  if (kept !== undefined) return "something of the project is kept, or was: it is cleaned job by job";
  // Where the list cannot be read, it may name the project.
  const isListed = readHeldProjects(list)?.includes(project.id) ?? true;
  return held !== undefined || isListed
    ? "a hold stands in the project, or stood: it is cleaned job by job"
    : undefined;
}

/** The proof that nothing is in flight under a name, as a part of a transaction. */
export function noFlight(task: Task, on: string, now: Instant): Write {
  return { count: keyOf(task, on), by: 0, most: 0, forgetAt: now + 90 * day };
}

/** Whether a write is such a proof. */
export function isNoFlight(write: Write | undefined): boolean {
  return write !== undefined && "count" in write && write.by === 0 && write.count.scope.startsWith("inflight#");
}

const landMillis = 30_000;

/** How a run ends while another call on the same artifacts is under way: a delete and a keep never are at the same time. */
export function untilLanded({ verb }: Pick<Task, "verb">, now: Instant): Outcome {
  const what = verb === "keep" ? "delete" : "keep";
  const reason = `a ${what} of these artifacts is under way: it is looked at again once that has ended`;
  return { kind: "again", at: now + landMillis, why: "wait", reason };
}

import { StoreError } from "../core/errors.ts";
import {
  destroyingVerbs,
  flightKey,
  type Hold,
  heldProjectsKey,
  holdScope,
  holdText,
  markKey,
  readHeldProjects,
  readHold,
} from "../core/hold.ts";
import { type ByHandEntry, entryId } from "../core/journal.ts";
import type { Store, Write } from "../core/ports.ts";
import { isOpen, type Task, taskId } from "../core/task.ts";
import type { Reach } from "./reach.ts";

/** Where a hold stands: on `job:ID` or on `project`, in the project that has this number. */
export interface HoldPlace {
  readonly source: string;
  readonly project: number;
  readonly on: string;
}

/** What a person wants held or let go, and why. */
export interface HoldDeed extends HoldPlace {
  readonly who: string;
  readonly reason: string;
}

/** A hold, and what it came too late for. */
export interface Standing {
  readonly hold: Hold;
  /** No delete of what it stands on can start or be carried out any more. */
  readonly isAccepted: boolean;
  /** It stood before it was asked for: who asked now, and why, is written nowhere. */
  readonly stoodAlready?: true;
  /** Deletes that began before it and may still be carried out; they end within the settle time. */
  readonly inFlight: number;
  /** The tasks of those in flight, as far as they are known; for a job also its delete that was done already. */
  readonly deletes: readonly Task[];
}

/** What holding needs of the world. */
export type HoldDesk = Pick<Reach, "store" | "clock" | "random" | "giveWay">;

const mostTries = 6;

/**
 * Protects a job's artifacts, or those of all jobs of a project, from every delete that is not under way yet. The hold is
 * written first, together with who wanted it and why; the deletes in flight are read afterwards. A hold that stands
 * already stays as it is: asking again only tells whether it is accepted by now.
 *
 * @param deed `on` as `canBeHeld` wants it
 * @throws StoreError when the tables cannot be read or written; asking again is safe
 */
export async function addHold(deed: HoldDeed, desk: HoldDesk): Promise<Standing> {
  const { source, project, on, who, reason } = deed;
  const note = { scope: holdScope(source, project), key: on };
  for (let tries = 0; tries < mostTries; tries++) {
    const there = await holdStanding(deed, desk.store);
    if (there) return { ...there, stoodAlready: true };
    const value = holdText({ who, at: desk.clock(), reason });
    const list = await listing(desk.store, source, project);
    if (
      await isWritten(desk, [{ note, value, seen: undefined }, ...list, { journal: entry("hold", deed, desk) }], tries)
    )
      return await standing(readHold(project, on, value), deed, desk.store);
  }
  throw new StoreError("conflict", `the holds of project ${project} changed ${mostTries} times meanwhile`);
}

/**
 * Lets go what was held, and writes down who wanted it and why, both or neither.
 *
 * @returns the hold that stood there, or `undefined` when there was none
 * @throws StoreError when the tables cannot be read or written; asking again is safe
 */
export async function removeHold(deed: HoldDeed, desk: HoldDesk): Promise<Hold | undefined> {
  const { source, project, on } = deed;
  const drop = { scope: holdScope(source, project), key: on };
  for (let tries = 0; tries < mostTries; tries++) {
    const seen = await desk.store.note(drop);
    if (seen === undefined) return undefined;
    if (await isWritten(desk, [{ drop, seen }, { journal: entry("unhold", deed, desk) }], tries))
      return readHold(project, on, seen);
  }
  throw new StoreError("conflict", `the hold on ${on} of project ${project} changed ${mostTries} times meanwhile`);
}

/** How a hold stands, without changing anything; `undefined`: there is none. */
export async function holdStanding(place: HoldPlace, store: Store): Promise<Standing | undefined> {
  const { source, project, on } = place;
  const text = await store.note({ scope: holdScope(source, project), key: on });
  return text === undefined ? undefined : await standing(readHold(project, on, text), place, store);
}

/**
 * The holds of a source, or of one of its projects, read consistently.
 *
 * @throws StoreError `corrupt` when it cannot be told which projects have some
 */
export async function holdsOf(store: Store, source: string, project?: number): Promise<Hold[]> {
  const projects = project === undefined ? await heldProjects(store, source) : [project];
  const lists = await Promise.all(
    projects.map(async (id) => {
      const notes = await store.notes(holdScope(source, id));
      return notes.map(({ key, value }) => readHold(id, key, value));
    }),
  );
  return lists.flat();
}

async function heldProjects(store: Store, source: string): Promise<readonly number[]> {
  const projects = readHeldProjects(await store.note(heldProjectsKey(source)));
  if (projects) return projects;
  throw new StoreError("corrupt", `the list of projects with holds of ${source} cannot be read: list one project`);
}

/** Enters the project in the list of those that have holds; a list that cannot be read must not keep anybody from holding. */
async function listing(store: Store, source: string, project: number): Promise<Write[]> {
  const note = heldProjectsKey(source);
  const seen = await store.note(note);
  const projects = readHeldProjects(seen);
  if (!projects || projects.includes(project)) return [];
  return [{ note, value: JSON.stringify([...projects, project]), seen }];
}

/** Read after the hold was written: whatever was not counted by then fails on the hold. */
async function standing(hold: Hold, place: HoldPlace, store: Store): Promise<Standing> {
  const inFlight = Number((await store.note(flightKey(place))) ?? 0);
  const deletes = hold.on === "project" ? await flying(place, inFlight, store) : await deletesOf(place, store);
  return { hold, isAccepted: inFlight === 0, inFlight, deletes };
}

/** The deletes of one job that were not stopped: in flight, done, or ended without anybody knowing. */
async function deletesOf({ source, project, on }: HoldPlace, store: Store): Promise<Task[]> {
  const effect = { source, project: { id: project }, jobId: Number(on.slice("job:".length)) };
  const ids = await Promise.all(
    destroyingVerbs.map(async (verb) => {
      const mark = await store.note(markKey({ source, project, on }, verb));
      return [undefined, mark].map((one) => taskId({ ...effect, verb, ...(one !== undefined && { mark: one }) }));
    }),
  );
  const tasks = await Promise.all([...new Set(ids.flat())].map((id) => store.task(id)));
  return tasks.filter((task) => task !== undefined).filter(wasNotStopped);
}

function wasNotStopped(task: Task): boolean {
  return task.inflight === true || task.unsure === true || task.state === "done";
}

const mostRead = 100_000;

async function flying({ source, project }: HoldPlace, inFlight: number, store: Store): Promise<Task[]> {
  if (inFlight === 0) return [];
  const tasks = await store.tasks(mostRead, { source });
  return tasks.filter((task) => isOpen(task) && task.inflight === true && task.project.id === project);
}

/** Somebody else's change at the same moment is given way to. */
async function isWritten({ store, giveWay }: HoldDesk, writes: readonly Write[], tries: number): Promise<boolean> {
  try {
    return (await store.commit(writes)) === "written";
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "conflict") throw error;
    await giveWay(tries);
    return false;
  }
}

function entry(step: "hold" | "unhold", { on, project, ...deed }: HoldDeed, { clock, random }: HoldDesk): ByHandEntry {
  const at = clock();
  return {
    kind: "byHand",
    id: entryId(at, random()),
    at,
    source: deed.source,
    projectId: project,
    step,
    what: on,
    ...(on !== "project" && { job: on }),
    who: deed.who,
    reason: deed.reason,
  };
}

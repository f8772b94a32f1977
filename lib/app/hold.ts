import { StoreError } from "../core/errors.ts";
import {
  type Hold,
  heldProjectKey,
  heldProjectsKey,
  holdOfKeep,
  holdScope,
  holdText,
  readHeldProjects,
  readHold,
} from "../core/hold.ts";
import { type ByHandEntry, entryId } from "../core/journal.ts";
import { keptKey, keptProjectsScope, keptScope, readKeep } from "../core/keep.ts";
import type { Store, Write } from "../core/ports.ts";
import type { Task } from "../core/task.ts";
import { inFlight } from "./flights.ts";
import type { Reach } from "./reach.ts";
import { unstopped } from "./unstopped.ts";

/** Where a hold stands: on `job:ID`, `pipeline:ID` or `project`, in the project that has this number. */
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
  /**
   * The tasks of those in flight, as far as they are known, with those that ended just before; for a job also its delete
   * that was done already.
   */
  readonly deletes: readonly Task[];
}

/** What holding needs of the world. */
export type HoldDesk = Pick<Reach, "store" | "clock" | "random" | "giveWay">;

const mostTries = 6;

/**
 * Protects a job's artifacts, or those of all jobs of a pipeline or a project, from every delete that is not under way yet. The hold is
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

/** The keep of a job or of a pipeline, as the hold that it is; `undefined`: nothing keeps just that. */
export async function keepOn({ source, project, on }: HoldPlace, store: Store): Promise<Hold | undefined> {
  const text = await store.note(keptKey({ source, project, on }));
  return text === undefined ? undefined : holdOfKeep(readKeep(project, on, text));
}

/**
 * What protects artifacts in a source, or in one of its projects, read consistently: people's holds, and what is kept.
 *
 * @throws StoreError `corrupt` when it cannot be told which projects have some
 */
export async function holdsOf(store: Store, source: string, project?: number): Promise<Hold[]> {
  const projects = project === undefined ? await protectedProjects(store, source) : [project];
  const lists = await Promise.all(
    projects.map(async (id) => {
      const [held, kept] = await Promise.all([store.notes(holdScope(source, id)), store.notes(keptScope(source, id))]);
      return [
        ...held.map(({ key, value }) => readHold(id, key, value)),
        ...kept.map(({ key, value }) => holdOfKeep(readKeep(id, key, value))),
      ];
    }),
  );
  return lists.flat();
}

async function protectedProjects(store: Store, source: string): Promise<readonly number[]> {
  const held = readHeldProjects(await store.note(heldProjectsKey(source)));
  if (!held)
    throw new StoreError("corrupt", `the list of projects with holds of ${source} cannot be read: list one project`);
  const kept = await store.notes(keptProjectsScope(source));
  return [...new Set([...held, ...kept.map(({ key }) => Number(key))])];
}

/**
 * Enters the project in the list of those that have holds; a list that cannot be read must not keep anybody from holding.
 * What forbids to delete all of the project at once is written in any case.
 */
async function listing(store: Store, source: string, project: number): Promise<Write[]> {
  const [key, note] = [heldProjectKey(source, project), heldProjectsKey(source)];
  const [flag, seen] = await Promise.all([store.note(key), store.note(note)]);
  const projects = readHeldProjects(seen);
  return [
    ...(flag === undefined ? [{ note: key, value: "held", seen: flag }] : []),
    ...(projects && !projects.includes(project) ? [{ note, value: JSON.stringify([...projects, project]), seen }] : []),
  ];
}

/** Read after the hold was written: whatever was not counted by then fails on the hold. */
async function standing(hold: Hold, place: HoldPlace, store: Store): Promise<Standing> {
  const counted = await inFlight(place, store);
  const { deletes, uncounted } = await unstopped({ hold, place, counted }, store);
  const flying = counted + uncounted;
  return { hold, isAccepted: flying === 0, inFlight: flying, deletes };
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
    ...(on.startsWith("job:") && { job: on }),
    who: deed.who,
    reason: deed.reason,
  };
}

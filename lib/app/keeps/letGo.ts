import { StoreError } from "../../core/errors.ts";
import { type ByHandEntry, entryId } from "../../core/journal.ts";
import { type Keep, keptKey, readKeep } from "../../core/keep.ts";
import type { Write } from "../../core/ports.ts";
import type { HoldDeed, HoldDesk } from "../hold.ts";

const mostTries = 6;

/**
 * Lets go what was kept: the entry leaves the ledger, and the journal has who wanted it, why, and what it said; both or
 * neither. In GitLab nothing changes: the artifacts stay without an expiry date.
 *
 * @param deed `on` as `canBeKept` wants it
 * @returns the keep that stood there, or `undefined` when there was none
 * @throws StoreError when the tables cannot be read or written; asking again is safe
 */
export async function letGo(deed: HoldDeed, desk: HoldDesk): Promise<Keep | undefined> {
  const { source, project, on } = deed;
  const drop = keptKey({ source, project, on });
  for (let tries = 0; tries < mostTries; tries++) {
    const seen = await desk.store.note(drop);
    if (seen === undefined) return undefined;
    const keep = readKeep(project, on, seen);
    if (await isWritten(desk, [{ drop, seen }, { journal: entry(keep, deed, desk) }], tries)) return keep;
  }
  throw new StoreError("conflict", `the keep of ${on} of project ${project} changed ${mostTries} times meanwhile`);
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

function entry(keep: Keep, { source, who, reason }: HoldDeed, { clock, random }: HoldDesk): ByHandEntry {
  const at = clock();
  const { project, on, path } = keep;
  return {
    kind: "byHand",
    id: entryId(at, random()),
    at,
    source,
    projectId: project,
    ...(path !== undefined && { projectPath: path }),
    step: "letGo",
    what: on,
    ...(on.startsWith("job:") && { job: on }),
    who,
    reason,
  };
}

import { entryId, type OutageEntry } from "../../core/journal.ts";
import type { Outage } from "../../core/outage.ts";
import type { Store } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";
import { changeOutage } from "./change.ts";
import type { StoredOutage } from "./stored.ts";
import { closedText } from "./words.ts";

export interface EntryDesk {
  readonly clock: () => Instant;
  readonly random: () => string;
}

/** What closes an outage: why, and who where a person does. */
export interface Closing {
  readonly source: string;
  readonly why: string;
  readonly who?: string;
}

/** Closes an open outage and writes that down. @returns it as it is now; `undefined`: somebody else changed it meanwhile */
export async function closing(
  { outage, text }: StoredOutage,
  { source, why, who }: Closing,
  desk: EntryDesk & { readonly store: Pick<Store, "commit"> },
): Promise<Outage | undefined> {
  const { canary: _, ...others } = outage;
  const closed: Outage = { ...others, closedAt: desk.clock(), closedBy: why };
  const entry = outageEntry(closed, { source, step: "closed", reason: closedText(closed, why) }, desk);
  const journal = who === undefined ? entry : { ...entry, who };
  return (await changeOutage({ source, seen: text, outage: closed }, desk.store, journal)) ? closed : undefined;
}

export function outageEntry(
  { id, rule, failure, project, projectPath, parked }: Outage,
  { source, step, reason }: { readonly source: string; readonly step: OutageEntry["step"]; readonly reason: string },
  { clock, random }: EntryDesk,
): OutageEntry {
  const at = clock();
  return {
    kind: "outage",
    id: entryId(at, random()),
    at,
    source,
    ...(project !== undefined && { projectId: project }),
    ...(projectPath !== undefined && { projectPath }),
    step,
    outage: id,
    rule,
    failure,
    parked,
    reason,
  };
}

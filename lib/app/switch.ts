import { StoreError } from "../core/errors.ts";
import { entryId, type SwitchEntry } from "../core/journal.ts";
import type { Store, Write } from "../core/ports.ts";
import type { Clock, Instant } from "../core/time.ts";
import { activeRulebook } from "./rulebook.ts";
import { cureFor, readStops, stopsText, switchKey } from "./stops.ts";

/**
 * A worker's last look at the switch may be a second old when it calls, and a call that has no connection yet may take
 * three more to find one, so a stop holds for certain only this long after it was written.
 */
const certainMillis = 5_000;
const mostTries = 6;
const mostListed = 20;

/** What a person wants of the switch, and why. */
export interface Move extends Pick<SwitchEntry, "step" | "what" | "who" | "reason"> {
  readonly source: string;
}

export type Moved =
  /** All that is stopped from now on. After `effectiveAt` no call starts that is stopped. */
  | { readonly stops: readonly string[]; readonly effectiveAt: Instant }
  /** Nothing is called so, or nothing so called is stopped. */
  | { readonly unknown: string; readonly cure: string };

interface Desk {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: () => string;
  /** The verbs that tasks perform. */
  readonly verbs: readonly string[];
}

/** What is stopped now. */
export async function stopsOf(store: Store, source: string): Promise<readonly string[]> {
  return readStops(await store.note(switchKey(source)));
}

/**
 * Stops something or lets it go on, and writes down who wanted it and why, both or neither. What is stopped already may
 * be stopped again, by somebody else for another reason.
 *
 * @throws StoreError when the tables cannot be written; asking again is safe
 */
export async function moveSwitch(move: Move, desk: Desk): Promise<Moved> {
  const { step, what, source } = move;
  const cure = step === "stop" ? await cureOf(move, desk) : undefined;
  if (cure !== undefined) return { unknown: `nothing is called ${JSON.stringify(what)}`, cure };
  const note = switchKey(source);
  for (let tries = 0; tries < mostTries; tries++) {
    const seen = await desk.store.note(note);
    const before = readStops(seen);
    if (step === "resume" && !before.includes(what))
      return { unknown: `${JSON.stringify(what)} is not stopped`, cure: `Stopped are: ${listed(before)}.` };
    const stops = step === "stop" ? [...new Set([...before, what])] : before.filter((stop) => stop !== what);
    const value = stopsText(stops);
    // Also where nothing changes: what is acknowledged must be in force.
    const writes: Write[] = [{ note, value, seen }, { journal: entry(move, stops, desk) }];
    if ((await commit(desk.store, writes)) !== "written") continue;
    const now = desk.clock();
    return { stops, effectiveAt: step === "stop" ? now + certainMillis : now };
  }
  throw new StoreError("conflict", `the switch of ${source} changed ${mostTries} times meanwhile`);
}

/** A rulebook that cannot be used must not keep anybody from stopping its rules. */
async function cureOf({ what, source }: Move, { store, verbs }: Desk): Promise<string | undefined> {
  if (!what.startsWith("rule:")) return cureFor(what, { verbs, rules: [] });
  const rulebook = await activeRulebook(store, source).catch((error: unknown) => {
    if (error instanceof StoreError && error.code === "corrupt") return undefined;
    throw error;
  });
  return cureFor(what, { verbs, rules: rulebook?.rules.map(({ id }) => id) });
}

/** Another move of the switch at the same moment is given way to. */
async function commit(store: Store, writes: readonly Write[]) {
  try {
    return await store.commit(writes);
  } catch (error) {
    if (error instanceof StoreError && error.code === "conflict") return "conflict";
    throw error;
  }
}

function entry(move: Move, stops: readonly string[], { clock, random }: Desk): SwitchEntry {
  const at = clock();
  const [, project] = /^project:(\d+)$/.exec(move.what) ?? [];
  const projectId = project === undefined ? {} : { projectId: Number(project) };
  return { kind: "switch", id: entryId(at, random()), at, ...projectId, ...move, stops };
}

function listed(stops: readonly string[]): string {
  return stops.length === 0 ? "nothing" : stops.slice(0, mostListed).join(", ");
}

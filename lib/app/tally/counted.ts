import {
  coverageScope,
  cycleKey,
  projectPrefix,
  readCoverage,
  readCycle,
  readRollPage,
  rollPrefix,
} from "../../core/coverage.ts";
import type { Store } from "../../core/ports.ts";
import { type Listed, listScope, newestKey, readListed, readProjectTally } from "../../core/tally/doing.ts";
import type { ProjectTally } from "../../core/tally/projectTally.ts";
import type { Instant } from "../../core/time.ts";
import { inventoryName } from "../coverage/roll.ts";

type Desk = Pick<Store, "note" | "notes">;

/** Which projects were counted, and which were not. */
export interface Counted {
  /** All that are known: those of the newest inventory, and all that were counted. */
  readonly projects: number;
  /** Of those that were counted to the end. */
  readonly counted: number;
  /** What the count that is longest ago is as of. */
  readonly oldestAt?: Instant;
  /** Projects that are being counted now, those that were counted before too. */
  readonly underWay: number;
  /** Some of those that never were. */
  readonly missing: readonly string[];
  /** The newest inventory does not know all projects yet. */
  readonly isPlanning?: true;
  /** The active rules, whatever forecasts are by; 0: there are none. */
  readonly rulesVersion: number;
}

const mostMissing = 20;

/** What of a source's projects was counted, as far as is known here: GitLab is not asked. */
export async function countedOf(source: string, store: Desk & Pick<Store, "rulebook">): Promise<Counted> {
  const [listed, notes, cycleNote, rulebook] = await Promise.all([
    listOf(source, store),
    store.notes(coverageScope(source, inventoryName)),
    store.note(cycleKey(source, inventoryName)),
    store.rulebook(source),
  ]);
  const cycle = readCycle(cycleNote);
  const paths = new Map<number, string>([...listed].map(([id, { path }]) => [id, path]));
  let underWay = 0;
  for (const { key, value } of notes) {
    const page = key.startsWith(rollPrefix) ? readRollPage(value) : undefined;
    if (page && page.cycle === cycle?.cycle) for (const { id, path } of page.projects) paths.set(id, path ?? `${id}`);
    if (!key.startsWith(projectPrefix)) continue;
    const [id, coverage] = [Number(key.slice(projectPrefix.length)), readCoverage(value)];
    if (coverage?.running) underWay++;
    if (!paths.has(id)) paths.set(id, coverage?.path ?? String(id));
  }
  const missing = [...paths].flatMap(([id, path]) => (listed.has(id) ? [] : [path])).toSorted();
  const times = [...listed.values()].map(({ at }) => at);
  return {
    projects: paths.size,
    counted: listed.size,
    ...(times.length > 0 && { oldestAt: times.reduce((one, other) => Math.min(one, other)) }),
    underWay,
    missing: missing.slice(0, mostMissing),
    ...(cycle?.planning && { isPlanning: true }),
    rulesVersion: rulebook?.version ?? 0,
  };
}

/** The projects that were counted to the end, by their numbers, in their order. */
async function listOf(source: string, store: Pick<Store, "notes">): Promise<ReadonlyMap<number, Listed>> {
  const notes = await store.notes(listScope(source));
  const listed = notes.flatMap(({ key, value }) => {
    const entry = readListed(value);
    return entry ? [[Number(key), entry] as const] : [];
  });
  return new Map(listed.toSorted(([one], [other]) => one - other));
}

/** The number of a project that was counted, by its full path. */
export async function countedProject(path: string, source: string, store: Desk): Promise<number | undefined> {
  const wanted = path.toLowerCase();
  return [...(await listOf(source, store))].find(([, listed]) => listed.path.toLowerCase() === wanted)?.[0];
}

/** A project's newest complete tally. */
export async function newestTally(source: string, project: number, store: Pick<Store, "note">) {
  return readProjectTally(await store.note(newestKey(source, project)));
}

export interface TallyPage {
  readonly tallies: readonly ProjectTally[];
  /** The last project of the page; missing: there are no more. */
  readonly next?: number;
}

const mostBytes = 3_000_000;
const mostAtOnce = 10;

/** The newest complete tallies of the projects with higher numbers than `after`, by their numbers: fewer than `most` where they are large. */
export async function talliesAfter(
  source: string,
  { after, most }: { readonly after: number; readonly most: number },
  store: Desk,
): Promise<TallyPage> {
  const ids = [...(await listOf(source, store)).keys()].filter((id) => id > after);
  const tallies: ProjectTally[] = [];
  let [bytes, at] = [0, 0];
  while (at < Math.min(ids.length, most) && bytes < mostBytes) {
    const some = ids.slice(at, Math.min(at + mostAtOnce, most));
    const texts = await Promise.all(some.map((id) => store.note(newestKey(source, id))));
    for (const text of texts) {
      const tally = readProjectTally(text);
      if (tally) tallies.push(tally);
      bytes += text?.length ?? 0;
    }
    at += some.length;
  }
  const last = ids[at - 1];
  return { tallies, ...(at < ids.length && last !== undefined && { next: last }) };
}

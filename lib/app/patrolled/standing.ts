import { patrolBound, patrolIntervalSeconds } from "../../core/patrolBound.ts";
import type { PatrolStanding } from "../../core/patrolled.ts";
import type { Store } from "../../core/ports.ts";
import { usualPerMinute } from "../../core/throttleSizes.ts";
import type { Instant } from "../../core/time.ts";
import { type Book, openBook } from "./book.ts";
import type { Visited } from "./visited.ts";

const mostNamed = 5;
/** What is noted for later than that is a clock's error, and covers nothing. */
const aheadMillis = 120_000;
/** Of a project that was never visited: the jobs that get on, and those whose state lasts. */
const usualLists = 2;

/** How well the patrol covers a source, from what its runs noted. @throws StoreError */
export async function patrolStanding(
  source: string,
  { store, now }: { readonly store: Pick<Store, "notes">; readonly now: Instant },
): Promise<PatrolStanding> {
  const unwritten = { note: async () => undefined, putNote: async () => false };
  return standingOf(await openBook(source, { notes: (scope) => store.notes(scope), ...unwritten }), now);
}

/** The same, of notes at hand. */
export function standingOf(book: Pick<Book, "projects" | "round">, now: Instant): PatrolStanding {
  const { round } = book;
  const { seconds: boundSeconds, words: boundWords } = boundOf(book);
  const bound = { boundSeconds, boundWords, ...(round.ranAt !== undefined && { ranAt: round.ranAt }) };
  const nothing = { covered: 0, oldest: [], failing: [], ...bound };
  if (round.isOff) return { state: "off", words: ["no rule has anything to find"], ...nothing };
  if (round.ranAt === undefined && book.projects.size === 0)
    return { state: "never", words: ["it never ran"], ...nothing };
  const all = [...book.projects].map(([project, visited]) => ({ project, ...visited }));
  const isWithin = (at: Instant | undefined) =>
    at !== undefined && now - at <= boundSeconds * 1000 && at - now <= aheadMillis;
  const covered = all.filter(({ at }) => isWithin(at)).length;
  const rising = all.toSorted((one, other) => (one.at ?? -1) - (other.at ?? -1) || one.project - other.project);
  const failing = rising.filter(({ why }) => why !== undefined);
  const oldestAt = rising[0]?.at;
  // What GitLab refuses to show is told, but is no slip of ours.
  const late = rising.filter(({ at, added, refused }) => !refused && !isWithin(at ?? added));
  const { projects } = round;
  const lost = Math.max(0, (projects ?? 0) - all.length);
  const isListOld = !isWithin(round.listedAt ?? round.since ?? all[0]?.added ?? now);
  const isShut = all.length > 0 && all.every(({ refused }) => refused);
  const words = [
    coverageText({ covered, projects: projects ?? all.length, rising, now }),
    ...(projects === undefined ? ["the list of projects was not read to its end yet"] : []),
    ...(isListOld ? ["the list of projects is older than the bound"] : []),
    ...(lost > 0 ? [`${lost} are not known yet, or any more`] : []),
    ...(late.length > 0 ? [`${late.length} waited for longer than the bound`] : []),
    ...(failing.length > 0 ? [`${failing.length} could not be read`] : []),
    ...(isShut ? ["GitLab refuses to show any of them"] : []),
  ];
  return {
    state: late.length > 0 || isListOld || isShut ? "behind" : "ok",
    words,
    ...(projects !== undefined && { projects }),
    covered,
    ...(oldestAt !== undefined && { oldestAt }),
    oldest: rising
      .slice(0, mostNamed)
      .map(({ project, path, at }) => ({ project, path, ...(at !== undefined && { at }) })),
    failing: failing.map(({ project, path, why = "" }) => ({ project, path, reason: why })),
    ...bound,
  };
}

/** What the bound is of the projects as they are: each of the lists that the rules ask for, as long as they were. */
function boundOf({ projects, round }: Pick<Book, "projects" | "round">): ReturnType<typeof patrolBound> {
  const costs = [...projects.values()].map(({ cost }) => cost ?? usualLists);
  const mean = costs.reduce((all, cost) => all + cost, 0) / Math.max(1, costs.length);
  return patrolBound({
    projects: Math.max(round.projects ?? 0, projects.size),
    listsPerProject: mean,
    requestsPerMinute: round.perMinute ?? usualPerMinute,
    intervalSeconds: patrolIntervalSeconds,
  });
}

interface Coverage {
  readonly covered: number;
  readonly projects: number;
  readonly rising: readonly Visited[];
  readonly now: Instant;
}

/** E.g. `412 of 412 projects, oldest 6 min`. */
function coverageText({ covered, projects, rising, now }: Coverage): string {
  const never = rising.filter(({ at }) => at === undefined).length;
  const oldest = rising.find(({ at }) => at !== undefined)?.at;
  const parts = [
    `${covered} of ${projects} projects`,
    ...(never > 0 ? [`${never} never visited`] : []),
    ...(oldest !== undefined ? [`oldest ${Math.max(0, Math.round((now - oldest) / 60_000))} min`] : []),
  ];
  return parts.join(", ");
}

import type { Coverage, Cycle, Stretch } from "./coverage.ts";
import type { Instant } from "./time.ts";

/**
 * Why a project's sweep has not come to its end: `budget` ours, `limit` GitLab's, `error`, `stop` the switch, `attention` a
 * person must look, `overtaken` the cycle before still goes on there, `turn` nothing is in its way.
 */
type Hindrance = "budget" | "limit" | "error" | "stop" | "attention" | "overtaken" | "turn";

/** A project of a cycle, and what is known of it. */
export interface Part {
  readonly id: number;
  readonly path?: string;
  readonly coverage?: Coverage;
  /** How its task stands, where it is not through; missing where nobody looked. */
  readonly state?:
    | { readonly why: Hindrance; readonly reason: string; readonly task: string }
    /** It ended without going through: the project is gone, or not watched any more. */
    | { readonly leftOut: string };
}

/** What is open of a cycle in one project. */
interface OpenPart {
  readonly project: number;
  readonly path?: string;
  readonly why: Hindrance;
  readonly reason: string;
  readonly task: string;
}

/**
 * How a sweep stands over all of its projects. `green`: every page of every project was seen in this cycle; `underWay`:
 * nothing hinders it; `behind`: something does; `notBegun`: it has no cycle yet; `plans`: its rule
 * sweeps only by plans that people approve; `off`: nobody wants it now.
 */
export interface SweepStanding {
  /** A rule's id, or `:inventory`. */
  readonly sweep: string;
  readonly state: "green" | "underWay" | "behind" | "notBegun" | "plans" | "off";
  /** Why it is so, for people. */
  readonly words: readonly string[];
  readonly cycle?: string;
  readonly began?: Instant;
  readonly who?: string;
  /** GitLab's list of projects is not through: there are more. */
  readonly planning?: true;
  readonly projects: number;
  readonly through: number;
  readonly leftOut: number;
  readonly pages: number;
  /** Jobs that were read, and those that were known to have left nothing. */
  readonly jobs: number;
  readonly known: number;
  readonly requests: number;
  /** When the oldest complete sweep of a project came to its end, of those that have one. */
  readonly oldestEnded?: Instant;
  /** When the last project came to its end, of a green one. */
  readonly ended?: Instant;
  /** By the rate so far; missing where nobody can know. */
  readonly leftSeconds?: number;
  /** The first of them. */
  readonly open: readonly OpenPart[];
  readonly openCount: number;
}

const mostShown = 20;

/** A standing of which nothing has begun. */
export function idle(sweep: string, state: SweepStanding["state"], words: readonly string[]): SweepStanding {
  const none = { projects: 0, through: 0, leftOut: 0, pages: 0, jobs: 0, known: 0, requests: 0 };
  return { sweep, state, words, ...none, open: [], openCount: 0 };
}

/** Whether a project was gone through in a cycle: in it by name, or by a sweep of its own that began later. */
export function isThrough({ coverage }: Pick<Part, "coverage">, { cycle, began }: Cycle): boolean {
  const last = coverage?.last;
  return last !== undefined && (last.cycle === cycle || last.began >= began);
}

/**
 * How a cycle stands.
 *
 * @param missed the moment of a later cycle that should have begun and has not
 */
export function standingOf(
  sweep: string,
  cycle: Cycle,
  {
    parts,
    missed,
    now,
  }: { readonly parts: readonly Part[]; readonly missed?: string | undefined; readonly now: Instant },
): SweepStanding {
  const done = parts.filter((part) => isThrough(part, cycle));
  const leftOut = parts.filter((part) => part.state && "leftOut" in part.state && !isThrough(part, cycle)).length;
  const open = parts.flatMap((part) => (isThrough(part, cycle) ? [] : openPart(part)));
  const openCount = cycle.projects - done.length - leftOut;
  const seen = parts.flatMap((part) => seenOf(part, cycle) ?? []);
  const ends = parts.flatMap(({ coverage }) => coverage?.last?.ended ?? []);
  const isWhole = !cycle.planning && openCount === 0;
  const leftSeconds = isWhole ? undefined : estimate(parts, cycle, { seen, now });
  const standing = {
    sweep,
    cycle: cycle.cycle,
    began: cycle.began,
    ...(cycle.who !== undefined && { who: cycle.who }),
    ...(cycle.planning && { planning: true as const }),
    projects: cycle.projects,
    through: done.length,
    leftOut,
    ...sums(seen),
    ...(ends.length > 0 && { oldestEnded: Math.min(...ends) }),
    ...(isWhole && done.length > 0 && { ended: Math.max(...ends) }),
    ...(leftSeconds !== undefined && { leftSeconds }),
    open: open.slice(0, mostShown),
    openCount,
  };
  const words = wordsOf(standing, open, missed);
  const hindered = missed !== undefined || open.some(({ why }) => why !== "turn");
  return { ...standing, words, state: hindered ? "behind" : isWhole ? "green" : "underWay" };
}

function openPart({ id, path, state }: Part): OpenPart[] {
  if (!state || "leftOut" in state) return [];
  return [{ project: id, ...(path !== undefined && { path }), ...state }];
}

/** What the cycle has seen of a project so far. */
function seenOf(part: Part, cycle: Cycle): Stretch | undefined {
  if (isThrough(part, cycle)) return part.coverage?.last;
  const running = part.coverage?.running;
  return running?.cycle === cycle.cycle ? running : undefined;
}

function sums(seen: readonly Stretch[]) {
  const sum = (value: (one: Stretch) => number) => seen.reduce((all, one) => all + value(one), 0);
  return {
    pages: sum(({ pages }) => pages),
    jobs: sum(({ jobs }) => jobs),
    known: sum(({ known }) => known),
    requests: sum(({ requests }) => requests),
  };
}

/** As many jobs as each project had the last time, at the pace since the cycle began. */
function estimate(
  parts: readonly Part[],
  cycle: Cycle,
  { seen, now }: { readonly seen: readonly Stretch[]; readonly now: Instant },
): number | undefined {
  const waiting = parts.filter((part) => !isThrough(part, cycle));
  const expected = waiting.map(({ coverage }) => coverage?.last && coverage.last.jobs + coverage.last.known);
  if (cycle.planning || expected.some((jobs) => jobs === undefined)) return undefined;
  const { jobs, known } = sums(seen);
  const begun = sums(waiting.flatMap((part) => seenOf(part, cycle) ?? []));
  const all = expected.reduce((sum: number, one) => sum + (one ?? 0), 0);
  const left = Math.max(0, all - begun.jobs - begun.known);
  const perMilli = (jobs + known) / Math.max(1, now - cycle.began);
  return perMilli > 0 ? Math.ceil(left / perMilli / 1000) : undefined;
}

const hindranceWords: Readonly<Record<Exclude<Hindrance, "turn">, string>> = {
  budget: "without room in the rate budget",
  limit: "told by GitLab to wait",
  error: "held up by errors",
  stop: "stopped by the switch",
  attention: "waiting for a person",
  overtaken: "still in the cycle before",
};

function wordsOf(
  { through, projects, leftOut, planning, openCount }: Omit<SweepStanding, "state" | "words">,
  open: readonly OpenPart[],
  missed: string | undefined,
): string[] {
  const counts = Map.groupBy(open, ({ why }) => why);
  const hindered = [...counts].flatMap(([why, those]) =>
    why === "turn" ? [] : [`${those.length} ${hindranceWords[why]}`],
  );
  const rest = openCount - open.length;
  return [
    `${through} of ${projects}${planning ? " or more" : ""} projects through`,
    ...(leftOut > 0 ? [`${leftOut} left out: gone, or not watched any more`] : []),
    ...hindered,
    ...(rest > 0 ? [`${rest} not looked at one by one`] : []),
    ...(missed === undefined ? [] : [`the cycle of ${missed} has not begun: does tick run?`]),
  ];
}

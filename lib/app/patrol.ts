import { GitLabError, StoreError } from "../core/errors.ts";
import type { PatrolStanding } from "../core/patrolled.ts";
import { usualPerMinute } from "../core/throttleSizes.ts";
import { instantText } from "../core/time.ts";
import { foundKinds, isAboutJobs } from "./lists.ts";
import { type Book, openBook } from "./patrolled/book.ts";
import { readProjects } from "./patrolled/projectList.ts";
import { patrolStanding, standingOf } from "./patrolled/standing.ts";
import { waiting } from "./patrolled/visited.ts";
import { bridgeRulesOf, meetsAll, type Patrol, type Run, reasonOf, takeRules } from "./patrolRun.ts";
import { giveTurn } from "./patrolTurn.ts";
import type { WatchedSource } from "./worker.ts";

export type { Patrol } from "./patrolRun.ts";

/** What one run did. */
export interface Patrolled {
  /** Projects whose visit came to its end: what GitLab showed was taken, or nothing had changed. */
  readonly projects: number;
  readonly requests: number;
  readonly jobs: number;
  /** Tasks that were planned or told something. */
  readonly changed: number;
  /** `round`: every project had its turn; `paused`: the next run goes on; `failed`: it does so too, and the log says why. */
  readonly ended: "round" | "paused" | "failed";
}

const patienceSeconds = 60;
/** GitLab asks for an hour at most: more was noted by a clock that was wrong. */
const mostPatienceMillis = 3_600_000;
/** So many turns are noted at a time, so that a crash loses no more. */
const turnsBetweenNotes = 100;

/**
 * Asks GitLab what no hook told: reads the list of watched projects, gives each its turn, who was visited longest ago first,
 * and takes each job that it finds as if a hook had told of it. One run goes as far as its time and its share of the rate
 * budget allow; the next goes on from there, and begins a round of its own after it. Nothing is lost when a run breaks off:
 * what was not noted down is read once more.
 *
 * @returns what it did, or `undefined` when there was nothing to do or GitLab had asked for patience
 * @throws StoreError when the ledger or the rules cannot be read
 */
export async function patrol(source: WatchedSource, world: Patrol): Promise<Patrolled | undefined> {
  try {
    return await runOnce(source, world);
  } catch (error) {
    // Nobody knows what of this run was noted: what is in the ledger now is true.
    const standing = await patrolStanding(source.id, { store: world.store, now: world.clock() }).catch(() => undefined);
    if (standing) tellSlip(standing, { source, world });
    throw error;
  }
}

async function runOnce(source: WatchedSource, world: Patrol): Promise<Patrolled | undefined> {
  const book = await openBook(source.id, world.store);
  const { notBefore = 0, ...round } = book.round;
  const begun = world.clock();
  if (begun < notBefore && notBefore - begun <= mostPatienceMillis) {
    tellSlip(standingOf(book, begun), { source, world });
    return undefined;
  }
  const active = await world.rules.live(source.id);
  const isOn = [...active.ofKinds(foundKinds)].some(isAboutJobs);
  if (!isOn) return switchedOff(book);
  const reads = await world.reads(source.id);
  if (!reads) return undefined;
  const { isOff: _, ...known } = round;
  book.round = { since: begun, ...known, perMinute: world.requestsPerMinute?.(source.id) ?? usualPerMinute };
  const did = { projects: 0, requests: 0, jobs: 0, changed: 0 };
  const id = `patrol ${instantText(begun)}`;
  const run: Run = { source, world, reads, active, bridgeRules: bridgeRulesOf(active), id, did, book, sent: [] };
  const ended = await goOn(run);
  await world.throttle.noted();
  book.round = { ...book.round, ranAt: world.clock() };
  await book.flush();
  tell(run, ended);
  return { ...did, ended };
}

async function switchedOff(book: Book): Promise<undefined> {
  if (book.round.isOff) return;
  book.round = { isOff: true };
  await book.flush();
}

async function goOn(run: Run): Promise<Patrolled["ended"]> {
  const { book, source, world } = run;
  // What a note held that cannot be read is found again in the list of projects.
  if (!book.isWhole) book.round = newRound(book);
  try {
    // What came after its project's turn in a round that an earlier run began would wait for a whole interval more.
    const isResumed = book.round.began !== undefined;
    return (await goRound(run)) && (!isResumed || (await goRound(run))) ? "round" : "paused";
  } catch (error) {
    if (!(error instanceof GitLabError) && !(error instanceof StoreError)) throw error;
    world.log.error("patrol", { source: source.id, ...reasonOf(error) });
    if (error.code === "throttled" && error instanceof GitLabError)
      book.round = { ...book.round, notBefore: world.clock() + (error.retryAfterSeconds ?? patienceSeconds) * 1000 };
    return "failed";
  }
}

/** Gives every project its turn, from where the last run stopped. @returns whether all had it */
async function goRound(run: Run): Promise<boolean> {
  const { book, world } = run;
  const newest = [...book.projects.values()].reduce((latest, { turn = 0 }) => Math.max(latest, turn), 0);
  const { began = Math.max(world.clock(), newest + 1) } = book.round;
  book.round = { ...book.round, began };
  const isListed = await listed(run);
  if (isListed === "paused") return false;
  let turns = 0;
  for (const id of waiting(book.projects, began)) {
    await takeRules(run);
    if (!(await giveTurn(id, run))) return false;
    if (++turns % turnsBetweenNotes === 0) await book.flush();
  }
  book.round = newRound(book);
  if (isListed instanceof GitLabError) throw isListed;
  return true;
}

/** Reads the list of projects; where GitLab does not give it, the known ones have their turns all the same. */
async function listed(run: Run): Promise<true | "paused" | GitLabError> {
  try {
    return (await readProjects(run)) || "paused";
  } catch (error) {
    if (!(error instanceof GitLabError) || meetsAll(error)) throw error;
    return error;
  }
}

function newRound({ round }: Book): Book["round"] {
  const { began: _b, cursor: _c, after: _a, pages: _p, isListed: _l, ...known } = round;
  return known;
}

/** Tells what was done and how well the projects are covered; that it slips, once a run. */
function tell({ book, did, source, world }: Run, ended: Patrolled["ended"]): void {
  const standing = standingOf(book, world.clock());
  const { projects: visited, ...done } = did;
  world.log.info("patrol", { ...coverageOf(standing, { source, world }), visited, ...done, ended });
  tellSlip(standing, { source, world });
}

type Site = Pick<Run, "source" | "world">;

/** A run that could not even begin tells as well that the patrol slips, or that it never ran. */
function tellSlip(standing: PatrolStanding, site: Site): void {
  const { state, words } = standing;
  if (state !== "behind" && state !== "never") return;
  const advice = "What no hook told is found late: see docs/patrol.md for what makes the patrol faster.";
  site.world.log.error("patrol behind", { ...coverageOf(standing, site), words: words.join("; "), advice });
}

function coverageOf(standing: PatrolStanding, { source, world }: Site) {
  const { covered, oldestAt, boundSeconds, projects } = standing;
  const oldest = oldestAt !== undefined && { oldestSeconds: Math.round((world.clock() - oldestAt) / 1000) };
  return { source: source.id, ...(projects !== undefined && { projects }), covered, ...oldest, boundSeconds };
}

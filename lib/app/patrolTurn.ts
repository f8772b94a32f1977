import { isEnded } from "../core/job.ts";
import { fullListingSeconds, slowSeconds } from "../core/patrolBound.ts";
import type { Instant } from "../core/time.ts";
import { type JobList, listsOf, recentMillis, withOpen } from "./lists.ts";
import { missedIn, readBridges, wantsBridges } from "./patrolBridges.ts";
import { restsOnJobsAlone } from "./patrolled/rest.ts";
import type { Turn } from "./patrolled/turn.ts";
import type { Part, Visited } from "./patrolled/visited.ts";
import { mayAsk, meetsAll, type Run, reasonOf, take } from "./patrolRun.ts";

/** How a turn ended: `complete`, `cut` off after its pages, or `paused` for want of time or room. */
type Ended = "complete" | "cut" | "paused";

/** Of one list in one turn, so that no project keeps the others waiting: 2,000 jobs. */
const mostPages = 20;
/** Of where a list goes on: a note holds a hundred such, and GitLab's have about 400. */
const mostCursorCharacters = 1_000;
/** GitLab's clock and ours differ, and a replica may lag. */
const marginMillis = 120_000;

/**
 * Gives a project its turn, and notes it. What is wrong with one project does not stop the others: it is logged and noted,
 * and the next round tries again.
 *
 * @returns whether the turn is over; else the next run goes on with it
 */
export async function giveTurn(id: number, run: Run): Promise<boolean> {
  const { book, source, world } = run;
  const known = book.projects.get(id);
  if (!known) return true;
  const { part = { begun: world.clock(), isRecent: false, pages: -1 } } = known;
  const turn: Turn = { project: { id, path: known.path }, known, part, open: 0 };
  const now = Math.max(world.clock(), book.round.began ?? 0);
  try {
    const ended = await visit(turn, run);
    if (ended === "paused") return false;
    if (ended === "cut") book.put(id, { ...known, part: { ...turn.part, pages: 0 }, turn: now });
    return true;
  } catch (error) {
    if (meetsAll(error)) {
      keepPart(turn, run, "paused");
      throw error;
    }
    world.log.error("patrol", { source: source.id, project: id, path: known.path, ...reasonOf(error) });
    book.put(id, failed(known, error, now));
    return true;
  }
}

const refusals = ["forbidden", "notFound"];

function failed({ part: _p, calm: _c, refused: _r, ...known }: Visited, error: unknown, turn: Instant): Visited {
  const isRefused = error instanceof Error && "code" in error && refusals.includes(String(error.code));
  const why = reasonOf(error).reason.slice(0, 200);
  return { ...known, turn, why, ...(isRefused && { refused: true as const }) };
}

async function visit(turn: Turn, run: Run): Promise<Ended> {
  const { project, known } = turn;
  const { active, did, world } = run;
  const lists = listsOf(project, { rules: active.rules, actions: world.actions });
  const hasNothing = lists.length === 0 && !wantsBridges(project, run);
  if (hasNothing) return complete(turn, run, { listed: turn.part.begun, version: active.version, cost: 0 });
  const asked = !mustList(turn, run) && (await changed(turn, run));
  if (asked === "paused") return asked;
  if (asked === "nothing") return complete(turn, run, known);
  const before = { ...did };
  const mayRest = lists.length === 2;
  for (const list of mayRest ? withOpen(lists) : lists) {
    const ended = await readList(turn, list, run);
    if (ended !== "complete") return keepPart(turn, run, ended);
  }
  if (!(await readBridges(turn, run))) return keepPart(turn, run, "paused");
  // What was not taken is not covered, and is looked for in the next round.
  if (turn.part.missed !== undefined) throw new Error(turn.part.missed);
  const listed = { listed: turn.part.begun, version: active.version, cost: did.requests - before.requests };
  const isQuiet = turn.open === 0 && did.changed === before.changed && known.part === undefined && asked === false;
  const isSteady = did.jobs === before.jobs || restsOnJobsAlone(active, project);
  const isOften = turn.part.begun - (known.at ?? 0) < slowSeconds * 1000;
  const isCalm = mayRest && isOften && isQuiet && isSteady && (await hasNoChildren(turn, run));
  return complete(turn, run, { ...listed, ...(isCalm && { calm: true }) });
}

/** What could not be learnt by asking for pipelines that changed: see docs/patrol.md. */
function mustList({ known, part, project }: Turn, { active, world }: Run): boolean {
  const { at = 0, calm, version, listed = 0 } = known;
  const now = world.clock();
  // Not all in the same round: an hour, but for up to 19 minutes.
  const fullMillis = (fullListingSeconds - (project.id % 20) * 60) * 1000;
  // Since a moment that is still to come nothing has changed, whatever has.
  const isOld = now - listed >= fullMillis || Math.max(at, listed) > now;
  return part.pages >= 0 || calm !== true || version !== active.version || isOld;
}

async function changed({ project, known }: Turn, run: Run): Promise<"nothing" | "something" | "paused"> {
  if (!(await mayAsk(run))) return "paused";
  run.did.requests++;
  const since = (known.at ?? 0) - marginMillis;
  const pipelines = await run.reads.changedPipelines(project.id, since, { most: 1 });
  return pipelines.length > 0 ? "something" : "nothing";
}

/** Whether no child pipeline did anything in the last 24 hours: what happens in one later changes no pipeline in the list. */
async function hasNoChildren({ project }: Turn, run: Run): Promise<boolean> {
  if (!(await mayAsk(run))) return false;
  run.did.requests++;
  const since = run.world.clock() - recentMillis;
  return (await run.reads.changedPipelines(project.id, since, { children: true, most: 1 })).length === 0;
}

function complete(
  { project, known, part }: Turn,
  { book, did, world }: Run,
  { listed, version, cost, calm }: Pick<Visited, "listed" | "version" | "cost" | "calm">,
): "complete" {
  const { path, added } = known;
  did.projects++;
  book.put(project.id, {
    ...{ path, added, at: part.begun, turn: Math.max(world.clock(), book.round.began ?? 0) },
    ...(listed !== undefined && { listed }),
    ...(version !== undefined && { version }),
    ...(cost !== undefined && { cost }),
    ...(calm && { calm }),
  });
  return "complete";
}

/** The next run, or the next turn, goes on there. */
function keepPart({ project, known, part }: Turn, { book }: Run, ended: Ended): Ended {
  if (part.pages >= 0 || part.bridges !== undefined) book.put(project.id, { ...known, part });
  return ended;
}

/** Takes the jobs of a list, page by page. */
async function readList(turn: Turn, list: JobList, run: Run): Promise<Ended> {
  const { statuses, isRecent } = list;
  const { did, reads, world } = run;
  const { project } = turn;
  const floor = isRecent ? world.clock() - recentMillis : Number.NEGATIVE_INFINITY;
  for (let { pages, cursor, isRead } = startOf(turn.part, list); !isRead; ) {
    if (pages >= mostPages) return "cut";
    if (!(await mayAsk(run))) return "paused";
    did.requests++;
    const page = await reads.jobsPage(project.id, cursor, statuses);
    const jobs = page.items.filter(({ createdAt = floor }) => createdAt >= floor);
    const missed = missedIn(turn.part, await Promise.all(jobs.map((job) => take({ project, job }, run))));
    turn.open += jobs.filter(({ status }) => !isEnded(status) && status !== "manual").length;
    pages++;
    // Newer jobs have higher ids: behind one that is too old there are only older ones.
    cursor = jobs.length === page.items.length ? page.next : undefined;
    if (cursor && cursor.length > mostCursorCharacters)
      throw new Error("where its list goes on is too long to be noted");
    isRead = cursor === undefined;
    turn.part = { begun: turn.part.begun, isRecent, pages, ...(cursor !== undefined && { cursor }), ...missed };
  }
  return "complete";
}

/** How much of a list was read before. Of a project's lists the one of recent jobs comes last. */
function startOf(part: Part, { isRecent }: JobList) {
  if (part.pages < 0 || part.isRecent !== isRecent)
    return { pages: 0, cursor: undefined, isRead: part.pages >= 0 && part.isRecent };
  return { pages: part.pages, cursor: part.cursor, isRead: part.cursor === undefined };
}

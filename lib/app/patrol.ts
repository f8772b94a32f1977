import { GitLabError, StoreError } from "../core/errors.ts";
import type { Project } from "../core/event.ts";
import { joinKey } from "../core/key.ts";
import { instantText } from "../core/time.ts";
import { projectsCheck } from "../rules/projects.ts";
import { forBridges } from "./bridges.ts";
import { foundKinds, isAboutJobs, type JobList, listsOf, recentMillis } from "./lists.ts";
import { readBridges } from "./patrolBridges.ts";
import { contained, mayAsk, type Patrol, type Run, reasonOf, take } from "./patrolRun.ts";
import { type Place, readPlace } from "./place.ts";
import type { WatchedSource } from "./worker.ts";

export type { Patrol } from "./patrolRun.ts";

/** What one run did. */
export interface Patrolled {
  /** Projects whose lists were read to their end. */
  readonly projects: number;
  readonly requests: number;
  readonly jobs: number;
  /** Tasks that were planned or told something. */
  readonly changed: number;
  /** `round`: every project had its turn; `paused`: the next run goes on; `failed`: it does so too, and the log says why. */
  readonly ended: "round" | "paused" | "failed";
}

/** Of one list in one round, so that no project keeps the others waiting: 2,000 jobs. */
const mostPages = 20;
const patienceSeconds = 60;

/**
 * Asks GitLab what no hook told: goes through the watched projects, lists what the rules may want, and takes each job as
 * if a hook had told of it. One run goes as far as its requests and its time allow; the next goes on from there, and begins
 * a round of its own after it. Nothing is lost when a run breaks off: what was not noted down is read once more.
 *
 * @returns what it did, or `undefined` when there was nothing to do or GitLab had asked for patience
 * @throws StoreError when the ledger or the rules cannot be read
 */
export async function patrol(source: WatchedSource, world: Patrol): Promise<Patrolled | undefined> {
  const key = { scope: `patrol#${joinKey(source.id)}`, key: "place" };
  const before = await world.store.note(key);
  const { notBefore = 0, ...place } = readPlace(before);
  const begun = world.clock();
  if (begun < notBefore) return undefined;
  const active = await world.rules.live(source.id);
  const reads = [...active.ofKinds(foundKinds)].some(isAboutJobs) ? await world.reads(source.id) : undefined;
  if (!reads) return undefined;
  const did = { projects: 0, requests: 0, jobs: 0, changed: 0 };
  const run: Run = {
    source,
    world,
    reads,
    active,
    bridgeRules: [...forBridges(active).ofKinds(foundKinds)].filter(isAboutJobs),
    id: `patrol ${instantText(begun)}`,
    did,
    place,
  };
  const ended = await goOn(run);
  await world.throttle.noted();
  const after = JSON.stringify(run.place);
  if (after !== (before ?? "{}")) await world.store.putNote(key, after, before);
  world.log.info("patrol", { source: source.id, ...did, ended });
  return { ...did, ended };
}

async function goOn(run: Run): Promise<Patrolled["ended"]> {
  const { source, world } = run;
  try {
    // What came after its project's turn in a round that an earlier run began would wait for a whole interval more.
    const isResumed = Object.keys(run.place).length > 0;
    return (await round(run)) && (!isResumed || (await round(run))) ? "round" : "paused";
  } catch (error) {
    if (!(error instanceof GitLabError) && !(error instanceof StoreError)) throw error;
    world.log.error("patrol", { source: source.id, ...reasonOf(error) });
    if (error.code === "throttled" && error instanceof GitLabError)
      run.place = { ...run.place, notBefore: world.clock() + (error.retryAfterSeconds ?? patienceSeconds) * 1000 };
    // A place that GitLab does not know any more would be refused for ever.
    if (error.code === "oddAnswer" || error.code === "badRequest") run.place = {};
    return "failed";
  }
}

/** Goes through the projects from where the last run stopped. @returns whether it came to the end */
async function round(run: Run): Promise<boolean> {
  const isWatched = projectsCheck(run.source.projects);
  for (;;) {
    if (!(await mayAsk(run))) return false;
    run.did.requests++;
    const { items, next } = await run.reads.projectsPage(run.place.page);
    for (const project of items) {
      if (project.id <= (run.place.after ?? 0) || isWatched(project).answer !== "yes") continue;
      if (!(await visit(project, run))) return false;
      const { within: _, bridges: __, ...place } = run.place;
      run.place = { ...place, after: project.id };
    }
    if (next === undefined) break;
    run.place = { page: next };
  }
  run.place = {};
  return true;
}

/** A project's turn; what is wrong with one project does not stop the others. @returns whether it is over */
async function visit(project: Required<Project>, run: Run): Promise<boolean> {
  const { active, world } = run;
  let isOver = true;
  await contained(run, { project: project.id }, async () => {
    for (const list of listsOf(project, { rules: active.rules, actions: world.actions })) {
      isOver = await readList(project, list, run);
      if (!isOver) return;
    }
    isOver = await readBridges(project, run);
    if (isOver) run.did.projects++;
  });
  return isOver;
}

/** Takes the jobs of a list, page by page. @returns whether it came to the end */
async function readList(project: Required<Project>, list: JobList, run: Run): Promise<boolean> {
  const { statuses, isRecent } = list;
  const { did, reads, world } = run;
  const floor = isRecent ? world.clock() - recentMillis : Number.NEGATIVE_INFINITY;
  const from = startOf(project, list, run.place);
  for (let { pages, cursor, isRead } = from; !isRead; ) {
    if (!(await mayAsk(run))) return false;
    did.requests++;
    const page = await reads.jobsPage(project.id, cursor, statuses);
    const jobs = page.items.filter(({ createdAt = floor }) => createdAt >= floor);
    await Promise.all(jobs.map((job) => take({ project, job }, run)));
    pages++;
    // Newer jobs have higher ids: behind one that is too old there are only older ones.
    cursor = jobs.length === page.items.length && pages < mostPages ? page.next : undefined;
    isRead = cursor === undefined;
    run.place = {
      ...run.place,
      within: { project: project.id, isRecent, pages, ...(cursor !== undefined && { cursor }) },
    };
  }
  return true;
}

/** How much of a list the last run has read. Of a project's lists the one of recent jobs comes last. */
function startOf(project: Project, { isRecent }: JobList, { within }: Place) {
  const known = within?.project === project.id ? within : undefined;
  if (known?.isRecent !== isRecent) return { pages: 0, cursor: undefined, isRead: known?.isRecent === true };
  return { pages: known.pages, cursor: known.cursor, isRead: known.cursor === undefined };
}

import { GitLabError, StoreError } from "../core/errors.ts";
import type { Project } from "../core/event.ts";
import type { Job } from "../core/job.ts";
import { joinKey } from "../core/key.ts";
import type { GitLabReads } from "../core/ports.ts";
import { instantText } from "../core/time.ts";
import { projectsCheck } from "../rules/projects.ts";
import { isAboutJobs, type JobList, listsOf } from "./lists.ts";
import { type Place, readPlace } from "./place.ts";
import type { Reach } from "./reach.ts";
import { receiveFinding } from "./receive.ts";
import type { ActiveRules } from "./rules.ts";
import { patrolPage } from "./throttleNeeds.ts";
import type { WatchedSource, Worker } from "./worker.ts";

/** What the patrol needs of the world: of GitLab it can only read. */
export interface Patrol extends Omit<Reach, "record">, Pick<Worker, "callTimeoutSeconds" | "log" | "throttle"> {
  /** The looks at a source; `undefined` for a source that is not configured any more. */
  readonly reads: (source: string) => Promise<GitLabReads | undefined>;
  /** How long this run may still take. */
  readonly remainingMillis: () => number;
  /** How many requests one run may send to a source: its share of the rate that GitLab allows. */
  readonly mostRequests: number;
}

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

interface Run {
  readonly source: WatchedSource;
  readonly world: Patrol;
  readonly reads: GitLabReads;
  readonly active: ActiveRules;
  /** What findings of this run are known by. */
  readonly id: string;
  readonly did: { projects: number; requests: number; jobs: number; changed: number };
  place: Place;
}

/** Of the jobs whose state lasts, those that were created longer ago are left alone: nobody waits for them any more. */
const recentMillis = 24 * 3_600_000;
/** Of one list in one round, so that no project keeps the others waiting: 2,000 jobs. */
const mostPages = 20;
const spareMillis = 5_000;
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
  const reads = active.rules.some(isAboutJobs) ? await world.reads(source.id) : undefined;
  if (!reads) return undefined;
  const did = { projects: 0, requests: 0, jobs: 0, changed: 0 };
  const run: Run = { source, world, reads, active, id: `patrol ${instantText(begun)}`, did, place };
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
      const { within: _, ...place } = run.place;
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
    run.did.projects++;
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
    await Promise.all(jobs.map((job) => take(project, job, run)));
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

async function take(project: Required<Project>, job: Job, run: Run): Promise<void> {
  const { active, did, id, source, world } = run;
  await contained(run, { project: project.id, job: job.id }, async () => {
    const event = { kind: "job" as const, id, source: source.id, receivedAt: world.clock(), project, job };
    did.changed += (await receiveFinding(event, active, world)).changed;
    did.jobs++;
  });
}

/** Does something to one project or one job; its errors are logged, but for those that would meet all the others too. */
async function contained(run: Run, about: { project: number; job?: number }, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (meetsAll(error)) throw error;
    run.world.log.error("patrol", { source: run.source.id, ...about, ...reasonOf(error) });
  }
}

const codesThatMeetAll = ["throttled", "unavailable", "unauthorized", "refusedConnection", "redirected"];

function meetsAll(error: unknown): boolean {
  return (error instanceof GitLabError || error instanceof StoreError) && codesThatMeetAll.includes(error.code);
}

function reasonOf(error: unknown): { message: string; advice?: string } {
  if (error instanceof GitLabError) return { message: error.message, advice: error.advice };
  return { message: error instanceof Error ? error.message : String(error) };
}

/** Whether there is time, and room in the rate budget, for one more request. */
async function mayAsk({ did, source, world }: Run): Promise<boolean> {
  const moreMillis = world.remainingMillis() - world.callTimeoutSeconds * 1000 - spareMillis;
  if (did.requests >= world.mostRequests || moreMillis <= 0) return false;
  return !("closedUntil" in (await world.throttle.take(patrolPage(source.id), world.clock() + moreMillis)));
}

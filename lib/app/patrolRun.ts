import { GitLabError, StoreError } from "../core/errors.ts";
import type { Project } from "../core/event.ts";
import type { GitLabReads } from "../core/gitlab.ts";
import type { Job } from "../core/job.ts";
import { mostListsPerMinute } from "../core/patrolBound.ts";
import { saidBy } from "../core/redact.ts";
import type { CompiledRule } from "../rules/compile.ts";
import { forBridges } from "./bridges.ts";
import { foundKinds, isAboutJobs } from "./lists.ts";
import type { Book } from "./patrolled/book.ts";
import type { Reach } from "./reach.ts";
import { receiveFinding } from "./receive.ts";
import type { ActiveRules } from "./rules.ts";
import { patrolPage } from "./throttleNeeds.ts";
import type { WatchedSource, Worker } from "./worker.ts";

/** What the patrol needs of the world: of GitLab it can only read. */
export interface Patrol
  extends Omit<Reach, "record">,
    Pick<Worker, "callTimeoutSeconds" | "log" | "throttle" | "pause"> {
  /** The looks at a source; `undefined` for a source that is not configured any more. */
  readonly reads: (source: string) => Promise<GitLabReads | undefined>;
  /** How long this run may still take. */
  readonly remainingMillis: () => number;
  /** How many requests one run may send to a source at most; its lane of the rate budget may end it before. */
  readonly mostRequests: number;
  /** The rate budget of a source's token, for the stated bound; missing: the usual one. */
  readonly requestsPerMinute?: (source: string) => number | undefined;
}

/** One run of the patrol: what it has to do with, and how far it has come. */
export interface Run {
  readonly source: WatchedSource;
  readonly world: Patrol;
  readonly reads: GitLabReads;
  /** As they were at most 10 s before the project's turn began. */
  active: ActiveRules;
  /** Of these the ones that ask for trigger jobs. */
  bridgeRules: readonly CompiledRule[];
  /** What findings of this run are known by. */
  readonly id: string;
  readonly did: { projects: number; requests: number; jobs: number; changed: number };
  readonly book: Book;
  /** When its last requests were sent. */
  readonly sent: number[];
}

const spareMillis = 5_000;
const minuteMillis = 60_000;

/** What the rules are now: a run takes minutes, and who applies rules does not wait for its end. @throws StoreError */
export async function takeRules(run: Run): Promise<void> {
  const active = await run.world.rules.recent(run.source.id);
  if (active === run.active) return;
  run.active = active;
  run.bridgeRules = bridgeRulesOf(active);
}

export function bridgeRulesOf(active: ActiveRules): readonly CompiledRule[] {
  return [...forBridges(active).ofKinds(foundKinds)].filter(isAboutJobs);
}

/**
 * Takes a job that was found as if a hook had told of it; what is wrong with one job does not stop the others.
 *
 * @returns why it could not be taken
 */
export async function take(
  { project, job }: { project: Required<Project>; job: Job },
  run: Run,
  active: ActiveRules = run.active,
): Promise<string | undefined> {
  const { did, id, source, world } = run;
  try {
    const event = { kind: "job" as const, id, source: source.id, receivedAt: world.clock(), project, job };
    did.changed += (await receiveFinding(event, active, world)).changed;
    did.jobs++;
    return undefined;
  } catch (error) {
    if (meetsAll(error)) throw error;
    const why = reasonOf(error);
    world.log.error("patrol", { source: source.id, project: project.id, job: job.id, ...why });
    return `job ${job.id}: ${why.reason}`.slice(0, 200);
  }
}

const codesThatMeetAll = ["throttled", "unavailable", "unauthorized", "refusedConnection", "redirected"];

/** Whether an error would meet all the other projects and jobs too. */
export function meetsAll(error: unknown): boolean {
  return (error instanceof GitLabError || error instanceof StoreError) && codesThatMeetAll.includes(error.code);
}

/** An error, for people. */
export function reasonOf(error: unknown): { reason: string; advice?: string } {
  return { reason: saidBy(error), ...(error instanceof GitLabError && { advice: error.advice }) };
}

/**
 * Whether there is time, and room in the rate budget, for one more request. Where there is none but will be, it waits for
 * it; so it keeps below half of what GitLab allows, too.
 */
export async function mayAsk(run: Run): Promise<boolean> {
  const { did, source, world } = run;
  for (let waited = 0; ; ) {
    const left = world.remainingMillis() - world.callTimeoutSeconds * 1000 - spareMillis;
    // A clock that stands still must not make anybody wait for ever.
    if (did.requests >= world.mostRequests || left <= waited) return false;
    const now = world.clock();
    const paced = pacedUntil(run, now);
    const room = paced > now ? undefined : await world.throttle.take(patrolPage(source.id), now + left);
    if (room && !("closedUntil" in room)) {
      run.sent.push(now);
      return true;
    }
    const millis = Math.max(100, (room?.closedUntil ?? paced) - world.clock());
    if (!world.pause || millis >= left) return false;
    await world.pause(millis);
    if (world.clock() <= now) waited += millis;
  }
}

/** When one request more is not too many for a minute. */
function pacedUntil({ sent, world }: Run, now: number): number {
  if (!world.pause) return now;
  while (sent.length > mostListsPerMinute) sent.shift();
  const first = sent.length < mostListsPerMinute ? undefined : sent[0];
  return first === undefined ? now : first + minuteMillis;
}

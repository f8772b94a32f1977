import { GitLabError, StoreError } from "../core/errors.ts";
import type { Project } from "../core/event.ts";
import type { GitLabReads } from "../core/gitlab.ts";
import type { Job } from "../core/job.ts";
import type { CompiledRule } from "../rules/compile.ts";
import type { Place } from "./place.ts";
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

/** One run of the patrol: what it has to do with, and how far it has come. */
export interface Run {
  readonly source: WatchedSource;
  readonly world: Patrol;
  readonly reads: GitLabReads;
  readonly active: ActiveRules;
  /** Of these the ones that ask for trigger jobs. */
  readonly bridgeRules: readonly CompiledRule[];
  /** What findings of this run are known by. */
  readonly id: string;
  readonly did: { projects: number; requests: number; jobs: number; changed: number };
  place: Place;
}

const spareMillis = 5_000;

/** Takes a job that was found as if a hook had told of it. */
export async function take(
  { project, job }: { project: Required<Project>; job: Job },
  run: Run,
  active: ActiveRules = run.active,
): Promise<void> {
  const { did, id, source, world } = run;
  await contained(run, { project: project.id, job: job.id }, async () => {
    const event = { kind: "job" as const, id, source: source.id, receivedAt: world.clock(), project, job };
    did.changed += (await receiveFinding(event, active, world)).changed;
    did.jobs++;
  });
}

/** Does something to one project or one job; its errors are logged, but for those that would meet all the others too. */
export async function contained(
  run: Run,
  about: { project: number; job?: number },
  work: () => Promise<void>,
): Promise<void> {
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

/** An error, for people. */
export function reasonOf(error: unknown): { message: string; advice?: string } {
  if (error instanceof GitLabError) return { message: error.message, advice: error.advice };
  return { message: error instanceof Error ? error.message : String(error) };
}

/** Whether there is time, and room in the rate budget, for one more request. */
export async function mayAsk({ did, source, world }: Run): Promise<boolean> {
  const moreMillis = world.remainingMillis() - world.callTimeoutSeconds * 1000 - spareMillis;
  if (did.requests >= world.mostRequests || moreMillis <= 0) return false;
  return !("closedUntil" in (await world.throttle.take(patrolPage(source.id), world.clock() + moreMillis)));
}

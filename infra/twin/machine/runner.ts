import type { Job, Pipeline } from "../state/graph.ts";
import { latestJobs } from "../state/job.ts";
import { type JobStatus, type Runner, unfinished } from "../state/jobParts.ts";
import { logHead } from "../state/log.ts";
import { serves, takes } from "../state/runner.ts";
import type { World } from "../state/world.ts";
import { dropJob } from "./drop.ts";
import { type Leavings, leave } from "./leavings.ts";
import { moveJob } from "./move.ts";
import { proceed } from "./proceed.ts";
import { cancel } from "./verbs.ts";

// The runner's hand. Each step throws, in words, where GitLab would not let a runner do it.

/** A runner picks up a pending job. @throws Error when the job is not pending */
export function runJob(world: World, job: Job): void {
  expect(job, "run", ["pending"]);
  job.runner = runnerFor(world, job);
  job.log = logHead(world, job);
  moveJob(world, job, "running");
  proceed(world, job.pipeline);
}

/** One that would take it; else the first of all, as a hand may make anything run. */
function runnerFor({ runners, runner }: World, { tags, pipeline }: Job): Runner {
  return runners.find((one) => serves(one, pipeline.project.id) && takes(one, tags)) ?? runner;
}

/** What a job leaves, and instead of the log that its runner would write, another text. */
export interface Leaves {
  readonly artifacts?: Leavings | undefined;
  readonly log?: string | undefined;
}

/** @throws Error when the job does not run; a pending one is picked up first */
export function succeedJob(world: World, job: Job, leaves: Leaves = {}): void {
  if (job.status === "pending") runJob(world, job);
  expect(job, "succeed", ["running", "canceling"]);
  leave(world, job, { ...leaves, isCanceled: job.status === "canceling" });
  moveJob(world, job, job.status === "canceling" ? "canceled" : "success");
  proceed(world, job.pipeline);
}

export interface Failure extends Leaves {
  readonly reason: string;
  /** What the script ended with. */
  readonly exitCode?: number | undefined;
}

/** Also for jobs that GitLab itself drops, such as a stuck pending one. @throws Error when the job has ended */
export function failJob(world: World, job: Job, { reason, exitCode, log, artifacts = { files: [] } }: Failure): void {
  expect(job, "fail", [...unfinished, "canceling", "manual", "scheduled"]);
  const isCanceled = job.status === "canceling";
  if (job.startedAt !== null)
    leave(world, job, { artifacts, log, ...(isCanceled ? { isCanceled } : { reason, exitCode }) });
  if (isCanceled) {
    moveJob(world, job, "canceled");
    proceed(world, job.pipeline);
  } else {
    dropJob(world, job, { reason, exitCode });
  }
}

/** What its script writes meanwhile. @throws Error when it does not run */
export function writeLog(job: Job, text: string): void {
  expect(job, "write", ["running", "canceling"]);
  job.log += text;
  job.silentSince = null;
}

/** Its runner says nothing more, though it may be online: it is lost. @throws Error when it does not run */
export function silenceJob(world: World, job: Job): void {
  expect(job, "fall silent", ["running", "canceling"]);
  job.silentSince ??= world.clock();
}

/** What its environment needs is made. @throws Error when it is not preparing */
export function prepareJob(world: World, job: Job): void {
  expect(job, "be prepared", ["preparing"]);
  toPending(world, job);
}

/** It waits for something outside of GitLab. @throws Error when it does not wait for a runner */
export function awaitCallback(world: World, job: Job): void {
  expect(job, "wait for a callback", ["pending", "preparing"]);
  moveJob(world, job, "waiting_for_callback");
  proceed(world, job.pipeline);
}

/** What it waited for has come. @throws Error when it did not wait */
export function callBack(world: World, job: Job): void {
  expect(job, "be called back", ["waiting_for_callback"]);
  toPending(world, job);
}

function toPending(world: World, job: Job): void {
  moveJob(world, job, "pending");
  proceed(world, job.pipeline);
}

/** The runner has stopped a job that was being cancelled. @throws Error when it was not */
export function stopJob(world: World, job: Job): void {
  expect(job, "stop", ["canceling"]);
  leave(world, job, { artifacts: { files: [] }, isCanceled: true });
  moveJob(world, job, "canceled");
  proceed(world, job.pipeline);
}

/** Nobody's runner and nobody's wish: GitLab itself stops it. @throws Error when there is nothing to cancel */
export function cancelJob(world: World, job: Job): void {
  expect(job, "be canceled", [...unfinished, "scheduled"]);
  cancel(world, job);
}

/** Runs everything that can run without a person, in the pipelines below it too, and succeeds. */
export function finishPipeline(world: World, pipeline: Pipeline): void {
  for (;;) {
    const job = findRunnable(pipeline);
    if (!job) return;
    succeedJob(world, job);
  }
}

function findRunnable(pipeline: Pipeline): Job | undefined {
  const own = latestJobs(pipeline).find(({ status }) => status === "pending" || status === "running");
  if (own) return own;
  for (const { downstream } of pipeline.bridges) {
    const below = downstream && findRunnable(downstream);
    if (below) return below;
  }
  return undefined;
}

function expect(job: Job, deed: string, statuses: readonly JobStatus[]): void {
  if (statuses.includes(job.status)) return;
  throw new Error(`job ${job.id} is ${job.status}: only a job that is ${statuses.join(" or ")} can ${deed}`);
}

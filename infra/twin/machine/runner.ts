import type { Job, Pipeline } from "../state/graph.ts";
import { latestJobs } from "../state/job.ts";
import type { JobFile, JobStatus } from "../state/jobParts.ts";
import type { World } from "../state/world.ts";
import { moveJob } from "./move.ts";
import { proceed } from "./proceed.ts";
import { cancel } from "./verbs.ts";

/** What a job leaves behind when it ends. */
export interface Leavings {
  /** Files beside the log; default: an archive and its metadata. */
  readonly files?: readonly { readonly type: string; readonly sizeBytes: number; readonly filename?: string }[];
  /** Counted from now; `null`: they stay. Default: 30 days. */
  readonly expireInSeconds?: number | null;
}

const defaultExpirySeconds = 30 * 86_400;

// The runner's hand. Each step throws, in words, where GitLab would not let a runner do it.

/** A runner picks up a pending job. @throws Error when the job is not pending */
export function runJob(world: World, job: Job): void {
  expect(job, "run", ["pending"]);
  job.runner = world.runner;
  moveJob(world, job, "running");
  proceed(world, job.pipeline);
}

/** @throws Error when the job does not run; a pending one is picked up first */
export function succeedJob(world: World, job: Job, artifacts?: Leavings): void {
  if (job.status === "pending") runJob(world, job);
  expect(job, "succeed", ["running", "canceling"]);
  leave(world, job, artifacts);
  moveJob(world, job, job.status === "canceling" ? "canceled" : "success");
  proceed(world, job.pipeline);
}

/** Also for jobs that GitLab itself drops, such as a stuck pending one. @throws Error when the job has ended */
export function failJob(
  world: World,
  job: Job,
  { reason, artifacts }: { reason: string; artifacts?: Leavings | undefined },
): void {
  expect(job, "fail", ["created", "pending", "running", "canceling", "manual"]);
  if (job.startedAt !== null) leave(world, job, artifacts ?? { files: [] });
  const ending = job.status === "canceling" ? "canceled" : "failed";
  if (ending === "failed") job.failureReason = reason;
  moveJob(world, job, ending);
  proceed(world, job.pipeline);
}

/** The runner has stopped a job that was being cancelled. @throws Error when it was not */
export function stopJob(world: World, job: Job): void {
  expect(job, "stop", ["canceling"]);
  leave(world, job, { files: [] });
  moveJob(world, job, "canceled");
  proceed(world, job.pipeline);
}

/** Nobody's runner and nobody's wish: GitLab itself stops it. @throws Error when there is nothing to cancel */
export function cancelJob(world: World, job: Job): void {
  expect(job, "be canceled", ["created", "pending", "running"]);
  cancel(world, job);
}

/** Runs everything that can run without a person, and succeeds. */
export function finishPipeline(world: World, pipeline: Pipeline): void {
  for (;;) {
    const job = latestJobs(pipeline).find(({ status }) => status === "pending" || status === "running");
    if (!job) return;
    succeedJob(world, job);
  }
}

function expect(job: Job, deed: string, statuses: readonly JobStatus[]): void {
  if (statuses.includes(job.status)) return;
  throw new Error(`job ${job.id} is ${job.status}: only a job that is ${statuses.join(" or ")} can ${deed}`);
}

function leave(world: World, job: Job, { files, expireInSeconds = defaultExpirySeconds }: Leavings = {}): void {
  const expireAt = expireInSeconds === null ? null : world.clock() + expireInSeconds * 1000;
  job.log = `Running with gitlab-runner on ${world.runner.description}\nJob ${job.name} ended\n`;
  const left = files ?? [
    { type: "archive", sizeBytes: 1_048_576 },
    { type: "metadata", sizeBytes: 186 },
  ];
  job.files = left.map(({ type, sizeBytes, filename = filenames[type] ?? `${type}.gz` }) => ({
    type,
    sizeBytes,
    filename,
    format: type === "archive" ? "zip" : "gzip",
    expireAt,
  }));
  if (left.length > 0) job.artifactsExpireAt = expireAt;
  job.files.push(traceOf(job));
}

const filenames: Readonly<Record<string, string>> = {
  archive: "artifacts.zip",
  metadata: "metadata.gz",
  junit: "junit.xml.gz",
};

function traceOf({ log }: Job): JobFile {
  return { type: "trace", sizeBytes: Buffer.byteLength(log), filename: "job.log", format: "raw", expireAt: null };
}

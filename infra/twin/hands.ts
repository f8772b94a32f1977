import { act } from "./machine/act.ts";
import { cleanUp } from "./machine/expire.ts";
import type { Inputs } from "./machine/inputs.ts";
import { passTime } from "./machine/pass.ts";
import type { Refusal } from "./machine/refusal.ts";
import {
  awaitCallback,
  callBack,
  cancelJob,
  type Failure,
  failJob,
  finishPipeline,
  type Leaves,
  prepareJob,
  runJob,
  silenceJob,
  stopJob,
  succeedJob,
  writeLog,
} from "./machine/runner.ts";
import type { Done } from "./machine/wish.ts";
import { jobOf, pipelineOf } from "./state/find.ts";
import type { Job, Pipeline } from "./state/graph.ts";
import { jobToken } from "./state/jobToken.ts";
import { personOf, type Verb, type World } from "./state/world.ts";

/** What a runner, a person or GitLab itself does. */
export interface Hands {
  /** A runner picks it up. */
  run(jobId: number): Job;
  /** Picks it up first where it is pending. */
  succeed(jobId: number, leaves?: Leaves): Job;
  /** Default reason: `script_failure`. */
  fail(jobId: number, reason?: string, leaves?: Omit<Failure, "reason">): Job;
  /** Its environment is ready: a job that is preparing waits for a runner now. */
  prepare(jobId: number): Job;
  /** A job that waits for a runner waits for something outside of GitLab instead, until `callBack`. */
  awaitCallback(jobId: number): Job;
  callBack(jobId: number): Job;
  /** Its runner is lost, and nobody hears of the job any more. To lose all jobs of a runner, switch that offline. */
  silence(jobId: number): Job;
  /** A running job's script writes to its log. */
  writeLog(jobId: number, text: string): Job;
  /** The `CI_JOB_TOKEN` of a job, which opens something only while the job runs. */
  jobToken(jobId: number): string;
  /** The runner has stopped a job that is canceling. */
  stop(jobId: number): Job;
  /** GitLab itself cancels it; `act` does it in somebody's name. */
  cancel(jobId: number): Job;
  /** Succeeds everything that can run without a person. */
  finish(pipelineId: number): Pipeline;
  /** Too old to be touched. */
  archive(pipelineId: number): void;
  /** Does it in a person's name, by the rules and rights of the API, without HTTP. */
  act(verb: Verb, jobId: number, by: ActOptions): Done | Refusal;
  /** Makes up for all that was due by the clock: see `passTime`. Every request, delivery and hand does so first. */
  wake(): void;
  /** GitLab's own clean-up of expired artifacts that nothing locks. */
  cleanUp(): void;
}

interface ActOptions {
  readonly by: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly inputs?: Inputs;
  readonly isForced?: boolean;
}

export function handsOf(world: World): Hands {
  const onJob = (jobId: number, deed: (job: Job) => void): Job => {
    passTime(world);
    const job = jobOf(world, jobId);
    deed(job);
    return job;
  };
  return {
    run: (jobId) => onJob(jobId, (job) => runJob(world, job)),
    succeed: (jobId, leaves) => onJob(jobId, (job) => succeedJob(world, job, leaves)),
    fail: (jobId, reason = "script_failure", leaves) =>
      onJob(jobId, (job) => failJob(world, job, { reason, ...leaves })),
    prepare: (jobId) => onJob(jobId, (job) => prepareJob(world, job)),
    awaitCallback: (jobId) => onJob(jobId, (job) => awaitCallback(world, job)),
    callBack: (jobId) => onJob(jobId, (job) => callBack(world, job)),
    silence: (jobId) => onJob(jobId, (job) => silenceJob(world, job)),
    writeLog: (jobId, text) => onJob(jobId, (job) => writeLog(job, text)),
    jobToken: (jobId) => jobToken(jobOf(world, jobId)),
    stop: (jobId) => onJob(jobId, (job) => stopJob(world, job)),
    cancel: (jobId) => onJob(jobId, (job) => cancelJob(world, job)),
    finish(pipelineId) {
      passTime(world);
      const pipeline = pipelineOf(world, pipelineId);
      finishPipeline(world, pipeline);
      return pipeline;
    },
    archive: (pipelineId) => {
      pipelineOf(world, pipelineId).isArchived = true;
    },
    act(verb, jobId, { by, ...wish }) {
      passTime(world);
      const { project } = jobOf(world, jobId).pipeline;
      return act(world, { verb, project, jobId, person: personOf(world, by), ...wish });
    },
    wake: () => passTime(world),
    cleanUp: () => cleanUp(world),
  };
}

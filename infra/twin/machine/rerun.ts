import type { Job } from "../state/graph.ts";
import type { JobStatus } from "../state/jobParts.ts";
import type { Person } from "../state/person.ts";
import type { World } from "../state/world.ts";
import { beginJob } from "./beginJob.ts";
import { waitsForApproval } from "./deployment.ts";
import { enqueue } from "./enqueue.ts";
import { keptInputs, refuseInputs } from "./inputs.ts";
import { proceed, resetSkipped } from "./proceed.ts";
import { badRequest, forbidden, type Refusal } from "./refusal.ts";
import { maySetVariables } from "./rights.ts";
import { throttle } from "./throttle.ts";
import type { Done, Wish } from "./wish.ts";

const retryableStatuses: readonly JobStatus[] = ["success", "failed", "canceled", "canceling"];
const finalBridgeFailures: readonly (string | null)[] = [
  "pipeline_loop_detected",
  "reached_max_descendant_pipelines_depth",
];

/** By its own state; whether a person may is another question, and of an archived pipeline nobody may. */
export function isRetryable({ isRetried, status, trigger, failureReason }: Job): boolean {
  if (status === "failed" && failureReason === "deployment_rejected") return false;
  if (trigger && status === "failed" && finalBridgeFailures.includes(failureReason)) return false;
  return !isRetried && retryableStatuses.includes(status);
}

/** A finished manual job is playable as well: it runs again. A bridge is not, and nothing that waits for approvals. */
export function isPlayable(job: Job): boolean {
  if (job.trigger) return job.when === "manual" && job.status === "manual";
  const waits = job.status === "manual" || job.status === "scheduled";
  return isAction(job) && (waits || isRetryable(job)) && !waitsForApproval(job);
}

/** A job that a person starts, or may start before its time. */
export function isAction({ when }: Job): boolean {
  return when === "manual" || when === "delayed";
}

export function retry(world: World, job: Job, wish: Wish): Done | Refusal {
  const refusal = throttle(world, "retry", { job, person: wish.person });
  if (refusal) return refusal;
  if (!isRetryable(job)) return forbidden("Job is not retryable");
  const { inputs = {}, variables = {} } = wish;
  const wrong = refuseInputs(job, inputs);
  if (wrong) return wrong;
  return { status: 201, job: runAgain(world, job, wish), changed: true, ...given({ variables, inputs }) };
}

/** Whose the new run is, and what is not copied. */
interface Again extends Omit<Wish, "person"> {
  readonly person: Person | null;
}

/** A new run with the definition of the old one, which is retried from now on. What is not given anew is copied. */
export function runAgain(world: World, old: Job, wish: Again): Job {
  const job = beginAgain(world, old, { ...wish, startsAtOnce: isAction(old) });
  resetSkipped(world, job, wish.person);
  proceed(world, old.pipeline);
  return job;
}

/** That new run, `created`, before its pipeline goes on. */
export function beginAgain(
  world: World,
  old: Job,
  { person, variables = {}, inputs = {}, startsAtOnce }: Again & { readonly startsAtOnce: boolean },
): Job {
  const copied = {
    variables: isEmpty(variables) ? old.variables : variables,
    inputValues: isEmpty(inputs) ? old.inputValues : keptInputs(old, inputs),
    startsAtOnce,
  };
  old.isRetried = true;
  return beginJob(world, old.pipeline, { definition: old, person, copied });
}

export function play(world: World, job: Job, wish: Wish): Done | Refusal {
  if (!isPlayable(job)) return badRequest("Unplayable Job");
  const { person, variables = {}, inputs = {} } = wish;
  const refusal = throttle(world, "play", { job, person });
  if (refusal) return refusal;
  // a bridge takes neither variables nor inputs, and says nothing
  if (job.trigger) return start(world, job, person);
  if (!isEmpty(variables) && !maySetVariables(person, job.pipeline.project)) return forbidden();
  const wrong = refuseInputs(job, inputs);
  if (wrong) return wrong;
  // A manual job that ended is run again, and what was given this time is lost.
  // Source: gitlabhq app/services/ci/play_build_service.rb (read 2026-11)
  if (isRetryable(job)) return { status: 200, job: runAgain(world, job, { person }), changed: true };
  job.variables = { ...job.variables, ...variables };
  if (!isEmpty(inputs)) job.inputValues = keptInputs(job, inputs);
  return { ...start(world, job, person), ...given({ variables, inputs }) };
}

function start(world: World, job: Job, person: Person): Done {
  job.person = person;
  enqueue(world, job);
  resetSkipped(world, job, person);
  proceed(world, job.pipeline);
  return { status: 200, job, changed: true };
}

function given({
  variables,
  inputs,
}: Required<Pick<Wish, "variables" | "inputs">>): Pick<Done, "variables" | "inputs"> {
  return { ...(!isEmpty(variables) && { variables }), ...(!isEmpty(inputs) && { inputs }) };
}

function isEmpty(record: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(record).length === 0;
}

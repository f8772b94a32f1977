import type { Job, Pipeline } from "../state/graph.ts";
import type { JobDefinition, NewJob, Retry } from "../state/jobParts.ts";
import type { Person } from "../state/person.ts";
import { tell, type World } from "../state/world.ts";
import { noteEnvironment } from "./environment.ts";

const defaultDelaySeconds = 60;
const defaultTimeoutSeconds = 3600;

export function definitionOf({ name, stage = "test", when = "on_success", ...rest }: NewJob): JobDefinition {
  const { allowFailure = false, tags = [], environment = null, cancelsSlowly = false, isPrepared = false } = rest;
  const { delaySeconds = defaultDelaySeconds, resourceGroup = null, inputs = {}, trigger = null } = rest;
  const { interruptible = false, timeoutSeconds = defaultTimeoutSeconds } = rest;
  const needs = rest.needs?.map((need) => (typeof need === "string" ? { job: need } : need)) ?? null;
  return {
    ...{ name, stage, when, allowFailure, tags, environment, cancelsSlowly, isPrepared },
    ...{ delaySeconds, resourceGroup, inputs, trigger, interruptible, timeoutSeconds, needs },
    retry: retryOf(rest.retry),
  };
}

function retryOf(given: NewJob["retry"]): Retry | null {
  return typeof given === "number" ? { max: given } : (given ?? null);
}

type Copied = Pick<Job, "variables" | "inputValues" | "startsAtOnce">;

interface Birth {
  readonly definition: JobDefinition;
  readonly person: Person | null;
  /** What a re-run has from the run before. */
  readonly copied?: Copied;
}

const fresh: Copied = { variables: {}, inputValues: {}, startsAtOnce: false };

/** A new run of a job or a bridge, `created`. */
export function beginJob(world: World, pipeline: Pipeline, { definition, person, copied = fresh }: Birth): Job {
  const job: Job = {
    ...onlyDefinition(definition),
    ...copied,
    id: world.ids.next("job"),
    pipeline,
    person,
    createdAt: world.clock(),
    status: "created",
    isRetried: false,
    deployment: null,
    scheduledAt: null,
    downstream: null,
    queuedAt: null,
    startedAt: null,
    finishedAt: null,
    erasedAt: null,
    failureReason: null,
    exitCode: null,
    silentSince: null,
    runner: null,
    files: [],
    artifactsExpireAt: null,
    log: "",
  };
  (job.trigger ? pipeline.bridges : pipeline.jobs).push(job);
  world.jobs.set(job.id, job);
  noteResourceGroup(world, job);
  noteEnvironment(world, job);
  tell(world, { kind: job.trigger ? "bridge" : "job", job });
  return job;
}

/** The definition may be the run before, with all that became of it. */
function onlyDefinition(definition: JobDefinition): JobDefinition {
  const { name, stage, when, allowFailure, tags, environment, cancelsSlowly, isPrepared } = definition;
  const { delaySeconds, resourceGroup, inputs, trigger, interruptible, timeoutSeconds, needs, retry } = definition;
  return {
    ...{ name, stage, when, allowFailure, tags, environment, cancelsSlowly, isPrepared },
    ...{ delaySeconds, resourceGroup, inputs, trigger, interruptible, timeoutSeconds, needs, retry },
  };
}

function noteResourceGroup(world: World, { resourceGroup: key, pipeline: { project } }: Job): void {
  if (key === null || project.resourceGroups.has(key)) return;
  const id = world.ids.next("resourceGroup");
  project.resourceGroups.set(key, { id, key, createdAt: world.clock(), processMode: "unordered" });
}

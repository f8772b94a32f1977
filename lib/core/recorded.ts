import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { DeploymentEvent, Event, Facts, JobEvent, PipelineEvent } from "./event.ts";
import type { Looked } from "./looked.ts";
import {
  deploymentShape,
  jobShape,
  lookedShape,
  pipelineShape,
  projectShape,
  withKnownStatus,
} from "./recordedFields.ts";
import type { Instant } from "./time.ts";

/** What an event told that rules judge by, without who delivered it when; `factsOf` takes it as it takes an event. */
export type RecordedEvent =
  | Pick<JobEvent, "kind" | "project" | "job" | "pipeline">
  | Pick<PipelineEvent, "kind" | "project" | "pipeline" | "jobs">
  | Pick<DeploymentEvent, "kind" | "project" | "deployment">;

/** What a worker saw of a job before it decided, and what came of it. */
export interface RecordedLook extends Pick<Facts, "project" | "job" | "pipeline"> {
  /** When the look began. */
  readonly at: Instant;
  /** Without logs, without what people are called, and without their groups. */
  readonly looked?: Omit<Looked, "logs" | "groups">;
  /** Runs of that name in that pipeline before this one, by anybody. */
  readonly earlierRuns?: number;
  /** We ourselves began its pipeline. */
  readonly isOurPipeline?: true;
  /** Which built-in failure classes rules asked for, and whether the job is of them: all that is kept of its log. */
  readonly classes?: Readonly<Record<string, boolean>>;
  /** The job that our call made. */
  readonly made?: number;
}

/** What of a pipeline with more jobs is recorded would pass for the whole of it: none of it is. */
const mostJobs = 5_000;
const mostCharacters = 200_000;
/** A look stands in a transaction beside its task. */
const mostLookCharacters = 20_000;
const mostBytes = 16 * 1024 * 1024;

/**
 * An event as the journal keeps it: as short text, without the names of people and without addresses, which no rule asks a
 * hook for. `undefined` for events that no rule judges, and for those that are too large to keep.
 */
export function recordEvent(event: Event): string | undefined {
  const told = recordedOf(event);
  const packed = told && pack(told);
  return packed !== undefined && packed.length <= mostCharacters ? packed : undefined;
}

/** The same as a plain value, as recordings in files have it. */
export function recordedOf(event: Event | RecordedEvent): object | undefined {
  if (event.kind !== "job" && event.kind !== "pipeline" && event.kind !== "deployment") return undefined;
  const shared = { kind: event.kind, project: projectShape.kept(event.project) };
  if (event.kind === "deployment") return { ...shared, deployment: deploymentShape.kept(event.deployment) };
  const { pipeline } = event;
  if (event.kind === "job")
    return { ...shared, ...(pipeline && { pipeline: pipelineShape.kept(pipeline) }), job: jobShape.kept(event.job) };
  if (event.jobs.length > mostJobs) return undefined;
  const jobs = event.jobs.map(jobShape.kept);
  // Where a job could not be read, those that could are not the whole pipeline.
  const whole = event.pipeline.jobs !== undefined && { whole: true };
  return { ...shared, pipeline: pipelineShape.kept(event.pipeline), ...whole, jobs };
}

/** What `recordEvent` wrote; `undefined` for what is none. Never throws. */
export function readRecorded(text: string): RecordedEvent | undefined {
  return recordedFrom(unpack(text));
}

/** What `recordedOf` made, read back; `undefined` for what is none. What a later version added is passed over. */
export function recordedFrom(value: unknown): RecordedEvent | undefined {
  if (!isRecord(value) || !projectShape.fits(value.project)) return undefined;
  const { kind, pipeline, job, jobs, deployment } = value;
  if (kind === "deployment") return deploymentShape.fits(deployment) ? withStatus(value) : undefined;
  if (pipeline !== undefined && !pipelineShape.fits(pipeline)) return undefined;
  if (kind === "job" && jobShape.fits(job)) return withStatus(value);
  if (kind !== "pipeline" || pipeline === undefined) return undefined;
  if (!Array.isArray(jobs) || jobs.length > mostJobs || !jobs.every(jobShape.fits)) return undefined;
  return withStatus(value);
}

/** A checked value as an event's: each field was looked at above. */
function withStatus(value: object): RecordedEvent {
  const { whole, ...event } = value as RecordedEvent & { readonly whole?: unknown };
  if (event.kind === "deployment") return event;
  if (event.kind === "job") return { ...event, job: withKnownStatus(event.job) };
  const jobs = event.jobs.map(withKnownStatus);
  const { id, ...pipeline } = event.pipeline;
  return { ...event, pipeline: { id, ...pipeline, ...(whole === true && { jobs }) }, jobs };
}

/** A look as the journal keeps it; of one that is too large the other jobs of its pipeline are left out, or all of it. */
export function recordLook(look: RecordedLook): string | undefined {
  const packed = pack(lookOf(look));
  if (packed.length <= mostLookCharacters) return packed;
  const { siblings: _, ...looked } = look.looked ?? {};
  const smaller = pack(lookOf({ ...look, looked }));
  return smaller.length <= mostLookCharacters ? smaller : undefined;
}

/** The same as a plain value, as recordings in files have it. */
export function lookOf(look: RecordedLook): object {
  const { at, project, job, pipeline, looked, earlierRuns, isOurPipeline, classes, made } = look;
  return {
    at,
    project: projectShape.kept(project),
    job: jobShape.kept(job),
    ...(pipeline && { pipeline: pipelineShape.kept(pipeline) }),
    ...(looked && { looked: lookedShape.kept(looked) }),
    ...(earlierRuns !== undefined && { earlierRuns }),
    ...(isOurPipeline && { isOurPipeline }),
    ...(classes && { classes }),
    ...(made !== undefined && { made }),
  };
}

/** What `recordLook` wrote; `undefined` for what is none. Never throws. */
export function readLook(text: string): RecordedLook | undefined {
  return lookFrom(unpack(text));
}

/** What `lookOf` made, read back; `undefined` for what is none. */
export function lookFrom(value: unknown): RecordedLook | undefined {
  if (!isRecord(value) || typeof value.at !== "number") return undefined;
  const { project, job, pipeline, looked, earlierRuns, made, classes } = value;
  if (!projectShape.fits(project) || !jobShape.fits(job)) return undefined;
  if (pipeline !== undefined && !pipelineShape.fits(pipeline)) return undefined;
  if (looked !== undefined && !lookedShape.fits(looked)) return undefined;
  if (![earlierRuns, made].every((one) => one === undefined || typeof one === "number")) return undefined;
  if (classes !== undefined && !(isRecord(classes) && Object.values(classes).every((one) => typeof one === "boolean")))
    return undefined;
  const look = value as unknown as RecordedLook;
  return { ...look, job: withKnownStatus(look.job) };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function pack(value: object): string {
  const text = JSON.stringify(value);
  return deflateRawSync(text, { dictionary, chunkSize: chunkFor(text.length) }).toString("base64");
}

function unpack(text: string): unknown {
  try {
    const chunkSize = chunkFor(text.length * 4);
    const packed = Buffer.from(text, "base64");
    return JSON.parse(inflateRawSync(packed, { dictionary, chunkSize, maxOutputLength: mostBytes }).toString());
  } catch {
    return undefined;
  }
}

/** Most are small, and zlib's usual buffer of 16 KB for each costs more than the packing. */
function chunkFor(bytes: number): number {
  return Math.min(Math.max(1_024, bytes), 65_536);
}

/** What most events have in common: with it they pack to a third. It may never change: what was written with it is read with it. */
const dictionary = Buffer.from(
  '"mergeRequest":null,"source":"merge_request_event","parent_pipeline","schedule","web","push","environment":null,"name":"production","tier":"development"' +
    '"artifacts":null,"failureReason":"script_failure","runner_system_failure","status":"running","pending","created","manual","skipped","canceled","success","failed"' +
    ',"when":"on_success","allowFailure":false,"queuedSeconds":0,"runner":{"id":1,"description":"","type":"instance_type"}' +
    '{"kind":"pipeline","project":{"id":1,"path":""},"pipeline":{"id":1,"status":"success","ref":"main","tag":false,"sha":"","source":"push","createdAt":1700000000000},"jobs":[' +
    '{"kind":"job","project":{"id":1,"path":""},"pipeline":{"id":1},"job":{"id":1,"name":"build","status":"failed","stage":"test","ref":"main","tag":false,"sha":"","pipelineId":1,"since":1700000000000,"createdAt":1700000000000,"startedAt":1700000000000,"finishedAt":1700000000000,"userId":1}}',
);

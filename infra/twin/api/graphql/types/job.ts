import { isAction, isPlayable, isRetryable } from "../../../machine/rerun.ts";
import { may } from "../../../machine/rights.ts";
import { isCancelable } from "../../../machine/verbs.ts";
import { isoDate } from "../../../state/dates.ts";
import type { Job } from "../../../state/graph.ts";
import { queuedSeconds, runSeconds } from "../../../state/job.ts";
import type { JobFile } from "../../../state/jobParts.ts";
import { isStuck } from "../../../state/runner.ts";
import { connectionTypes, pageArgs, pageOf } from "../connection.ts";
import { type Fields, fieldsOf, type Viewer } from "../schema.ts";
import { artifactId } from "./artifactId.ts";

// Source: gitlabhq app/graphql/types/ci/job_type.rb and job_artifact_type.rb (read 2026-11).

const isActive = ({ status }: Job) =>
  ["waiting_for_resource", "preparing", "waiting_for_callback", "pending", "running"].includes(status);

const isFree = ({ pipeline }: Job) => !pipeline.isArchived;

function jobGid({ id, trigger }: Job): string {
  return `gid://gitlab/Ci::${trigger ? "Bridge" : "Build"}/${id}`;
}

function pathOf({ id, pipeline }: Job): string {
  return `/${pipeline.project.path}/-/jobs/${id}`;
}

/** What of it changes with its state. */
const states = fieldsOf<Job>({
  status: ["CiJobStatus", ({ status }) => status.toUpperCase()],
  detailedStatus: ["DetailedStatus", (job) => job],
  active: ["Boolean!", isActive],
  stuck: ["Boolean!", (job, _args, { world }) => isStuck(world.runners, job)],
  retried: ["Boolean", ({ isRetried }) => isRetried],
  retryable: ["Boolean!", (job) => isFree(job) && isRetryable(job)],
  playable: ["Boolean!", (job) => isFree(job) && isPlayable(job)],
  cancelable: ["Boolean!", isCancelable],
  canPlayJob: ["Boolean!", (job, _args, viewer) => isFree(job) && isPlayable(job) && may(viewer, "play", job)],
  scheduled: ["Boolean!", ({ status }) => status === "scheduled"],
  failureMessage: ["String", ({ status, failureReason }) => (status === "failed" ? messageOf(failureReason) : null)],
});

const times = fieldsOf<Job>({
  createdAt: ["Time!", ({ createdAt }) => isoDate(createdAt)],
  queuedAt: ["Time", ({ queuedAt }) => isoDate(queuedAt)],
  scheduledAt: ["Time", ({ scheduledAt }) => isoDate(scheduledAt)],
  startedAt: ["Time", ({ startedAt }) => isoDate(startedAt)],
  finishedAt: ["Time", ({ finishedAt }) => isoDate(finishedAt)],
  erasedAt: ["Time", ({ erasedAt }) => isoDate(erasedAt)],
  duration: ["Int", (job, _args, { world }) => rounded(runSeconds(job, world.clock()))],
  queuedDuration: ["Duration", (job, _args, { world }) => queuedSeconds(job, world.clock())],
});

const CiJob: Fields = {
  ...states,
  ...times,
  ...fieldsOf<Job>({
    id: ["JobID", jobGid],
    kind: ["CiJobKind!", ({ trigger }) => (trigger ? "BRIDGE" : "BUILD")],
    name: ["String", ({ name }) => name],
    allowFailure: ["Boolean!", ({ allowFailure }) => allowFailure],
    manualJob: ["Boolean", isAction],
    manualVariables: ["CiManualVariableConnection", (job, args) => pageOf(variablesOf(job), args), pageArgs],
    tags: ["[String!]", ({ tags, trigger }) => (trigger ? null : tags)],
    stage: ["CiStage", (job) => job],
    refName: ["String", ({ pipeline }) => pipeline.ref],
    refPath: ["String", ({ pipeline }) => `/${pipeline.project.path}/-/commits/${pipeline.ref}`],
    createdByTag: ["Boolean!", ({ pipeline }) => pipeline.tag],
    shortSha: ["String!", ({ pipeline }) => pipeline.commit.sha.slice(0, 8)],
    source: ["String", ({ pipeline, trigger }) => (trigger ? null : pipeline.source)],
    triggered: ["Boolean", () => false],
    coverage: ["Float", () => null],
    exitCode: ["Int", ({ exitCode }) => exitCode],
    expandedEnvironmentName: ["String", ({ environment }) => environment?.name ?? null],
    pipeline: ["Pipeline", ({ pipeline }) => pipeline],
    downstreamPipeline: ["Pipeline", ({ downstream }) => downstream],
    project: ["Project", ({ pipeline }) => pipeline.project],
    runner: ["CiRunner", ({ runner }) => runner],
    artifacts: ["CiJobArtifactConnection", artifactsOf, pageArgs],
    webPath: ["String", (job) => (job.trigger ? null : pathOf(job))],
    playPath: ["String", (job) => `${pathOf(job)}/play`],
    retryPath: ["String", (job) => (isFree(job) && isRetryable(job) ? `${pathOf(job)}/retry` : null)],
    userPermissions: ["JobPermissions!", (job) => job],
  }),
};

function rounded(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds);
}

function messageOf(reason: string | null): string {
  return reason === "script_failure"
    ? "There has been a script failure. Check the job log for more information"
    : "There is an unknown failure, please try again";
}

interface ManualVariable {
  readonly id: number;
  readonly key: string;
  readonly value: string;
}

function variablesOf(job: Job): ManualVariable[] {
  if (!isAction(job)) return [];
  return Object.entries(job.variables).map(([key, value], index) => ({ id: index + 1, key, value }));
}

/** Of a bridge there are none. */
function artifactsOf({ files, trigger }: Job, args: Parameters<typeof pageOf>[1], { world }: Viewer) {
  return trigger
    ? null
    : pageOf(
        files.map((file) => ({ file, id: artifactId(world, file) })),
        args,
      );
}

interface Artifact {
  readonly file: JobFile;
  readonly id: number;
}

/** A size is a `BigInt`, which GitLab writes as text. */
const CiJobArtifact = fieldsOf<Artifact>({
  id: ["CiJobArtifactID!", ({ id }) => `gid://gitlab/Ci::JobArtifact/${id}`],
  name: ["String", ({ file }) => file.filename],
  fileType: ["JobArtifactFileType", ({ file }) => file.type.toUpperCase()],
  size: ["BigInt!", ({ file }) => String(file.sizeBytes)],
  expireAt: ["Time", ({ file }) => isoDate(file.expireAt)],
});

const labels: Readonly<Record<string, string>> = { success: "passed", manual: "manual play action" };

export const jobTypes: Readonly<Record<string, Fields>> = {
  CiJob,
  CiJobArtifact,
  ...connectionTypes("CiJob"),
  ...connectionTypes("CiJobArtifact"),
  ...connectionTypes("CiManualVariable"),
  CiManualVariable: fieldsOf<ManualVariable>({
    id: ["ID!", ({ id }) => `gid://gitlab/Ci::JobVariable/${id}`],
    key: ["String", ({ key }) => key],
    value: ["String", ({ value }) => value],
  }),
  CiStage: fieldsOf<Job>({ name: ["String", ({ stage }) => stage] }),
  CiRunner: fieldsOf<NonNullable<Job["runner"]>>({
    id: ["CiRunnerID!", ({ id }) => `gid://gitlab/Ci::Runner/${id}`],
    description: ["String", ({ description }) => description],
    paused: ["Boolean!", ({ isPaused }) => isPaused],
    status: ["CiRunnerStatus!", ({ isOnline }) => (isOnline ? "ONLINE" : "OFFLINE")],
    tagList: ["[String!]", ({ tags }) => tags],
  }),
  DetailedStatus: fieldsOf<{ readonly status: string }>({
    group: ["String", ({ status }) => status.replaceAll("_", "-")],
    label: ["String", ({ status }) => labels[status] ?? status.replaceAll("_", " ")],
    name: ["String", ({ status }) => status.toUpperCase()],
    text: ["String", ({ status }) => (labels[status] ?? status).replace(/^\w/, (letter) => letter.toUpperCase())],
  }),
  JobPermissions: fieldsOf<Job>({
    readBuild: ["Boolean!", () => true],
    updateBuild: ["Boolean!", (job, _args, viewer) => may(viewer, "play", job)],
    cancelBuild: ["Boolean!", (job, _args, viewer) => may(viewer, "cancel", job)],
    readJobArtifacts: ["Boolean!", () => true],
  }),
};

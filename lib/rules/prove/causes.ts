import { type JobStatus, jobStatuses } from "../../core/job.ts";
import type { Conditions } from "../conditions.ts";
import { ofDefinition, ofPipeline, type Word } from "./steady.ts";

/** Something that becomes different when a verb acts, and that a rule may be asked about then. */
export interface Cause {
  /** What changes: that job itself, its new run, other jobs of its pipeline, what is true of other pipelines, or a new one. */
  readonly of: "itself" | "newRun" | "others" | "otherPipelines" | "newPipeline";
  /** As it stands in `RULE retries a job; NOUN`. */
  readonly says: string;
  /** What of the acting rule's conditions is sure to hold for it too. */
  readonly keeps: readonly Word[];
  /** It may be in another project. */
  readonly leavesProject?: true;
  /** What is known of it beside. */
  readonly is?: Conditions;
  /** Only rules that ask for one of these can tell a difference. */
  readonly seenBy?: readonly Word[];
  /** Where GitLab's part in it is written. */
  readonly source: string;
}

const sources = {
  retry: "docs.gitlab.com/api/jobs, Retry a job; gitlabhq app/services/ci/retry_job_service.rb (read 2026-11)",
  play: "docs.gitlab.com/api/jobs, Run a job; gitlabhq app/services/ci/play_build_service.rb (read 2026-11)",
  cancel: "docs.gitlab.com/api/jobs, Cancel a job; gitlabhq app/models/commit_status.rb, event :cancel (read 2026-11)",
  pipeline:
    "gitlabhq app/services/ci/reset_skipped_jobs_service.rb, and app/models/ci/pipeline.rb, after_transition (read 2026-11)",
  ref: "docs.gitlab.com/api/pipelines, Get the latest pipeline (read 2026-11)",
  files: "docs.gitlab.com/api/job_artifacts; gitlabhq app/models/ci/build.rb, erase (read 2026-11)",
  bridge: "docs.gitlab.com/ci/pipelines/downstream_pipelines; gitlabhq app/models/ci/bridge.rb (read 2026-11)",
} as const;

/** Every status but these. */
export function statusesBut(...others: readonly JobStatus[]) {
  return jobStatuses.filter((status) => !others.includes(status));
}

/** A retry copies the job's definition and nothing that became of it. Of a trigger job GitLab tells no earlier runs. */
export const newRun: Cause = {
  of: "newRun",
  says: "the new run of that job",
  keeps: [...ofDefinition, ...ofPipeline],
  is: { any: [{ bridge: true }, { attempt: { over: 1 } }] },
  source: sources.retry,
};

/** A job that was manual is never so again: its re-runs start at once. */
export const goesOn: Cause = {
  of: "itself",
  says: "the job that was started",
  keeps: [...ofDefinition, ...ofPipeline, "attempt"],
  is: { status: statusesBut("created", "manual", "scheduled") },
  source: sources.play,
};

export const canceled: Cause = {
  of: "itself",
  says: "the canceled job",
  keeps: [...ofDefinition, ...ofPipeline, "attempt"],
  is: { status: ["canceling", "canceled"] },
  source: sources.cancel,
};

/**
 * What comes later goes on, and what is asked how its pipeline or the others of it are is asked again. Stages and `needs` decide
 * which those are, and no rule tells them: any other job of the pipeline may be.
 */
export const others: Cause = {
  of: "others",
  says: "another job of its pipeline",
  keeps: ofPipeline,
  source: sources.pipeline,
};

/** A pipeline that succeeds after all is the newest success of its ref, and puts those before it behind. */
export const otherPipelines: Cause = {
  of: "otherPipelines",
  says: "a job of another pipeline of that ref, by what this one has become",
  keeps: ["ref", "tag", "protected"],
  seenBy: ["superseded", "latest", "rank"],
  source: sources.ref,
};

const steadyOfRun: readonly Word[] = [
  ...ofDefinition,
  ...ofPipeline,
  "status",
  "failureReason",
  "runner",
  "attempt",
  "by",
  "queuedFor",
  "ranFor",
];

const filesChange = { of: "itself", keeps: steadyOfRun, source: sources.files } as const;

export const keptFiles: Cause = {
  ...filesChange,
  says: "the job whose artifacts stay now",
  is: { artifacts: { kept: true } },
  seenBy: ["artifacts"],
};

export const lostFiles: Cause = {
  ...filesChange,
  says: "the job whose artifacts are gone",
  is: { artifacts: "absent" },
  seenBy: ["artifacts", "log", "exitCode", "failureClass"],
};

/** Of a pipeline that a trigger job began nothing is known but where it came from. */
export const begunPipelines: readonly Cause[] = [
  {
    of: "newPipeline",
    says: "a job of the child pipeline that the trigger job began",
    keeps: ["ref", "tag", "protected", "mergeRequest", "fork"],
    is: { pipelineSource: ["parent_pipeline"] },
    source: sources.bridge,
  },
  {
    of: "newPipeline",
    says: "a job of the pipeline that the trigger job began in another project",
    keeps: [],
    leavesProject: true,
    is: { pipelineSource: ["pipeline"] },
    source: sources.bridge,
  },
];

/** A new pipeline of another project is the newest of its ref there; children never are. */
export const outdatedPipelines: Cause = {
  of: "otherPipelines",
  says: "a job of a pipeline that is not the newest of its ref any more",
  keeps: [],
  leavesProject: true,
  seenBy: ["newest"],
  source: sources.ref,
};

/** Pipelines that trigger jobs began. Source: docs.gitlab.com/ci/jobs/job_rules, `CI_PIPELINE_SOURCE` (read 2026-11). */
export const inBegunPipelines: Conditions = { pipelineSource: ["pipeline", "parent_pipeline"] };

import { type JobStatus, jobStatuses } from "../../core/job.ts";
import {
  type Cause,
  canceled,
  goesOn,
  keptFiles,
  lostFiles,
  newRun,
  otherPipelines,
  others,
  statusesBut,
} from "./causes.ts";

/** What a verb does to the world, as far as rules can see it. */
export interface VerbEffect {
  /** As in `RULE VERBS a job`. */
  readonly says: string;
  readonly startsFrom: readonly JobStatus[];
  /** How many requests one effect takes. */
  readonly calls: number;
  /** It makes a job with a new id, on which whatever acts once a job may act again. */
  readonly makesRuns: boolean;
  /** It reaches trigger jobs, each of which then begins a new pipeline. */
  readonly beginsPipelines: boolean;
  readonly causes: readonly Cause[];
}

const runs = [others, otherPipelines];

/** Every verb. Notices change nothing, and what a script does that runs again nobody can know. */
export const effects: Readonly<Record<string, VerbEffect>> = {
  retry: {
    says: "retries",
    startsFrom: ["failed", "success", "canceled"],
    calls: 1,
    makesRuns: true,
    beginsPipelines: true,
    causes: [newRun, ...runs],
  },
  restart: {
    says: "restarts",
    startsFrom: ["pending", "running", "waiting_for_resource", "preparing", "waiting_for_callback"],
    calls: 2,
    makesRuns: true,
    // gitlabhq lib/api/ci/jobs.rb, where `cancel` finds builds alone (read 2026-11)
    beginsPipelines: false,
    causes: [newRun, canceled, ...runs],
  },
  play: {
    says: "plays",
    startsFrom: ["manual"],
    calls: 1,
    makesRuns: false,
    beginsPipelines: true,
    causes: [goesOn, ...runs],
  },
  cancel: {
    says: "cancels",
    startsFrom: statusesBut("success", "failed", "canceling", "canceled", "skipped"),
    calls: 1,
    makesRuns: false,
    beginsPipelines: false,
    causes: [canceled, ...runs],
  },
  keep: {
    says: "keeps the artifacts of",
    startsFrom: ["success", "failed", "canceled"],
    calls: 1,
    makesRuns: false,
    beginsPipelines: false,
    causes: [keptFiles],
  },
  deleteArtifacts: {
    says: "deletes the artifacts of",
    startsFrom: ["success", "failed", "canceled", "skipped"],
    calls: 1,
    makesRuns: false,
    beginsPipelines: false,
    causes: [lostFiles],
  },
  erase: {
    says: "erases",
    startsFrom: ["success", "failed", "canceled", "skipped"],
    calls: 1,
    makesRuns: false,
    beginsPipelines: false,
    causes: [lostFiles],
  },
  notify: {
    says: "tells of",
    startsFrom: jobStatuses,
    calls: 0,
    makesRuns: false,
    beginsPipelines: false,
    causes: [],
  },
};

/** A verb that this list does not know is taken for one that may cause anything. */
export const unknownEffect: VerbEffect = {
  says: "acts on",
  startsFrom: jobStatuses,
  calls: 1,
  makesRuns: true,
  beginsPipelines: true,
  causes: [newRun, goesOn, canceled, ...runs],
};

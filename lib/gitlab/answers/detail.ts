import * as z from "zod";
import type { Job } from "../../core/job.ts";
import type { Instant } from "../../core/time.ts";
import { Address, Id, nullable, optional, Percent, Seconds, Size, Text, When, Word } from "../fields.ts";
import { known } from "../known.ts";
import { toJob } from "./job.ts";

/** All that we read of a job: what rules judge, and what only people want to see. Missing is unknown, `null` is absent. */
export interface JobDetail extends Job {
  readonly projectId?: number;
  readonly durationSeconds?: number | null;
  readonly coverage?: number | null;
  /** What began the pipeline: `push`, `schedule`, `merge_request_event` and whatever comes. */
  readonly pipelineSource?: string;
  /** The zip of `artifacts`, told even where GitLab does not say until when it stays: there `artifacts` is unknown. */
  readonly archive?: { readonly fileName?: string; readonly sizeBytes: number } | null;
  readonly runnerManager?: { readonly id: number; readonly systemId?: string; readonly version?: string } | null;
}

/** A trigger job: it has no runner and no artifacts, but a pipeline that it began. */
export interface Bridge extends JobDetail {
  readonly downstream?: {
    readonly id: number;
    readonly projectId?: number;
    readonly status?: string;
    readonly ref?: string;
    readonly sha?: string;
    readonly createdAt?: Instant;
    readonly webUrl?: string;
  } | null;
}

// Beside what `toJob` reads. Source: docs.gitlab.com/api/jobs (read 2026-11), whose answers up to 2021 have no runner_manager.
const DetailAnswer = z.object({
  pipeline: nullable(z.object({ project_id: optional(Id), source: Word })),
  artifacts: nullable(z.array(z.object({ file_type: Text, size: Size, filename: Word }))),
  artifacts_file: nullable(z.object({ filename: nullable(Text), size: Size })),
  duration: nullable(Seconds),
  coverage: nullable(Percent),
  runner_manager: nullable(z.object({ id: Id, system_id: Word, version: Word })),
});
type DetailAnswer = z.infer<typeof DetailAnswer>;

const BridgeAnswer = DetailAnswer.extend({
  downstream_pipeline: nullable(
    z.object({
      id: Id,
      project_id: optional(Id),
      status: Word,
      ref: Word,
      sha: Word,
      created_at: When,
      web_url: optional(Address),
    }),
  ),
});

/** A job of the API, or `undefined` when it has no id, name or status. `now` is when it was answered. */
export function toJobDetail(value: unknown, now: Instant): JobDetail | undefined {
  const { data: answer } = DetailAnswer.safeParse(value);
  const job = toJob(value, now);
  return answer && job && detailOf(job, answer);
}

/** A trigger job of the API; see `toJobDetail`. */
export function toBridge(value: unknown, now: Instant): Bridge | undefined {
  const { data: answer } = BridgeAnswer.safeParse(value);
  const job = toJob(value, now);
  return answer && job && known({ ...detailOf(job, answer), downstream: downstreamOf(answer) });
}

function detailOf(job: Job, answer: DetailAnswer): JobDetail {
  return known({
    ...job,
    projectId: answer.pipeline?.project_id,
    durationSeconds: answer.duration,
    coverage: answer.coverage,
    pipelineSource: answer.pipeline?.source,
    archive: archiveOf(answer),
    runnerManager: managerOf(answer),
  });
}

/** After its expiry the archive is no `artifacts_file` any more, but may still be listed. */
function archiveOf({ artifacts, artifacts_file: file }: DetailAnswer): JobDetail["archive"] {
  if (file?.filename) return { fileName: file.filename, sizeBytes: file.size };
  const listed = artifacts?.find(({ file_type }) => file_type === "archive");
  if (listed) return known({ fileName: listed.filename, sizeBytes: listed.size });
  return artifacts === undefined && file === undefined ? undefined : null;
}

function managerOf({ runner_manager: manager }: DetailAnswer): JobDetail["runnerManager"] {
  return manager ? known({ id: manager.id, systemId: manager.system_id, version: manager.version }) : manager;
}

function downstreamOf({ downstream_pipeline: pipeline }: z.infer<typeof BridgeAnswer>): Bridge["downstream"] {
  if (!pipeline) return pipeline;
  const { id, project_id: projectId, status, ref, sha, created_at, web_url: webUrl } = pipeline;
  return known({ id, projectId, status, ref, sha, createdAt: created_at ?? undefined, webUrl });
}

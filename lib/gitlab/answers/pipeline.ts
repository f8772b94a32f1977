import * as z from "zod";
import type { JobStatus } from "../../core/job.ts";
import type { Instant } from "../../core/time.ts";
import {
  Address,
  Flag,
  Id,
  nullable,
  optional,
  Percent,
  Person,
  personFields,
  Seconds,
  Status,
  Text,
  When,
  Word,
} from "../fields.ts";
import { known } from "../known.ts";

/**
 * A pipeline. Lists tell less than a single look: there `tag`, the times of running and the person are unknown. Its
 * variables may hold secrets and are never read.
 */
export interface PipelineDetail {
  readonly id: number;
  /** Its number within the project (GitLab 14.6 in lists). */
  readonly iid?: number;
  readonly projectId?: number;
  readonly status: JobStatus;
  /** `refs/merge-requests/7/head` for merge request pipelines. */
  readonly ref?: string;
  /** Whether it ran for a tag; a branch and a tag may share their name. */
  readonly tag?: boolean;
  readonly sha?: string;
  readonly beforeSha?: string;
  /** What began it: `push`, `schedule`, `merge_request_event` and whatever comes (GitLab 14). */
  readonly source?: string;
  /** From `workflow:name` (GitLab 15.11). */
  readonly name?: string | null;
  readonly createdAt?: Instant;
  readonly updatedAt?: Instant;
  readonly startedAt?: Instant | null;
  readonly finishedAt?: Instant | null;
  readonly durationSeconds?: number | null;
  readonly queuedSeconds?: number | null;
  /** Percent. */
  readonly coverage?: number | null;
  /** Why `.gitlab-ci.yml` could not be used; at most 1000 characters. */
  readonly yamlErrors?: string | null;
  readonly userId?: number | null;
  readonly userName?: string | null;
  readonly webUrl?: string;
}

// Source: docs.gitlab.com/api/pipelines (read 2026-11). Lists of GitLab 9 hold id, sha, ref and status only.
const PipelineAnswer = z.object({
  id: Id,
  iid: optional(Id),
  project_id: optional(Id),
  status: Status,
  ref: Word,
  tag: Flag,
  sha: Word,
  before_sha: Word,
  source: Word,
  name: nullable(Text),
  created_at: When,
  updated_at: When,
  started_at: When,
  finished_at: When,
  duration: nullable(Seconds),
  queued_duration: nullable(Seconds),
  coverage: nullable(Percent),
  yaml_errors: nullable(z.string().transform((text) => text.slice(0, 1000).toWellFormed())),
  user: Person,
  web_url: optional(Address),
});

/** A pipeline of the API, or `undefined` when it has no id or status. */
export function toPipeline(value: unknown): PipelineDetail | undefined {
  const { data: answer } = PipelineAnswer.safeParse(value);
  if (!answer) return undefined;
  const { id, iid, status, ref, tag, sha, source, name, coverage } = answer;
  return known({
    id,
    iid,
    projectId: answer.project_id,
    status,
    ref,
    tag,
    sha,
    beforeSha: answer.before_sha,
    source,
    name,
    createdAt: answer.created_at ?? undefined,
    updatedAt: answer.updated_at ?? undefined,
    startedAt: answer.started_at,
    finishedAt: answer.finished_at,
    durationSeconds: answer.duration,
    queuedSeconds: answer.queued_duration,
    coverage,
    yamlErrors: answer.yaml_errors,
    webUrl: answer.web_url,
    ...personFields(answer.user),
  });
}

import * as z from "zod";
import type { Artifacts, Job } from "../../core/job.ts";
import type { Instant } from "../../core/time.ts";
import { readInstant } from "../dates.ts";
import {
  Address,
  Flag,
  Id,
  nullable,
  optional,
  PersonOrBot,
  personFields,
  QueuedSeconds,
  RunsOn,
  runnerFields,
  Size,
  Status,
  Text,
  When,
  Word,
} from "../fields.ts";
import { known } from "../known.ts";
import { statusSince } from "../since.ts";

/** As `When`; a text that is no moment still says that it was erased, nobody knows when: the beginning of time. */
const ErasedAt = z.transform((told: unknown) => {
  if (typeof told === "string") return readInstant(told) ?? 0;
  return told === null ? null : undefined;
});

// Source: docs.gitlab.com/api/jobs (read 2026-11). Old GitLabs have no artifacts[], queued_duration, archived, failure_reason
// or web_url, and what they answer to an effect has no pipeline; up to 2021 none has tag_list.
export const JobAnswer = z.object({
  id: Id,
  name: Text,
  status: Status,
  stage: Word,
  ref: Word,
  tag: Flag,
  commit: nullable(z.object({ id: Word })),
  pipeline: nullable(z.object({ id: optional(Id), project_id: optional(Id), source: Word, status: Word, sha: Word })),
  failure_reason: nullable(Text),
  created_at: When,
  started_at: When,
  finished_at: When,
  erased_at: ErasedAt,
  queued_duration: QueuedSeconds,
  allow_failure: Flag,
  runner: RunsOn,
  tag_list: nullable(z.array(Text)),
  archived: Flag,
  artifacts: nullable(z.array(z.object({ file_type: Text, size: Size, filename: Word }))),
  artifacts_file: nullable(z.object({ filename: nullable(Text), size: Size })),
  artifacts_expire_at: nullable(z.string()),
  user: PersonOrBot,
  web_url: optional(Address),
});
export type JobAnswer = z.infer<typeof JobAnswer>;

/** A job of the API, or `undefined` when it has no id, name or status. `now` is when it was answered. */
export function toJob(value: unknown, now: Instant): Job | undefined {
  const { data: answer } = JobAnswer.safeParse(value);
  return answer && jobOf(answer, now);
}

/** What rules judge of a job that was read. */
export function jobOf(answer: JobAnswer, now: Instant): Job {
  const { id, name, status, stage, ref, tag, archived, started_at: startedAt, finished_at: finishedAt } = answer;
  return known({
    id,
    name,
    status,
    stage,
    ref,
    tag,
    sha: answer.pipeline?.sha ?? answer.commit?.id,
    pipelineId: answer.pipeline?.id,
    pipelineStatus: answer.pipeline?.status,
    failureReason: status === "failed" ? answer.failure_reason : null,
    since: statusSince({ status, startedAt, finishedAt, queuedSeconds: answer.queued_duration }, now),
    createdAt: answer.created_at ?? undefined,
    startedAt,
    finishedAt,
    erasedAt: answer.erased_at,
    archived,
    artifacts: artifactsOf(answer),
    webUrl: answer.web_url,
    ...personFields(answer.user),
    userIsBot: answer.user?.bot,
    allowFailure: answer.allow_failure,
    queuedSeconds: answer.queued_duration,
    ...runnerFields(answer.runner),
    runnerTags: answer.tag_list ?? undefined,
  });
}

/** A trigger job of the API: no runner takes it, and it leaves no files; else as `toJob`. */
export function toBridgeJob(value: unknown, now: Instant): Job | undefined {
  const job = toJob(value, now);
  return job && { ...job, runner: null, runnerTags: [], artifacts: null, isBridge: true };
}

/**
 * `artifacts` lists every file, but not in every GitLab; `artifacts_file` is the archive. Documented answers of 2019 to 2021
 * have the key `artifacts` twice, first with the files, then empty: JSON.parse takes the last, and the archive counts.
 */
function artifactsOf({ artifacts, artifacts_file, artifacts_expire_at }: JobAnswer): Artifacts | null | undefined {
  if (artifacts === undefined && artifacts_file === undefined) return undefined;
  const files = (artifacts ?? []).map(({ file_type, size }) => ({ type: file_type, sizeBytes: size }));
  if (artifacts_file?.filename && !files.some(({ type }) => type === "archive"))
    files.push({ type: "archive", sizeBytes: artifacts_file.size });
  if (files.length === 0) return null;
  // an expiry that cannot be read must not look like none
  const expireAt = artifacts_expire_at ? readInstant(artifacts_expire_at) : artifacts_expire_at;
  return typeof expireAt === "number" || expireAt === null ? { files, expireAt } : undefined;
}

/** A project of the API by the names that we use. */
export const ProjectAnswer = z
  .object({ id: Id, path_with_namespace: Text })
  .transform(({ id, path_with_namespace }) => ({ id, path: path_with_namespace }));

/** As above, of a single look; an archived project takes no writes. */
export const OneProjectAnswer = z
  .object({ id: Id, path_with_namespace: Text, archived: Flag })
  .transform(({ id, path_with_namespace, archived }) => known({ id, path: path_with_namespace, isArchived: archived }));

export const BranchAnswer = z.object({ name: Text, protected: z.boolean() });
export const UserAnswer = z.object({ id: Id, username: Text });

import * as z from "zod";
import type { Artifacts, Job } from "../../core/job.ts";
import type { Instant } from "../../core/time.ts";
import { readInstant } from "../dates.ts";
import { Flag, Id, Text } from "../fields.ts";
import { runnerOf, userIdOf, userNameOf } from "../hook/parts.ts";
import { known } from "../known.ts";
import { statusSince } from "../since.ts";
import { type Told, toldFlag, toldId, toldMoment, toldPart, toldSeconds, toldStatus, toldWord } from "../told.ts";

// Source: docs.gitlab.com/api/jobs (read 2026-11). Old GitLabs have no artifacts[], queued_duration, archived, failure_reason
// or web_url, and what they answer to an effect has no pipeline; up to 2021 none has tag_list.

/**
 * A job of the API, or `undefined` when it has no id, name or status. `now` is when it was answered. Sweeps and patrols read
 * a hundred a request, so each field is read in one step.
 */
export function toJob(value: unknown, now: Instant): Job | undefined {
  const answer = toldPart(value);
  if (!answer) return undefined;
  const id = toldId(answer.id);
  const name = toldWord(answer.name);
  const status = toldStatus(answer.status);
  if (id === undefined || name === undefined || status === undefined) return undefined;
  const { pipeline: toldPipeline, queued_duration, started_at, finished_at, user } = answer;
  const pipeline = toldPart(toldPipeline);
  const queuedSeconds = toldSeconds(queued_duration);
  const [startedAt, finishedAt] = [toldMoment(started_at), toldMoment(finished_at)];
  return known({
    id,
    name,
    status,
    stage: toldWord(answer.stage),
    ref: toldWord(answer.ref),
    tag: toldFlag(answer.tag),
    sha: toldWord(pipeline?.sha) ?? toldWord(toldPart(answer.commit)?.id),
    pipelineId: toldId(pipeline?.id),
    pipelineStatus: toldWord(pipeline?.status),
    failureReason: status === "failed" ? orNone(answer.failure_reason, toldWord) : null,
    since: statusSince({ status, startedAt, finishedAt, queuedSeconds }, now),
    createdAt: toldMoment(answer.created_at) ?? undefined,
    startedAt,
    finishedAt,
    erasedAt: erasedAt(answer.erased_at),
    archived: toldFlag(answer.archived),
    artifacts: artifactsOf(answer),
    webUrl: addressOf(answer.web_url),
    userId: userIdOf(user),
    userName: userNameOf(user),
    userIsBot: toldFlag(toldPart(user)?.bot),
    allowFailure: toldFlag(answer.allow_failure),
    queuedSeconds,
    runner: runnerOf(answer.runner),
    runnerTags: listOf(answer.tag_list, toldWord) ?? undefined,
  });
}

/** `null` where GitLab says that there is none. */
function orNone<T>(told: unknown, read: (told: unknown) => T | undefined): T | null | undefined {
  return told === null ? null : read(told);
}

/** A list of which every item can be read: with one that cannot nobody knows all of it. */
function listOf<T>(told: unknown, read: (told: unknown) => T | undefined): readonly T[] | null | undefined {
  if (!Array.isArray(told)) return told === null ? null : undefined;
  const items = told.map((item) => read(item)).filter((item) => item !== undefined);
  return items.length === told.length ? items : undefined;
}

/** A text that is no moment still says that it was erased, nobody knows when: the beginning of time. */
function erasedAt(told: unknown): Instant | null | undefined {
  return typeof told === "string" ? (readInstant(told) ?? 0) : toldMoment(told);
}

/** Any other address would be dangerous to click. */
function addressOf(told: unknown): string | undefined {
  const word = toldWord(told);
  return word !== undefined && /^https?:\/\//.test(word) ? word : undefined;
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
function artifactsOf({ artifacts, artifacts_file, artifacts_expire_at }: Told): Artifacts | null | undefined {
  const listed = listOf(artifacts, fileOf);
  const archive = toldPart(artifacts_file);
  if (listed === undefined && archive === undefined) return undefined;
  const files = [...(listed ?? [])];
  if (toldWord(archive?.filename) !== undefined && !files.some(({ type }) => type === "archive"))
    files.push({ type: "archive", sizeBytes: sizeOf(archive?.size) });
  if (files.length === 0) return null;
  // an expiry that cannot be read must not look like none
  const expireAt = toldMoment(artifacts_expire_at);
  return expireAt === undefined ? undefined : { files, expireAt };
}

function fileOf(told: unknown): Artifacts["files"][number] | undefined {
  const part = toldPart(told);
  const type = toldWord(part?.file_type);
  return type === undefined ? undefined : { type, sizeBytes: sizeOf(part?.size) };
}

/** Bytes; 0 where nothing readable was said. GitLab's numbers have 64 bits, so a very large one is not exact. */
function sizeOf(told: unknown): number {
  return typeof told === "number" && told >= 0 && Number.isFinite(told) ? told : 0;
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

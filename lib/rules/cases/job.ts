import { isEnded, type Job } from "../../core/job.ts";
import { spanSeconds } from "../../core/span.ts";
import { type Instant, millis } from "../../core/time.ts";
import { sizeBytes } from "../size.ts";
import type { Given } from "./given.ts";
import { momentOf } from "./moment.ts";

const usualBytes = 1024 ** 2;
/** As on GitLab.com. Source: docs.gitlab.com/ci/yaml, `artifacts:expire_in` (read 2026-11). */
const usualExpiryMillis = 30 * 86_400_000;

/** What a case says of the job itself. */
export function jobOf(given: Given, now: Instant): Omit<Job, "id"> {
  const { status = "other", name = "job", by, pipelineStatus, since, queuedFor, environment, environmentTier } = given;
  const user = typeof by === "string" ? by : by?.user;
  const { artifacts, runner } = given;
  return {
    name,
    status,
    ...copied(given),
    ...timesOf(given, now),
    ...(since !== undefined && { since: momentOf(since) ?? ago(since, now) }),
    ...(pipelineStatus && { pipelineStatus }),
    ...(by === null && { userName: null }),
    ...(user !== undefined && { userName: user }),
    ...(queuedFor !== undefined && { queuedSeconds: queuedFor === null ? null : secondsOf(queuedFor) }),
    ...(environment !== undefined && {
      environment:
        environment === null ? null : { name: environment, ...(environmentTier && { tier: environmentTier }) },
    }),
    ...(runner !== undefined && { runner: runner === null ? null : runnerOf(runner) }),
    ...(artifacts !== undefined && { artifacts: artifacts === null ? null : leftOf(artifacts, now) }),
    ...(given.bridge && { isBridge: true }),
  };
}

/** What has the same name and the same value. */
function copied({
  stage,
  ref,
  tag,
  sha,
  failureReason,
  archived,
  allowFailure,
  when,
  runnerTags,
}: Given): Partial<Job> {
  return {
    ...(stage !== undefined && { stage }),
    ...(ref !== undefined && { ref }),
    ...(tag !== undefined && { tag }),
    ...(sha !== undefined && { sha }),
    ...(failureReason !== undefined && { failureReason }),
    ...(archived !== undefined && { archived }),
    ...(allowFailure !== undefined && { allowFailure }),
    ...(when !== undefined && { when }),
    ...(runnerTags && { runnerTags }),
  };
}

/** Of a job that has ended `ranFor` lasted until its end, which was just now unless it is given. */
function timesOf({ status, age, ranFor, endedFor }: Given, now: Instant): Partial<Job> {
  const hasEnded = status !== undefined && isEnded(status);
  const endedAt = endedFor === undefined ? now : ago(endedFor, now);
  const until = hasEnded ? endedAt : now;
  const isEndKnown = hasEnded && (endedFor !== undefined || ranFor !== undefined);
  return {
    ...(age !== undefined && { createdAt: ago(age, now) }),
    ...(ranFor !== undefined && { startedAt: ranFor === null ? null : ago(ranFor, until) }),
    ...(isEndKnown && { finishedAt: endedAt }),
  };
}

function leftOf(artifacts: NonNullable<Given["artifacts"]>, now: Instant): NonNullable<Job["artifacts"]> {
  const { types = ["archive"], size, kept, expiredFor, expiresIn } = artifacts === "present" ? {} : artifacts;
  const bytes = size === undefined ? usualBytes : (sizeBytes(size) ?? usualBytes);
  const left = expiresIn === undefined ? usualExpiryMillis : millis(secondsOf(expiresIn));
  const expireAt = expiredFor === undefined ? now + left : ago(expiredFor, now);
  const files = types.map((type, at) => ({ type, sizeBytes: at === 0 ? bytes : 0 }));
  return { files, expireAt: kept ? null : expireAt };
}

function runnerOf(runner: NonNullable<Given["runner"]>): NonNullable<Job["runner"]> {
  if (typeof runner === "string") return { id: 1, description: runner };
  return typeof runner === "number" ? { id: runner } : runner;
}

function ago(span: string, now: Instant): Instant {
  return now - millis(secondsOf(span));
}

/** What the schema let through can be read. */
function secondsOf(span: string): number {
  return spanSeconds(span) ?? Number.NaN;
}

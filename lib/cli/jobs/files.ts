import { erasableFiles, isEnded } from "../../core/job.ts";
import { instantText } from "../../core/time.ts";
import type { JobDetail } from "../../gitlab/answers/detail.ts";
import { type Asked, act, type Deed, isNow, refused } from "./deed.ts";
import { jobText, sizeText } from "./text.ts";

// What may be done to what a job left behind.
// Source: gitlabhq app/models/ci/build.rb and lib/api/ci/job_artifacts.rb (read 2026-11).

function filesText(job: JobDetail): string {
  const files = erasableFiles(job) ?? [];
  const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return `${files.length} ${files.length === 1 ? "file" : "files"}, ${sizeText(bytes)}`;
}

export function erase(job: JobDetail): Deed {
  if (!isEnded(job.status)) return refused(isNow(job), "GitLab erases only what has ended: cancel it first.");
  if (typeof job.erasedAt === "number")
    return { kind: "nothing", why: `${jobText(job)} was erased at ${instantText(job.erasedAt)}` };
  const warnings = precious(job, "artifacts");
  return act(`erase the log and the artifacts (${filesText(job)}) of ${jobText(job)} for good`, {
    warnings,
    isFinal: true,
  });
}

export function keep(job: JobDetail, { now }: Asked): Deed {
  const expireAt = job.artifacts?.expireAt;
  const archive = job.artifacts?.files.some(({ type }) => type === "archive") ?? false;
  if (job.artifacts !== undefined && !archive)
    return refused(
      `${jobText(job)} has no artifacts archive`,
      "There is nothing to keep: reports and logs are not kept so.",
    );
  if (job.artifacts === undefined && !isEnded(job.status)) return refused(isNow(job), "It has left no artifacts yet.");
  if (expireAt === null)
    return { kind: "nothing", why: `the artifacts of ${jobText(job)} have no expiry: they stay already` };
  if (expireAt !== undefined && expireAt <= now)
    return refused(
      `the artifacts of ${jobText(job)} expired at ${instantText(expireAt)}`,
      "GitLab keeps none that have expired: download what is left, or run the job again.",
    );
  const until = expireAt === undefined ? "" : `, which would expire at ${instantText(expireAt)}`;
  return act(`keep the artifacts of ${jobText(job)}${until}`);
}

export function deleteArtifacts(job: JobDetail): Deed {
  if (erasableFiles(job)?.length === 0)
    return { kind: "nothing", why: `${jobText(job)} has no artifacts beside its log` };
  if (!isEnded(job.status)) return refused(isNow(job), "Its artifacts may still be coming: wait until it has ended.");
  return act(`delete the artifacts (${filesText(job)}) of ${jobText(job)} for good, and leave its log`, {
    warnings: precious(job, "artifacts"),
    isFinal: true,
  });
}

/** GitLab deletes kept, locked and released files like any other, so this is the only word of warning. */
function precious(job: JobDetail, what: string): string[] {
  if (erasableFiles(job)?.length === 0) return [];
  return [
    ...(job.tag ? [`the ${what} belong to a tag: a release may link to them`] : []),
    ...(job.artifacts?.expireAt === null ? [`the ${what} have no expiry: somebody may have kept them on purpose`] : []),
  ];
}

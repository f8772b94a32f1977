import type { Facts } from "../../core/event.ts";

type Read = (facts: Facts) => string | number | boolean | null | undefined;

/** What people know about a job, in the words of conditions. */
const words: readonly (readonly [key: string, read: Read])[] = [
  ["tag", ({ job }) => job.tag],
  ["ref", ({ job }) => job.ref],
  ["stage", ({ job }) => job.stage],
  ["failureReason", ({ job }) => job.failureReason],
  ["environment", ({ job }) => job.environment?.name],
  ["environmentTier", ({ job }) => job.environment?.tier],
  ["when", ({ job }) => job.when],
  ["bridge", ({ job }) => job.isBridge],
  ["allowFailure", ({ job }) => job.allowFailure],
  ["archived", ({ job }) => job.archived],
  ["runnerTags", ({ job }) => job.runnerTags?.join(" and ")],
  ["artifacts", ({ job }) => job.artifacts && (job.artifacts.expireAt === null ? "kept" : "with an expiry")],
  ["pipelineStatus", ({ job }) => job.pipelineStatus],
  ["pipelineSource", ({ looked }) => looked?.pipeline?.source],
  ["mergeRequest target", ({ looked }) => looked?.pipeline?.mergeRequest?.target],
  ["fork", ({ looked }) => looked?.pipeline?.mergeRequest?.isFromFork],
  ["protected", ({ looked }) => looked?.isProtected],
  ["newest", ({ looked }) => looked?.isNewest],
  ["latest", ({ looked }) => looked?.isLatest],
  ["superseded", ({ looked }) => looked?.isSuperseded],
  ["attempt", ({ looked }) => looked?.attempt],
  ["rank", ({ looked }) => looked?.rank],
  ["exitCode", ({ looked }) => looked?.exitCode],
  ["by", ({ looked }) => looked?.by?.username],
];

/** An example for people: `a failed job "deploy:x" of shop/x with tag true, ref v1`. */
export function exampleText(facts: Facts): string {
  const { project, job } = facts;
  const about = words.flatMap(([key, read]) => {
    const value = read(facts);
    return value === undefined || value === null || value === "" ? [] : [`${key} ${value}`];
  });
  const name = job.name === "job" ? "" : ` ${JSON.stringify(job.name)}`;
  const where = project.path === "group/project" ? "" : ` of ${project.path ?? `project ${project.id}`}`;
  return `a ${job.status} job${name}${where}${about.length > 0 ? ` with ${about.join(", ")}` : ""}`;
}

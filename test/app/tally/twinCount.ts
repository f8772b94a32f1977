import type { Job, Project } from "../../../infra/twin/state/graph.ts";
import { jobsOf } from "../../../infra/twin/state/history.ts";

// The twin's own count: it walks the state behind the twin's API, and shares no code with what it judges.

const day = 86_400_000;

export interface Sum {
  jobs: number;
  files: number;
  bytes: number;
}

/** What a project of the twin holds, by all that a tally splits it by. */
export interface TwinCount {
  jobs: number;
  withArtifacts: number;
  total: Sum;
  readonly names: Record<string, Sum>;
  readonly types: Record<string, Sum>;
  readonly refs: Record<string, Sum>;
  readonly ages: Record<string, Sum>;
  readonly expiries: Record<string, Sum>;
  readonly leaks: Sum;
}

/** Counts every job of a project, as of a moment. A million of them take a few seconds. */
export function twinCount(project: Project, now: number): TwinCount {
  const count: TwinCount = {
    ...{ jobs: 0, withArtifacts: 0, total: zero() },
    ...{ names: {}, types: {}, refs: {}, ages: {}, expiries: {}, leaks: zero() },
  };
  for (const job of jobsOf(project)) {
    count.jobs++;
    const artifacts = job.files.filter(({ type }) => type !== "trace");
    if (artifacts.length > 0) count.withArtifacts++;
    put(count.total, job.files);
    into(count.names, job.name, job.files);
    for (const type of new Set(job.files.map((file) => file.type)))
      into(
        count.types,
        type,
        job.files.filter((file) => file.type === type),
      );
    into(count.refs, kindOf(job, project), job.files);
    into(count.ages, bandOf((now - job.createdAt) / day), job.files);
    into(count.expiries, endOf(job.artifactsExpireAt, now), artifacts);
    into(
      count.expiries,
      "log",
      job.files.filter(({ type }) => type === "trace"),
    );
    if (job.artifactsExpireAt !== null && job.artifactsExpireAt < now - day) put(count.leaks, artifacts);
  }
  return count;
}

/** All of them together. */
export function addCounts(counts: readonly Pick<TwinCount, "jobs" | "total">[]): { jobs: number; total: Sum } {
  const total = zero();
  for (const one of counts) {
    total.jobs += one.total.jobs;
    total.files += one.total.files;
    total.bytes += one.total.bytes;
  }
  return { jobs: counts.reduce((all, { jobs }) => all + jobs, 0), total };
}

function zero(): Sum {
  return { jobs: 0, files: 0, bytes: 0 };
}

function put(sum: Sum, files: Job["files"]): void {
  if (files.length === 0) return;
  sum.jobs++;
  sum.files += files.length;
  for (const { sizeBytes } of files) sum.bytes += sizeBytes;
}

function into(sums: Record<string, Sum>, key: string, files: Job["files"]): void {
  if (files.length === 0) return;
  sums[key] ??= zero();
  put(sums[key], files);
}

function kindOf({ pipeline: { ref, tag } }: Job, { protectedBranches }: Project): string {
  if (tag) return "tag";
  if (/^refs\/merge-requests\//.test(ref)) return "mergeRequest";
  return protectedBranches.some(({ name }) => name === ref) ? "protectedBranch" : "branch";
}

function bandOf(days: number): string {
  if (days < 1) return "day";
  if (days < 7) return "week";
  if (days < 30) return "month";
  if (days < 90) return "quarter";
  return days < 365 ? "year" : "older";
}

function endOf(expireAt: number | null, now: number): string {
  if (expireAt === null) return "never";
  if (expireAt < now) return "expired";
  const days = (expireAt - now) / day;
  if (days < 7) return "week";
  return days < 30 ? "month" : "later";
}

import type { Job, JobStatus } from "../core/job.ts";
import { refuse } from "./http/ask.ts";
import { type ProjectRef, pipelinePath, projectPath } from "./place.ts";

interface ListAsked {
  readonly statuses?: readonly JobStatus[] | undefined;
  /** Default: 100, which is also the most. */
  readonly perPage?: number | undefined;
}

/**
 * The first page of a project's jobs, newest first. Keyset pages are known by falling id only, since GitLab 15.9; what is
 * older ignores the words, or refuses them, and numbers its pages. Source: docs.gitlab.com/api/jobs (read 2026-11).
 */
export function projectJobsPath(
  project: ProjectRef,
  { ref, numbered, ...asked }: ListAsked & { readonly ref?: string | undefined; readonly numbered?: boolean } = {},
): string {
  const first = listPath(`${projectPath(project)}/jobs`, numbered ? [] : keysetWords, asked);
  return ref === undefined ? first : `${first}&ref=${encodeURIComponent(ref.toWellFormed())}`;
}

const keysetWords = ["pagination=keyset", "order_by=id", "sort=desc"];

/** The first page of a pipeline's jobs; GitLab numbers these pages. */
export function pipelineJobsPath(
  project: ProjectRef,
  pipelineId: number,
  { includeRetried, ...asked }: ListAsked & { readonly includeRetried?: boolean | undefined } = {},
): string {
  return listPath(
    `${pipelinePath(project, pipelineId)}/jobs`,
    includeRetried === true ? ["include_retried=true"] : [],
    asked,
  );
}

/** The first page of a pipeline's trigger jobs. GitLab 19.2 has the name `trigger_jobs` as well; every one knows this one. */
export function bridgesPath(project: ProjectRef, pipelineId: number, asked: ListAsked = {}): string {
  return listPath(`${pipelinePath(project, pipelineId)}/bridges`, [], asked);
}

function listPath(list: string, words: readonly string[], { statuses = [], perPage = 100 }: ListAsked): string {
  const scopes = statuses.map((status) => `scope%5B%5D=${status}`);
  return `${list}?${[...words, `per_page=${perPage}`, ...scopes].join("&")}`;
}

/** @throws GitLabError `oddAnswer` when the jobs do not come with the newest first, or one comes twice */
export function refuseDisorder(path: string, jobs: readonly Job[]): void {
  const ordered = jobs.every((job, at) => job.id < (jobs[at - 1]?.id ?? Infinity));
  if (!ordered) refuse(path, "the list is not ordered as asked");
}

/**
 * What does not tell its pipeline or project may belong to it; a project that was asked for by its path may have moved.
 *
 * @throws GitLabError `oddAnswer` when a job is of another pipeline or project than the one asked for
 */
export function refuseStrangers(
  path: string,
  jobs: readonly { readonly pipelineId?: number; readonly projectId?: number }[],
  { project, pipelineId }: { readonly project?: ProjectRef; readonly pipelineId?: number },
): void {
  const differs = (told: number | undefined, asked: unknown) => told !== undefined && told !== asked;
  if (pipelineId !== undefined && jobs.some((job) => differs(job.pipelineId, pipelineId)))
    refuse(path, "the answer holds a job of another pipeline");
  if (typeof project === "number" && jobs.some((job) => differs(job.projectId, project)))
    refuse(path, "the answer holds a job of another project");
}

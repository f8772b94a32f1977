import { GitLabError } from "../core/errors.ts";
import { encodedArtifactPath, encodedRef, refuseJobName } from "./artifactpath.ts";
import { whereOf } from "./http/ask.ts";
import { failure } from "./http/errors.ts";
import type { Http } from "./http/http.ts";
import type { Downloaded, DownloadOptions, Sink } from "./http/sink.ts";
import { jobPath, type ProjectRef, projectPath } from "./place.ts";
import { quoted } from "./quoted.ts";

/** The newest successful pipeline of a branch or tag, and a job's name in it. */
interface RefAndJob {
  readonly ref: string;
  readonly job: string;
  /** Also look in the last 100 successful pipelines (GitLab 19). Default: no. */
  readonly searchRecent?: boolean;
}

/**
 * Downloads, piece by piece, never held in memory. A redirect to object storage is followed without the token.
 *
 * @throws GitLabError `notFound` with what was asked: the ref, the job or the path may be wrong, or the artifacts expired;
 * `badRequest`, before anything is asked, for a path that leaves the archive or a name that no ref or job has
 */
export interface ArtifactDownloads {
  archive(project: ProjectRef, jobId: number, to: Sink, options?: DownloadOptions): Promise<Downloaded>;
  archiveOfRef(project: ProjectRef, of: RefAndJob, to: Sink, options?: DownloadOptions): Promise<Downloaded>;
  /** One file inside a job's archive. */
  file(
    place: { project: ProjectRef; jobId: number; path: string },
    to: Sink,
    options?: DownloadOptions,
  ): Promise<Downloaded>;
  fileOfRef(
    place: RefAndJob & { project: ProjectRef; path: string },
    to: Sink,
    options?: DownloadOptions,
  ): Promise<Downloaded>;
}

/** Source: docs.gitlab.com/api/job_artifacts, gitlabhq lib/api/ci/job_artifacts.rb (read 2026-11). */
export function createArtifacts(http: Http): ArtifactDownloads {
  const none = (what: string, look: Promise<Downloaded>, advice: string) =>
    look.catch((error) => explain(error, what, advice));

  /** An archive without a file in it is 22 bytes long. */
  async function archive(path: string, to: Sink, options?: DownloadOptions): Promise<Downloaded> {
    const came = await http.download({ path }, to, options);
    if (came.bytes > 0 || options?.window !== undefined) return came;
    throw failure({ code: "oddAnswer", where: whereOf(path), what: "an archive of 0 bytes" });
  }

  return {
    archive: async (project, jobId, to, options) => {
      const look = archive(`${jobPath(project, jobId)}/artifacts`, to, options);
      return none(`no artifacts of job ${jobId} in project ${project}`, look, ofJobAdvice);
    },

    archiveOfRef: async (project, of, to, options) => {
      const path = `${ofRefPath(project, of.ref)}/download?${queryOf(of)}`;
      const look = archive(path, to, options);
      return none(`no artifacts of ${inWords(of)} in project ${project}`, look, ofRefAdvice(of));
    },

    file: async ({ project, jobId, path }, to, options) => {
      const inArchive = encodedArtifactPath(path);
      const look = http.download({ path: `${jobPath(project, jobId)}/artifacts/${inArchive}` }, to, options);
      const advice = `${ofJobAdvice}; GitLab before 10.0 gives no single files`;
      return none(`no file ${quoted(path)} in the artifacts of job ${jobId} in project ${project}`, look, advice);
    },

    fileOfRef: async ({ project, path, ...of }, to, options) => {
      const inArchive = `${ofRefPath(project, of.ref)}/raw/${encodedArtifactPath(path)}?${queryOf(of)}`;
      const look = http.download({ path: inArchive }, to, options);
      const what = `no file ${quoted(path)} in the artifacts of ${inWords(of)} in project ${project}`;
      return none(what, look, `${ofRefAdvice(of)}; GitLab before 11.5 gives no single files of a ref`);
    },
  };
}

function ofRefPath(project: ProjectRef, ref: string): string {
  return `${projectPath(project)}/jobs/artifacts/${encodedRef(ref)}`;
}

function queryOf({ job, searchRecent }: RefAndJob): URLSearchParams {
  refuseJobName(job);
  return new URLSearchParams({
    job: job.toWellFormed(),
    ...(searchRecent && { search_recent_successful_pipelines: "true" }),
  });
}

const ofJobAdvice =
  "the job may have left none, they may have expired or been deleted, the path may be another, or the token's user must not see them";

function ofRefAdvice({ searchRecent }: RefAndJob): string {
  const where = searchRecent ? "one of its last 100 pipelines" : "its newest pipeline that ended well";
  return `the ref must be a branch or a tag, no commit, and the job must be in ${where}; its artifacts may have expired, or the token's user must not see them`;
}

function inWords({ ref, job, searchRecent }: RefAndJob): string {
  const where = searchRecent ? "the last 100 successful pipelines" : "the newest successful pipeline";
  return `job ${quoted(job)} in ${where} of ref ${quoted(ref)}`;
}

/** GitLab's 404 names neither the ref, the job nor the file. */
function explain(error: unknown, what: string, advice: string): never {
  if (!(error instanceof GitLabError) || error.code !== "notFound") throw error;
  const { code, message, status } = error;
  throw new GitLabError(code, `${what} (${message})`, {
    advice,
    ...(status !== undefined && { status }),
    cause: error,
  });
}

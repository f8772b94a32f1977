import type { Page } from "../core/ports.ts";
import { type Destroyed, destroyArtifacts, destroyJobArtifacts } from "./graphql/destroy.ts";
import { type JobFacts, jobFacts, type PipelineJob, pipelineJobsPage } from "./graphql/jobs.ts";
import type { Http } from "./http/http.ts";
import type { Lacking } from "./lacking.ts";

/** What GitLab tells and does over GraphQL alone. Looks throw GitLabError; effects never throw, and are never repeated. */
export interface GraphQl {
  /** By id, of at most 100 jobs of one project; a job that is not there is not in the map. */
  jobFacts(
    projectPath: string,
    jobIds: readonly number[],
  ): Promise<ReadonlyMap<number, JobFacts> | undefined | Lacking>;
  /** Every run in a pipeline, retried ones and bridges included, newest first, a hundred a page. */
  pipelineJobsPage(
    projectPath: string,
    pipeline: { readonly id: number } | { readonly iid: number },
    cursor?: string,
  ): Promise<Page<PipelineJob> | undefined | Lacking>;
  /** Deletes 1 to 100 files by their own ids, in one request. */
  destroyArtifacts(projectId: number, artifactIds: readonly number[]): Promise<Destroyed>;
  /** Deletes every file but the log of each of at most 100 jobs, and reports each job alone. */
  destroyJobArtifacts(jobIds: readonly number[]): Promise<ReadonlyMap<number, Destroyed>>;
}

/** Asks with the client's token; it needs the scope `read_api`, and `api` to delete. */
export function createGraphQl(http: Http): GraphQl {
  return {
    jobFacts: (projectPath, jobIds) => jobFacts(http, projectPath, jobIds),
    pipelineJobsPage: (projectPath, pipeline, cursor) => pipelineJobsPage(http, { projectPath, pipeline }, cursor),
    destroyArtifacts: (projectId, artifactIds) => destroyArtifacts(http, projectId, artifactIds),
    destroyJobArtifacts: (jobIds) => destroyJobArtifacts(http, jobIds),
  };
}

import * as z from "zod";
import type { JobStatus } from "../../core/job.ts";
import type { Page } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";
import { Flag, nullable, optional, Status, Text, When, Word } from "../fields.ts";
import type { Http } from "../http/http.ts";
import { known } from "../known.ts";
import type { Lacking } from "../lacking.ts";
import { askGraphQl, refuseAnswer } from "./ask.ts";
import { gidOf, readGid } from "./gid.ts";

/** What REST does not tell about a job. A field that is missing is unknown. */
export interface JobFacts {
  readonly id: number;
  /** `bridge`: a trigger job. */
  readonly kind: "build" | "bridge" | "other";
  readonly name?: string;
  readonly status: JobStatus;
  /** It is pending, and no runner that is online takes it. */
  readonly stuck?: boolean;
  /** A newer run of the same name took its place. */
  readonly retried?: boolean;
  /** Whether its state allows a retry, a play, a cancel, whoever asks. */
  readonly retryable?: boolean;
  readonly playable?: boolean;
  readonly cancelable?: boolean;
  /** It has `when: manual` or `when: delayed`. */
  readonly manual?: boolean;
  /** It is playable, and the token's user may play it. */
  readonly mayPlay?: boolean;
}

/** A file that a job left behind, by the number that only GraphQL tells and `destroyArtifacts` wants. */
interface ArtifactFile {
  readonly id: number;
  readonly type?: string;
  readonly sizeBytes?: number;
  /** `null`: it stays. */
  readonly expireAt?: Instant | null;
}

export interface PipelineJob extends JobFacts {
  /** At most 100; missing for a bridge. */
  readonly artifacts?: readonly ArtifactFile[];
}

const mostJobs = 100;
/** A query may weigh 250, about one for each field; Source: docs.gitlab.com/api/graphql, "Limits" (read 2026-11). */
const jobsPerQuery = 15;
const jobFields = "id name status stuck retried retryable playable cancelable manualJob canPlayJob";

const Gid = Text.transform(readGid).pipe(z.object({ kind: z.string(), id: z.int() }));

/** GraphQL writes large numbers as texts. */
const BigSize = optional(z.union([z.number().nonnegative(), z.string().regex(/^\d+$/).transform(Number)]));

/** A list whose items may be `null`, where something of them failed or is hidden. */
function listOf<T extends z.ZodType>(item: T) {
  return z.array(item.nullable()).transform((items) => items.filter((one) => one !== null));
}

// Source: gitlabhq app/graphql/types/ci/job_type.rb and job_artifact_type.rb (read 2026-11)
const ArtifactAnswer = z
  .object({ id: Gid, fileType: Word, size: BigSize, expireAt: When })
  .transform(
    ({ id: { id }, fileType, size, expireAt }): ArtifactFile =>
      known({ id, type: fileType?.toLowerCase(), sizeBytes: size, expireAt }),
  );

const FactsAnswer = z
  .object({
    id: Gid,
    name: Word,
    status: Text.nullish()
      .transform((word) => word?.toLowerCase() ?? "other")
      .pipe(Status),
    stuck: Flag,
    retried: Flag,
    retryable: Flag,
    playable: Flag,
    cancelable: Flag,
    manualJob: Flag,
    canPlayJob: Flag,
    artifacts: nullable(z.object({ nodes: listOf(ArtifactAnswer) })),
  })
  .transform(
    ({ id: { kind, id }, manualJob, canPlayJob, artifacts, ...facts }): PipelineJob =>
      known({ ...facts, id, kind: kindOf(kind), manual: manualJob, mayPlay: canPlayJob, artifacts: artifacts?.nodes }),
  );

const JobsOfProject = z.object({ project: z.record(z.string(), FactsAnswer.nullable()).nullable() });

const JobsOfPipeline = z.object({
  project: z
    .object({
      pipeline: z
        .object({
          jobs: z.object({
            nodes: listOf(FactsAnswer),
            pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: nullable(z.string()) }),
          }),
        })
        .nullable(),
    })
    .nullable(),
});

/**
 * Facts about jobs of one project, by id, 15 a request; a job that is not there or hidden is not in the map.
 *
 * @returns `undefined` when there is no such project, or it is hidden
 * @throws RangeError on more than 100 jobs; GitLabError when GitLab cannot be asked
 */
export async function jobFacts(
  http: Http,
  projectPath: string,
  jobIds: readonly number[],
): Promise<ReadonlyMap<number, JobFacts> | undefined | Lacking> {
  const ids = [...new Set(jobIds)];
  if (ids.length > mostJobs) throw new RangeError(`facts about ${ids.length} jobs were asked for: at most ${mostJobs}`);
  const found = new Map<number, JobFacts>();
  for (let at = 0; at < ids.length; at += jobsPerQuery) {
    const batch = ids.slice(at, at + jobsPerQuery);
    const jobs = batch.map((id) => `j${id}: job(id: "${gidOf("Ci::Build", id)}") { ${jobFields} }`);
    const query = `query ($path: ID!) { project(fullPath: $path) { ${jobs.join(" ")} } }`;
    const question = { where: "GraphQL jobFacts", query, variables: { path: projectPath } };
    const answer = await askGraphQl(http, question, (data) => JobsOfProject.safeParse(data).data);
    if ("lacking" in answer) return answer;
    if (!answer.project) return undefined;
    for (const id of batch) {
      const facts = answer.project[`j${id}`];
      if (facts && facts.id !== id)
        return refuseAnswer(question.where, `the answer is about job ${facts.id}, not ${id}`);
      if (facts) found.set(id, facts);
    }
  }
  return found;
}

/**
 * One page of every run in a pipeline, newest first, a hundred a page: retried ones, bridges and external ones included.
 * By `iid` any GitLab that has GraphQL can be asked; by `id` newer ones only.
 *
 * @returns `undefined` when there is no such project or pipeline, or it is hidden
 * @throws GitLabError when GitLab cannot be asked
 */
export async function pipelineJobsPage(
  http: Http,
  { projectPath, pipeline }: { projectPath: string; pipeline: { readonly id: number } | { readonly iid: number } },
  cursor?: string,
): Promise<Page<PipelineJob> | undefined | Lacking> {
  const which = "id" in pipeline ? `id: "${gidOf("Ci::Pipeline", pipeline.id)}"` : `iid: "${pipeline.iid}"`;
  const files = "artifacts { nodes { id fileType size expireAt } }";
  const jobs = `jobs(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { ${jobFields} ${files} } }`;
  const query = `query ($path: ID!, $after: String) { project(fullPath: $path) { pipeline(${which}) { ${jobs} } } }`;
  const question = { where: "GraphQL pipelineJobs", query, variables: { path: projectPath, after: cursor ?? null } };
  const answer = await askGraphQl(http, question, (data) => JobsOfPipeline.safeParse(data).data);
  if ("lacking" in answer) return answer;
  const list = answer.project?.pipeline?.jobs;
  if (!list) return undefined;
  const { hasNextPage, endCursor } = list.pageInfo;
  if (!hasNextPage) return { items: list.nodes };
  if (!endCursor || endCursor === cursor) return refuseAnswer(question.where, "the next page is the same page");
  return { items: list.nodes, next: endCursor };
}

function kindOf(kind: string): JobFacts["kind"] {
  if (kind === "Ci::Build") return "build";
  return kind === "Ci::Bridge" ? "bridge" : "other";
}

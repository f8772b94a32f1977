import { GitLabError } from "../core/errors.ts";
import type { JobStatus } from "../core/job.ts";
import type { Page } from "../core/ports.ts";
import type { Instant } from "../core/time.ts";
import { type PipelineDetail, toPipeline } from "./answers/pipeline.ts";
import { askOne, askPage, refuse, unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { pagePath } from "./http/pages.ts";
import { known } from "./known.ts";
import { type ProjectRef, pipelinePath, projectPath } from "./place.ts";

/** Which pipelines. A GitLab that is too old for a filter ignores it; what contradicts it is then left out here. */
interface PipelinesAsked {
  readonly ref?: string;
  /** Of this commit. */
  readonly sha?: string;
  readonly status?: Exclude<JobStatus, "other">;
  /** `parent_pipeline` also finds child pipelines (GitLab 17), which no other list holds. */
  readonly source?: string;
  /** `tags`, `branches`: the newest pipeline of each tag or branch that is still there. */
  readonly scope?: "running" | "pending" | "finished" | "branches" | "tags";
  readonly updatedAfter?: Instant;
  readonly updatedBefore?: Instant;
  /** Default: `id`. */
  readonly orderBy?: "id" | "status" | "ref" | "updated_at" | "user_id";
  /** Default: `desc`. */
  readonly sort?: "asc" | "desc";
  /** Where the page before said to go on. */
  readonly cursor?: string;
  /** 1 to 100; default 100. */
  readonly perPage?: number;
}

/** Looks at pipelines. Each throws GitLabError; what is not there (or hidden) is `undefined`. */
export interface Pipelines {
  page(project: ProjectRef, asked?: PipelinesAsked): Promise<Page<PipelineDetail> | undefined>;
  get(project: ProjectRef, pipelineId: number): Promise<PipelineDetail | undefined>;
  /**
   * The newest pipeline of the ref's newest commit; where that commit has none (or GitLab is older than 12.3), the newest
   * of the ref, which may be of an older commit: compare `sha`.
   */
  newest(project: ProjectRef, ref: string): Promise<PipelineDetail | undefined>;
  /** The newest of a ref that succeeded. A branch and a tag of that name are not told apart. */
  newestSuccess(project: ProjectRef, ref: string): Promise<PipelineDetail | undefined>;
}

/** Source: docs.gitlab.com/api/pipelines (read 2026-11). */
export function createPipelines(http: Http): Pipelines {
  return {
    page: (project, asked = {}) =>
      unlessGone(async () => {
        const page = await askPage(http, pagePath(firstPage(project, asked), asked.cursor), toPipeline);
        return { ...page, items: page.items.filter((pipeline) => !contradicts(pipeline, asked)) };
      }),

    get: (project, pipelineId) =>
      unlessGone(async () => {
        const path = pipelinePath(project, pipelineId);
        const pipeline = await askOne(http, path, toPipeline);
        return pipeline.id === pipelineId ? pipeline : refuse(path, "the answer is about another pipeline");
      }),

    newest: (project, ref) =>
      unlessGone(async () => (await latest(http, project, ref)) ?? (await first(http, project, { ref }))),

    newestSuccess: (project, ref) => unlessGone(() => newestSuccess(http, project, ref)),
  };
}

/** The newest pipeline of a ref, of whatever commit; no list holds child pipelines. @throws GitLabError `notFound`, as below */
export function newestOfRef(http: Http, project: ProjectRef, ref: string): Promise<PipelineDetail | undefined> {
  return first(http, project, { ref });
}

/** As `Pipelines.newestSuccess`, but a project that is gone is not one without a success. @throws GitLabError `notFound` then */
export function newestSuccess(http: Http, project: ProjectRef, ref: string): Promise<PipelineDetail | undefined> {
  return first(http, project, { ref, status: "success" });
}

/**
 * Pipelines that changed since then, the last changed first. A GitLab that is too old for the question shows others: who asks
 * for few wants to know whether there are any, and takes those for a yes.
 *
 * @throws GitLabError `notFound` where the project is gone: it is not one in which nothing happened
 */
export async function changedPipelines(
  http: Http,
  project: ProjectRef,
  { since, children, most }: { since: Instant; children?: true; most?: number },
): Promise<readonly PipelineDetail[]> {
  const source = children ? { source: "parent_pipeline" } : {};
  const asked = { updatedAfter: since, orderBy: "updated_at", perPage: most ?? 100, ...source } as const;
  const { items } = await askPage(http, firstPage(project, asked), toPipeline);
  return most === undefined ? items.filter((pipeline) => !contradicts(pipeline, asked)) : items;
}

async function first(http: Http, project: ProjectRef, asked: PipelinesAsked): Promise<PipelineDetail | undefined> {
  const path = firstPage(project, { ...asked, perPage: 1 });
  const newest = (await askPage(http, path, toPipeline)).items[0];
  if (newest && contradicts(newest, asked)) return refuse(path, "the list is not of the ref and status asked for");
  return newest;
}

function firstPage(project: ProjectRef, asked: PipelinesAsked): string {
  const {
    ref,
    sha,
    status,
    source,
    scope,
    updatedAfter,
    updatedBefore,
    orderBy = "id",
    sort = "desc",
    perPage = 100,
  } = asked;
  const moment = (at: Instant | undefined) => (at === undefined ? at : new Date(at).toISOString());
  const query = new URLSearchParams(
    known({
      ref: ref?.toWellFormed(),
      sha,
      status,
      source,
      scope,
      updated_after: moment(updatedAfter),
      updated_before: moment(updatedBefore),
      order_by: orderBy,
      sort,
      per_page: String(perPage),
    }),
  );
  return `${projectPath(project)}/pipelines?${query}`;
}

/**
 * GitLab's own word for the newest. Where there is none, it answers 403, as if one must not see it; before 12.3 it takes
 * `latest` for an id: 400. In both cases the list tells. Source: gitlabhq lib/api/ci/pipelines.rb (read 2026-11).
 */
async function latest(http: Http, project: ProjectRef, ref: string): Promise<PipelineDetail | undefined> {
  const query = new URLSearchParams({ ref: ref.toWellFormed() });
  try {
    const pipeline = await askOne(http, `${projectPath(project)}/pipelines/latest?${query}`, toPipeline);
    return contradicts(pipeline, { ref }) ? undefined : pipeline;
  } catch (error) {
    if (error instanceof GitLabError && [400, 403, 404].includes(error.status ?? 0)) return undefined;
    throw error;
  }
}

/** Whether what is known of the pipeline is not what was asked for. */
function contradicts({ ref, sha, status, source, updatedAt }: PipelineDetail, asked: PipelinesAsked): boolean {
  const differs = <T>(has: T | undefined, wanted: T | undefined) =>
    has !== undefined && wanted !== undefined && has !== wanted;
  if (differs(ref, asked.ref) || differs(status, asked.status) || differs(source, asked.source)) return true;
  if (differs(sha, asked.sha)) return true;
  if (updatedAt === undefined) return false;
  return updatedAt < (asked.updatedAfter ?? -Infinity) || updatedAt > (asked.updatedBefore ?? Infinity);
}

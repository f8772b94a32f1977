import type { GitLab, GitLabReads, Reply } from "../../../lib/core/gitlab.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { Instant } from "../../../lib/core/time.ts";
import { nothingFurther, oneByOne } from "../nothingFurther.ts";

/** A pipeline of the model; jobs and children name it by its id, and a child's is higher than its parent's. */
export interface ModelPipeline {
  readonly id: number;
  readonly ref: string;
  readonly isTag: boolean;
  readonly status: string;
  readonly parent?: number;
}

/** One project as GitLab would have it, with nothing but what decides whether a job's files may go. */
export interface Model {
  readonly id: number;
  readonly path: string;
  isArchived: boolean;
  /** By name: whether it is protected. */
  readonly branches: Map<string, boolean>;
  readonly tags: Map<string, { isProtected: boolean; hasRelease: boolean }>;
  readonly pipelines: Map<number, ModelPipeline>;
  readonly jobs: Map<number, Job>;
}

/** What was deleted, in order: of which job, and when the request was sent. */
export interface Deed {
  readonly verb: "deleteArtifacts" | "erase";
  readonly jobId: number;
  readonly at: Instant;
}

interface Seam {
  readonly clock: () => Instant;
  /** Time passes, and people act. */
  readonly pass?: () => void;
  /** Whether GitLab deletes a hundred at a time. */
  readonly isTogether?: boolean;
}

/** The model behind the ports, and what was deleted of it. It deletes whatever it is told to, as GitLab does. */
export function gitlabOf(model: Model, { clock, pass = () => {}, isTogether = false }: Seam) {
  const deeds: Deed[] = [];
  const look = async <T>(answer: () => T): Promise<T> => {
    pass();
    const found = answer();
    pass();
    return found;
  };
  const act = (verb: Deed["verb"], jobId: number): Reply => {
    deeds.push({ verb, jobId, at: clock() });
    const job = model.jobs.get(jobId);
    if (job) model.jobs.set(jobId, { ...job, artifacts: null, ...(verb === "erase" && { erasedAt: clock() }) });
    const after = model.jobs.get(jobId);
    return { kind: "accepted", status: 201, ...(after && { job: after }) };
  };
  const gitlab: GitLab = {
    reads: readsOf(model, look),
    writes: {
      ...oneByOne,
      ...(isTogether && {
        deletesAtOnce: 100,
        deleteArtifactsOf: async (ids) => new Map(ids.map((id) => [id, act("deleteArtifacts", id)])),
      }),
      deleteArtifacts: async (_, id) => act("deleteArtifacts", id),
      erase: async (_, id) => act("erase", id),
      retry: async () => refused,
      cancel: async () => refused,
      play: async () => refused,
      keep: async () => refused,
    },
  };
  return { gitlab, deeds };
}

const refused: Reply = { kind: "rejected", status: 400, message: "the model does not run jobs" };

function readsOf(model: Model, look: <T>(answer: () => T) => Promise<T>): GitLabReads {
  const newestFirst = () => [...model.jobs.values()].sort((one, other) => other.id - one.id);
  const page = 100;
  return {
    ...nothingFurther,
    job: (_, id) => look(() => model.jobs.get(id)),
    pipelineJobs: (_, id) => look(() => newestFirst().filter(({ pipelineId }) => pipelineId === id)),
    jobsPage: (_, cursor = "0") =>
      look(() => {
        const from = Number(cursor);
        const all = newestFirst();
        return { items: all.slice(from, from + page), ...(all.length > from + page && { next: String(from + page) }) };
      }),
    project: (id) => look(() => ({ id, path: model.path, isArchived: model.isArchived })),
    projectsPage: () => look(() => ({ items: [{ id: model.id, path: model.path }] })),
    newestSuccess: (_, ref) => look(() => newest(model, ref, "success")),
    newestPipeline: (_, ref) => look(() => newest(model, ref)),
    branchIsProtected: (_, branch) => look(() => model.branches.get(branch)),
    tag: (_, tag) => look(() => model.tags.get(tag)),
    pipeline: (_, id) =>
      look(() => {
        const found = model.pipelines.get(id);
        const source = found?.parent === undefined ? "push" : "parent_pipeline";
        return found && { id, source, tag: found.isTag, status: found.status, ref: found.ref };
      }),
    protectedEnvironments: async () => ({ names: [], canProtect: false }),
    me: async () => ({ id: 900, username: "penstock" }),
  };
}

/** GitLab's lists of a ref mix a branch and a tag of one name, and hold no children. */
function newest({ pipelines }: Model, ref: string, status?: string): { readonly id: number } | undefined {
  const listed = [...pipelines.values()].filter((one) => one.ref === ref && one.parent === undefined);
  const found = listed.filter((one) => status === undefined || one.status === status).map(({ id }) => id);
  return found.length === 0 ? undefined : { id: Math.max(...found) };
}

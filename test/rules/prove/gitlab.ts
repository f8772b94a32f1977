import { setImmediate } from "node:timers/promises";
import type { Pipeline, Project, Job as TwinJob } from "../../../infra/twin/state/graph.ts";
import type { Verb } from "../../../infra/twin/state/world.ts";
import type { Twin } from "../../../infra/twin/twin.ts";
import type { GitLab, GitLabReads, GitLabWrites, Reply } from "../../../lib/core/gitlab.ts";
import type { Job } from "../../../lib/core/job.ts";
import { nothingFurther, oneByOne } from "../../app/nothingFurther.ts";
import { jobSeen } from "../../simulation/views.ts";

/** What was sent to GitLab to change something. */
export interface Call {
  readonly verb: Verb;
  readonly jobId: number;
  /** GitLab said no, and the limit has it back. */
  readonly isRejected: boolean;
}

/** What is not as it is otherwise. */
export interface Oddities {
  /** GitLab says of every pipeline that a person began it: no budget for pipelines of our own holds. */
  readonly hidesOurPipelines?: boolean;
  /** Every other request that is sent meanwhile comes before a play. */
  readonly slowPlays?: boolean;
}

/** A twin behind the ports, without HTTP: every request is answered, and those that change something are counted. */
export function gitlabOf(
  twin: Twin,
  calls: Call[],
  { hidesOurPipelines = false, slowPlays = false }: Oddities,
): GitLab {
  return { reads: readsOf(twin, hidesOurPipelines), writes: writesOf(twin, calls, slowPlays) };
}

function seen(job: TwinJob, now: number): Job {
  return { ...jobSeen(job, now), ...(job.trigger && { isBridge: true as const }) };
}

function readsOf(twin: Twin, hidesOurPipelines: boolean): GitLabReads {
  const { world } = twin;
  const projectOf = (id: number) => world.projects.find((project) => project.id === id);
  const pipelineOf = (projectId: number, id: number) => projectOf(projectId)?.pipelines.find((one) => one.id === id);
  const all = (jobs: readonly TwinJob[]) => jobs.map((job) => seen(job, world.clock()));
  return {
    ...nothingFurther,
    async job(_, jobId) {
      const job = world.jobs.get(jobId);
      return job && !job.trigger ? seen(job, world.clock()) : undefined;
    },
    async pipelineJobs(projectId, id) {
      const pipeline = pipelineOf(projectId, id);
      return pipeline && all(pipeline.jobs);
    },
    async bridges(projectId, id) {
      const pipeline = pipelineOf(projectId, id);
      return pipeline && all(pipeline.bridges.filter(({ isRetried }) => !isRetried));
    },
    async jobsPage(projectId, _cursor, statuses) {
      const jobs = all(projectOf(projectId)?.pipelines.flatMap((one) => one.jobs) ?? []);
      return {
        items: jobs
          .filter(({ status }) => !statuses || statuses.includes(status))
          .toSorted((one, other) => other.id - one.id),
      };
    },
    project: async (id) => shortOf(projectOf(id)),
    projectsPage: async () => ({ items: world.projects.flatMap((project) => shortOf(project) ?? []) }),
    async newestSuccess(projectId, ref) {
      const found = listed(projectOf(projectId)).findLast((one) => one.ref === ref && one.status === "success");
      return found && { id: found.id };
    },
    async newestPipeline(projectId, ref) {
      const found = listed(projectOf(projectId)).findLast((one) => one.ref === ref);
      return found && { id: found.id };
    },
    changedPipelines: async (projectId, since) =>
      listed(projectOf(projectId))
        .filter(({ updatedAt }) => updatedAt >= since)
        .toSorted((one, other) => other.updatedAt - one.updatedAt)
        .slice(0, 100)
        .map(({ id }) => ({ id })),
    branchIsProtected: async () => false,
    async pipeline(projectId, id) {
      const found = pipelineOf(projectId, id);
      if (!found) return undefined;
      const { source, status, ref, person, createdAt } = found;
      const userId = hidesOurPipelines ? 0 : (person?.id ?? null);
      return { id, source, status, ref, tag: found.tag, createdAt, userId, mergeRequest: null };
    },
    protectedEnvironments: async () => ({ names: [], canProtect: false }),
    me: async () => ({ id: twin.bot.id, username: twin.bot.username }),
  };
}

/** No list of GitLab's holds children. */
function listed(project: Project | undefined): readonly Pipeline[] {
  return project?.pipelines.filter(({ source }) => source !== "parent_pipeline") ?? [];
}

function shortOf(project: Project | undefined): { id: number; path: string } | undefined {
  return project && { id: project.id, path: project.path };
}

function writesOf(twin: Twin, calls: Call[], slowPlays: boolean): GitLabWrites {
  const send = async (verb: Verb, jobId: number): Promise<Reply> => {
    const done = twin.world.jobs.has(jobId)
      ? twin.act(verb, jobId, { by: twin.bot.username })
      : ({ refused: 404, message: "404 Not found" } as const);
    calls.push({ verb, jobId, isRejected: "refused" in done });
    if ("refused" in done)
      return {
        kind: "rejected",
        status: done.refused,
        message: typeof done.message === "string" ? done.message : done.message.error,
      };
    if (verb === "deleteArtifacts") return { kind: "accepted", status: done.status };
    return { kind: "accepted", status: done.status, job: seen(done.job, twin.world.clock()) };
  };
  return {
    ...oneByOne,
    retry: (_, jobId) => send("retry", jobId),
    cancel: (_, jobId) => send("cancel", jobId),
    async play(_, jobId) {
      if (slowPlays) await setImmediate();
      return send("play", jobId);
    },
    keep: (_, jobId) => send("keep", jobId),
    deleteArtifacts: (_, jobId) => send("deleteArtifacts", jobId),
    erase: (_, jobId) => send("erase", jobId),
  };
}

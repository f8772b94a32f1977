import type { Job as TwinJob, Pipeline as TwinPipeline } from "../../infra/twin/state/graph.ts";
import { GitLabError } from "../../lib/core/errors.ts";
import type { Job } from "../../lib/core/job.ts";
import type { GitLab, GitLabReads, Page } from "../../lib/core/ports.ts";
import { nothingFurther } from "../app/nothingFurther.ts";
import { callsPort } from "./callsPort.ts";
import { ask, type Process } from "./process.ts";
import { drawn } from "./random.ts";
import { rightsPort } from "./rightsPort.ts";
import { callTimeoutSeconds } from "./settings.ts";
import type { Stage } from "./stage.ts";
import { jobSeen } from "./views.ts";

const pageSize = 4;

/** GitLab as one container reaches it. */
export function gitlabPort(stage: Stage, now: () => Process, isDown: () => boolean): GitLab {
  return { reads: looksPort(stage, now, isDown), writes: callsPort(stage, now, isDown) };
}

function looksPort(stage: Stage, now: () => Process, isDown: () => boolean): GitLabReads {
  const { twin } = stage;
  const look = <T>(what: string, see: (lagMillis: number) => T) => request(stage, now(), { what, isDown, see });
  const projectOf = (id: number) => twin.world.projects.find((project) => project.id === id);
  const short = ({ id, path }: { id: number; path: string }) => ({ id, path });
  return {
    ...nothingFurther,
    ...rightsPort(stage, look),
    job: (_, jobId) => {
      stage.witness.asked.set(`${now().id} ${jobId}`, stage.timeline.now());
      return look("look at a job", (lag) => asItWas(stage, twin.world.jobs.get(jobId), lag));
    },
    pipelineJobs: (projectId, pipelineId) =>
      look("look at runs", (lag) => {
        const pipeline = projectOf(projectId)?.pipelines.find(({ id }) => id === pipelineId);
        return pipeline && allOf(stage, pipeline, lag);
      }),
    jobsPage: (projectId, cursor, statuses) => {
      for (const { jobs } of projectOf(projectId)?.pipelines ?? [])
        for (const { id } of jobs) stage.witness.asked.set(`${now().id} ${id}`, stage.timeline.now());
      return look("look at a page of jobs", (lag) => {
        const pipelines = projectOf(projectId)?.pipelines ?? [];
        const jobs = pipelines
          .flatMap((pipeline) => allOf(stage, pipeline, lag))
          .sort((one, other) => other.id - one.id);
        const [list, after] = cursor === undefined ? [statuses?.join(" "), undefined] : readCursor(cursor);
        return pageOf(
          jobs.filter(({ id, status }) => (!list || list.split(" ").includes(status)) && (!after || id < after)),
          list,
        );
      });
    },
    project: (id) =>
      look("look at a project", () => projectOf(id) && short(projectOf(id) as { id: number; path: string })),
    projectsPage: (cursor) =>
      look("look at projects", () => {
        const at = Number(cursor ?? 0);
        const items = twin.world.projects.slice(at, at + 1).map(short);
        return { items, ...(at + 1 < twin.world.projects.length && { next: String(at + 1) }) };
      }),
    newestSuccess: (projectId, ref) =>
      look("look at the newest success", () => {
        const found = projectOf(projectId)?.pipelines.findLast((one) => one.ref === ref && one.status === "success");
        return found && { id: found.id };
      }),
    newestPipeline: (projectId, ref) =>
      look("look at the newest pipeline", () => {
        const found = projectOf(projectId)?.pipelines.findLast((one) => one.ref === ref);
        return found && { id: found.id };
      }),
    changedPipelines: (projectId, since, { children, most = 100 } = {}) =>
      look("look at changed pipelines", (lag) => {
        const seen = stage.timeline.now() - lag;
        const isChild = ({ source }: TwinPipeline) => source === "parent_pipeline";
        return (projectOf(projectId)?.pipelines ?? [])
          .filter((one) => isChild(one) === (children === true) && one.updatedAt >= since && one.updatedAt <= seen)
          .sort((one, other) => other.updatedAt - one.updatedAt)
          .slice(0, most)
          .map(({ id }) => ({ id }));
      }),
    pipeline: (projectId, pipelineId) =>
      look("look at a pipeline", () => {
        const found = projectOf(projectId)?.pipelines.find(({ id }) => id === pipelineId);
        return found && { id: found.id, userId: found.person?.id ?? null, tag: found.tag, source: found.source };
      }),
    protectedEnvironments: () => look("look at protected environments", () => ({ names: [], canProtect: false })),
    branchIsProtected: () => look("look at a branch", () => false),
    bridges: () => look("look at trigger jobs", () => []),
    me: () => look("look at the bot", () => ({ id: twin.bot.id, username: twin.bot.username })),
  };
}

function readCursor(cursor: string): [string | undefined, number] {
  const [list = "", after = "0"] = cursor.split("|");
  return [list === "" ? undefined : list, Number(after)];
}

function pageOf(jobs: readonly Job[], list: string | undefined): Page<Job> {
  const items = jobs.slice(0, pageSize);
  const last = items.at(-1);
  return { items, ...(jobs.length > pageSize && last && { next: `${list ?? ""}|${last.id}` }) };
}

function allOf(stage: Stage, { jobs }: TwinPipeline, lagMillis: number): Job[] {
  return jobs.flatMap((job) => asItWas(stage, job, lagMillis) ?? []);
}

/** A job as a replica shows it that lags so much; it did not exist yet where it is younger. */
function asItWas(stage: Stage, job: TwinJob | undefined, lagMillis: number): Job | undefined {
  const now = stage.timeline.now();
  if (!job || lagMillis === 0) return job && jobSeen(job, now);
  const past = stage.witness.past.get(job.id)?.findLast(({ at }) => at <= now - lagMillis);
  return past?.job;
}

interface Look<T> {
  readonly what: string;
  readonly isDown: () => boolean;
  readonly see: (lagMillis: number) => T;
}

function request<T>(stage: Stage, process: Process, { what, isDown, see }: Look<T>): Promise<T> {
  const { random, profile } = stage;
  const isHostile = stage.isHostile();
  const { lagSeconds, failed, throttled, slow, lagging } = profile.looks;
  const fault = isHostile ? drawn(random.next(), { failed, throttled, slow, lagging }) : undefined;
  if (fault) stage.met(`look ${fault}`);
  const seconds = fault === "slow" ? random.next() * (callTimeoutSeconds - 2) : 0;
  return ask(stage, process, {
    what,
    thereMillis: 20 + Math.round(random.next() * 80 + seconds * 500),
    backMillis: 20 + Math.round(random.next() * 80 + seconds * 500),
    serve() {
      if (isDown()) throw gitlabError("unreachable", "GitLab is down");
      if (fault === "failed") throw gitlabError(random.chance(0.5) ? "server" : "timeout", "GitLab did not answer");
      if (fault === "throttled") throw gitlabError("throttled", "GitLab asks for patience", 15);
      return see(fault === "lagging" ? Math.round(random.next() * lagSeconds * 1000) : 0);
    },
  });
}

function gitlabError(code: "unreachable" | "server" | "timeout" | "throttled", message: string, seconds?: number) {
  return new GitLabError(code, message, {
    advice: "Wait.",
    ...(seconds !== undefined && { retryAfterSeconds: seconds }),
  });
}

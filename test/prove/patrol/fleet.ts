import { GitLabError } from "../../../lib/core/errors.ts";
import type { GitLabReads } from "../../../lib/core/gitlab.ts";
import type { Job } from "../../../lib/core/job.ts";
import { nothingFurther } from "../../app/nothingFurther.ts";

/** A pipeline as the lists show it: what happens to its jobs changes it only where its own status changes. */
interface Pipeline {
  readonly id: number;
  readonly isChild: boolean;
  updatedAt: number;
}

/** A project of a GitLab that holds many. */
export interface Member {
  readonly id: number;
  path: string;
  isArchived: boolean;
  readonly jobs: Job[];
  readonly pipelines: Pipeline[];
  /** It does not answer until then. */
  brokenUntil: number;
}

export interface Fleet {
  readonly members: Map<number, Member>;
  addPipeline(member: Member, at: number, isChild?: boolean): Pipeline;
  addJob(member: Member, pipeline: Pipeline, job: Pick<Job, "status" | "name"> & { readonly at: number }): number;
  setStatus(member: Member, id: number, status: Job["status"]): void;
  readonly reads: GitLabReads;
}

const pageSize = 100;

interface Ears {
  /** Told of every request first; may let it fail. */
  ask(what: string, member?: Member): Promise<void>;
  /** Told when an answer is made: what happens now, it does not show any more. */
  answered(what: string, member: Member): void;
}

/** Many projects, and what GitLab's lists show of them. */
export function createFleet(count: number, { ask, answered }: Ears): Fleet {
  let serial = 1000;
  const members = new Map<number, Member>();
  for (let id = 1; id <= count; id++) members.set(id, newMember(id));

  async function asked(what: string, id: number): Promise<Member> {
    const member = members.get(id);
    await ask(what, member);
    if (!member) throw new GitLabError("notFound", `GET /projects/${id}: 404`, { advice: "none", status: 404 });
    return member;
  }

  const reads: Partial<GitLabReads> = {
    async projectsPage(cursor) {
      await ask("projects");
      const after = Number(cursor ?? 0);
      const all = [...members.values()].filter(({ id, isArchived }) => id > after && !isArchived);
      const items = all.sort((one, other) => one.id - other.id).slice(0, pageSize);
      const last = items.at(-1);
      return {
        items: items.map(({ id, path }) => ({ id, path })),
        ...(all.length > pageSize && last && { next: String(last.id) }),
      };
    },
    async jobsPage(id, cursor, statuses = []) {
      const isOpen = statuses.includes("running");
      const member = await asked(isOpen ? "open jobs" : "ended jobs", id);
      const before = Number(cursor ?? Number.MAX_SAFE_INTEGER);
      const rows = member.jobs.filter((job) => job.id < before && statuses.some((status) => status === job.status));
      const items = rows.sort((one, other) => other.id - one.id).slice(0, pageSize);
      const last = items.at(-1);
      answered(isOpen ? "open jobs" : "ended jobs", member);
      return { items, ...(rows.length > pageSize && last && { next: String(last.id) }) };
    },
    async changedPipelines(id, since, { children, most = 100 } = {}) {
      const member = await asked("changes", id);
      const isAsked = (one: Pipeline) => one.isChild === (children === true) && one.updatedAt >= since;
      const items = member.pipelines.filter(isAsked).slice(0, most);
      answered("changes", member);
      return items;
    },
  };

  return {
    members,
    reads: { ...nothingFurther, ...reads } as GitLabReads,
    addPipeline({ pipelines }, at, isChild = false) {
      const pipeline = { id: ++serial, isChild, updatedAt: at };
      pipelines.push(pipeline);
      return pipeline;
    },
    addJob({ jobs }, { id: pipelineId }, { at, ...job }) {
      const id = ++serial;
      const failed = job.status === "failed" ? { failureReason: "runner_system_failure" } : {};
      jobs.push({ id, pipelineId, since: at, createdAt: at, userId: 7, ...failed, ...job });
      return id;
    },
    setStatus({ jobs }, id, status) {
      const at = jobs.findIndex((job) => job.id === id);
      const job = jobs[at];
      if (job) jobs[at] = { ...job, status, ...(status === "failed" && { failureReason: "script_failure" }) };
    },
  };
}

export function newMember(id: number): Member {
  return { id, path: `group-${id % 7}/project-${id}`, isArchived: false, jobs: [], pipelines: [], brokenUntil: 0 };
}

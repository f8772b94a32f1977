import { type Patrol, type Patrolled, patrol } from "../../lib/app/patrol.ts";
import { perform } from "../../lib/app/perform.ts";
import type { Worker } from "../../lib/app/worker.ts";
import type { Job } from "../../lib/core/job.ts";
import type { GitLabReads, Page } from "../../lib/core/ports.ts";
import type { MemoryStoreOptions } from "../../lib/store/memory.ts";
import { site, start } from "./site.ts";

interface Options {
  /** The jobs of each project, by its path; project ids are 1, 2, 3, … in this order. */
  readonly projects: Readonly<Record<string, readonly Job[]>>;
  readonly rules: string;
  /** Default: all. */
  readonly watched?: readonly string[];
  /** How many things are on one page. Default: 2. */
  readonly pageSize?: number;
  readonly store?: MemoryStoreOptions;
  /** What else GitLab tells. */
  readonly reads?: Partial<GitLabReads>;
}

/** A site with several projects, and the patrol on its beat between them. */
export async function beat({ projects, rules, watched = ["**"], pageSize = 2, store, reads: more = {} }: Options) {
  const s = await site({ jobs: Object.values(projects).flat(), rules, ...(store && { store }) });
  const list = Object.keys(projects).map((path, at) => ({ id: at + 1, path }));
  const asked: string[] = [];
  const failures = new Map<string, unknown>();
  const ask = (request: string): void => {
    asked.push(request);
    const failure = failures.get(request);
    if (failure !== undefined) throw failure;
  };
  const reads: GitLabReads = {
    ...s.gitlab.reads,
    project: async (id) => list.find((one) => one.id === id),
    projectsPage: async (cursor) => {
      ask(`projects ${cursor ?? ""}`.trim());
      return pageOf(list, cursor, pageSize);
    },
    jobsPage: async (projectId, cursor, statuses = []) => {
      const path = list.find(({ id }) => id === projectId)?.path ?? "";
      ask(`${path} ${statuses.join("+")} ${cursor ?? ""}`.trim());
      const jobs = (projects[path] ?? []).flatMap(({ id }) => s.jobs.get(id) ?? []);
      const rows = jobs.filter(({ status }) => statuses.includes(status)).sort((one, other) => other.id - one.id);
      return pageOf(rows, cursor, pageSize);
    },
    ...more,
  };
  const worker: Worker = { ...s.worker, gitlab: async () => ({ ...s.gitlab, reads }) };
  return {
    ...s,
    /** All that is written but for what the patrol notes of its own beat. */
    written: async () => ({ tasks: await s.store.tasks(1_000), entries: await s.store.entries(1_000) }),
    /** What GitLab was asked by the patrol. */
    asked,
    /** Requests that fail, and how. */
    failures,
    /** One run. */
    patrol: (changes: Partial<Patrol> = {}): Promise<Patrolled | undefined> =>
      patrol(
        { id: "gitlab", projects: watched },
        {
          ...worker,
          actions: s.actions,
          reads: async () => reads,
          remainingMillis: () => 60_000,
          mostRequests: 1000,
          ...changes,
        },
      ),
    /** Performs what is due, once each. */
    async work(): Promise<void> {
      for (const task of await s.store.dueTasks(s.now(), 100)) await perform(task, worker);
    },
    /** The objects that have a task, sorted. */
    async found(): Promise<string[]> {
      return (await s.store.tasks(1000)).map(({ object }) => object).sort();
    },
  };
}

/** A page of rows; its cursor is the place of its first row. */
function pageOf<T>(rows: readonly T[], cursor: string | undefined, size: number): Page<T> {
  const from = Number(cursor ?? 0);
  const isLast = from + size >= rows.length;
  return { items: rows.slice(from, from + size), ...(!isLast && { next: String(from + size) }) };
}

/** A job of the API that failed a minute ago, an hour after it was created. */
export function failedJob(id: number, changes: Partial<Job> = {}): Job {
  return {
    id,
    name: `build ${id}`,
    status: "failed",
    pipelineId: 500 + id,
    failureReason: "api_failure",
    since: start - 60_000,
    createdAt: start - 3_600_000,
    userId: 7,
    ...changes,
  };
}

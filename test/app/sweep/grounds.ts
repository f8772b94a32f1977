import { perform } from "../../../lib/app/perform.ts";
import type { Worker } from "../../../lib/app/worker.ts";
import { type Coverage, coverageKey, readCoverage } from "../../../lib/core/coverage.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { GitLab, Page } from "../../../lib/core/ports.ts";
import type { Task } from "../../../lib/core/task.ts";
import { site, start } from "../site.ts";

const day = 86_400_000;

/** A job of a month ago that left nothing but its log. */
export function bare(id: number): Job {
  return {
    id,
    name: "lint",
    status: "success",
    ref: "feature",
    tag: false,
    pipelineId: id,
    createdAt: start - 31 * day,
    since: start - 31 * day,
    artifacts: { files: [{ type: "trace", sizeBytes: 10 }], expireAt: null },
  };
}

/** The same with an archive that expired long ago. */
export function full(id: number): Job {
  const files = [{ type: "archive", sizeBytes: 500 }];
  return { ...bare(id), name: "package", artifacts: { files, expireAt: start - 30 * day } };
}

/** Jobs with ids from the number that is given down to 1. */
export function many(count: number, make: (id: number) => Job = full): Job[] {
  return Array.from({ length: count }, (_, at) => make(count - at));
}

export const tidy = `version: 1
defaults: { mode: enforce }
rules:
  - { id: tidy, projects: ["**"], on: { schedule: { every: 1d } }, when: { tag: false }, do: deleteArtifacts }
`;

interface Options {
  /** The jobs of each project; their numbers are 1, 2, 3, … in this order. */
  readonly projects: Readonly<Record<string, readonly Job[]>>;
  readonly rules?: string;
  readonly pageSize?: number;
}

/** Workers before a GitLab of some projects, which pages by keyset. */
export async function grounds({ projects, rules = tidy, pageSize = 10 }: Options) {
  const s = await site({ jobs: [], rules });
  const list = Object.entries(projects).map(([path, jobs], at) => ({ id: at + 1, path, jobs: [...jobs] }));
  const asked: string[] = [];
  const hooks: { onPage?: (project: number, cursor: string) => Page<Job> | undefined } = {};
  const reads: GitLab["reads"] = {
    ...s.gitlab.reads,
    job: async (project, id) => list.find((one) => one.id === project)?.jobs.find((job) => job.id === id),
    project: async (id) => {
      asked.push(`project ${id}`);
      return list.find((one) => one.id === id);
    },
    projectsPage: async () => ({ items: list.map(({ id, path }) => ({ id, path })) }),
    jobsPage: async (project, cursor = "") => {
      asked.push(`jobs ${project} ${cursor}`.trim());
      const instead = hooks.onPage?.(project, cursor);
      if (instead) return instead;
      const jobs = (list.find((one) => one.id === project)?.jobs ?? []).toSorted((one, other) => other.id - one.id);
      const below = Number(/^below:(\d+)$/.exec(cursor)?.[1] ?? Infinity);
      const rest = jobs.filter(({ id }) => id < below);
      const items = rest.slice(0, pageSize);
      return { items, ...(rest.length > pageSize && { next: `below:${items.at(-1)?.id}` }) };
    },
  };
  const worker: Worker = { ...s.worker, gitlab: async () => ({ ...s.gitlab, reads }) };
  return {
    ...s,
    worker,
    hooks,
    /** What GitLab was asked. */
    asked,
    jobsOf: (project: number) => list.find(({ id }) => id === project)?.jobs ?? [],
    sweep: (project: number, cycle: string, name = "tidy") =>
      s.plan(0, "sweep", name, "deleteArtifacts", {
        effect: { source: "gitlab", project: { id: project }, verb: "sweep", mark: `${name}@${cycle}` },
      }),
    /** One run of each sweep that is due, the earliest first. */
    async step(changes: Partial<Worker> = {}): Promise<Task[]> {
      const due = (await s.store.dueTasks(s.now(), 100_000)).filter(({ verb }) => verb === "sweep");
      const after: Task[] = [];
      for (const task of due) {
        const done = await perform(task, { ...worker, ...changes });
        if (done) after.push(done);
      }
      return after;
    },
    async coverage(project: number, name = "tidy"): Promise<Coverage> {
      return readCoverage(await s.store.note(coverageKey("gitlab", name, project))) ?? {};
    },
    /** The jobs that were marked for a delete, sorted. */
    async marked(): Promise<number[]> {
      const tasks = await s.store.tasks(100_000);
      return tasks
        .flatMap(({ verb, object }) => (verb === "deleteArtifacts" ? [Number(object.slice(4))] : []))
        .sort((a, b) => a - b);
    },
  };
}

import { closeOutage, outagesOf } from "../../../lib/app/outage/outages.ts";
import { tendOutages } from "../../../lib/app/outage/tend.ts";
import { perform } from "../../../lib/app/perform.ts";
import type { Worker } from "../../../lib/app/worker.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { OutageEntry } from "../../../lib/core/journal.ts";
import type { Outage } from "../../../lib/core/outage.ts";
import type { Task } from "../../../lib/core/task.ts";
import type { MemoryStoreOptions } from "../../../lib/store/memory.ts";
import { failed } from "../jobs.ts";
import { oneRule, site } from "../site.ts";

// Many jobs that failed at once, before workers over an in-memory store.

export const retryRule = oneRule("on: job, when: { status: failed }, do: retry");
export const minute = 60;

/** So many failed jobs, numbered from 1001, each of its own name. */
export function manyFailed(count: number, of: Partial<Job> = {}, first = 1001): Job[] {
  return Array.from({ length: count }, (_, at) => ({
    ...failed,
    failureReason: "runner_system_failure",
    ...of,
    id: first + at,
    name: `test ${first + at}`,
  }));
}

interface Storm {
  readonly jobs: readonly Job[];
  readonly rules?: string;
  readonly store?: MemoryStoreOptions;
}

export async function storm({ jobs, rules = retryRule, store }: Storm) {
  const s = await site({ jobs, rules, ...(store && { store }) });
  const errors: string[] = [];
  const log: Worker["log"] = { info: () => {}, error: (what) => errors.push(what) };
  const worker: Worker = { ...s.worker, log };
  return {
    ...s,
    worker,
    /** What was logged for a person to look at. */
    errors,
    /** Plans the retry of each job, by whatever rule `r` is. */
    async planAll(ids = jobs.map(({ id }) => id), project = 42): Promise<void> {
      for (const id of ids) await s.plan(id, "retry", "r", "retry", inProject(id, project));
    },
    /** Performs everything that is due, so many at once, until nothing is. */
    async work(atOnce = 1): Promise<void> {
      for (let rounds = 0; rounds < 200; rounds++) {
        const due = await s.store.dueTasks(s.now(), atOnce);
        if (due.length === 0) return;
        await Promise.all(due.map((task) => perform(task, worker)));
      }
    },
    tend: () => tendOutages({ id: "gitlab" }, worker),
    outages: () => outagesOf("gitlab", s.store),
    close: (id: string) => closeOutage({ source: "gitlab", id, who: "ann", reason: "the runners are back" }, worker),
    async outage(): Promise<Outage> {
      const [outage] = await outagesOf("gitlab", s.store);
      if (!outage) throw new Error("no outage");
      return outage;
    },
    async told(): Promise<readonly OutageEntry[]> {
      return (await s.store.entries(10_000)).flatMap((entry) => (entry.kind === "outage" ? [entry] : []));
    },
    async parked(): Promise<readonly Task[]> {
      return (await s.store.tasks(10_000)).filter(({ parked }) => parked !== undefined);
    },
    /** Changes a job in GitLab. */
    change(id: number, changes: Partial<Job>): void {
      s.jobs.set(id, { ...(s.jobs.get(id) as Job), ...changes });
    },
    /** The newest job that GitLab has. */
    newest: () => Math.max(...s.jobs.keys()),
    /** Lets time pass in which nobody does anything. */
    later: s.pass,
    /** Lets minutes pass: each tends what is open, and performs what is due. */
    async pass(minutes: number): Promise<void> {
      for (let left = minutes; left > 0; left--) {
        s.pass(minute);
        await tendOutages({ id: "gitlab" }, worker);
        await this.work();
      }
    },
  };
}

function inProject(jobId: number, project: number) {
  const effect = { source: "gitlab", project: { id: project, path: `shop/${project}` }, jobId, verb: "retry" as const };
  return project === 42 ? {} : { effect };
}

export type OpenStorm = Awaited<ReturnType<typeof storm>>;

/** An outage with so many parked tasks, at 09:00. */
export async function parkedStorm(parked = 3, rules?: string): Promise<OpenStorm> {
  const s = await storm({ jobs: manyFailed(20 + parked), ...(rules !== undefined && { rules }) });
  await s.planAll();
  await s.work();
  return s;
}

/** Effects beside those that opened it. */
export const done = (s: OpenStorm) => s.effects.length - 20;

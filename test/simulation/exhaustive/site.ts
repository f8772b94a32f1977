import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { plan } from "../../../lib/app/plan.ts";
import { type ActiveRules, createRulesReader } from "../../../lib/app/rules.ts";
import { unthrottled } from "../../../lib/app/throttle.ts";
import type { Worker } from "../../../lib/app/worker.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { GitLab, GitLabReads } from "../../../lib/core/ports.ts";
import type { Task, TaskVerb } from "../../../lib/core/task.ts";
import { silent } from "../../../lib/edge/log.ts";
import { createMemoryStore, type MemoryStore } from "../../../lib/store/memory.ts";
import type { TableName } from "../../../lib/store/tables.ts";
import { nothingFurther } from "../../app/nothingFurther.ts";
import { type Cast, dawn } from "./cast.ts";

/** How long GitLab may take to execute a request, by Penstock's own measure. */
export const settleSeconds = 180;

/** What every play of a scene begins with: one planned task, its rule, its job. */
export interface Ground {
  readonly task: Task;
  readonly job: Job;
  readonly active: ActiveRules;
  /** A store of its own for each play, with the same things in it. `pause`: how long a transaction is under way. */
  createStore(pause: () => Promise<void>): MemoryStore;
}

const day = 86_400_000;
const kept: readonly TableName[] = ["rules", "tasks", "ledger"];

/** A branch's job of a month ago, whose artifacts expired the day after. */
export function monthOldJob(id = 1001): Job {
  return {
    id,
    name: "package",
    status: "success",
    ref: "feature",
    tag: false,
    pipelineId: 501,
    archived: false,
    since: dawn - 31 * day,
    erasedAt: null,
    artifacts: { files: [{ type: "archive", sizeBytes: 5_000 }], expireAt: dawn - 30 * day },
  };
}

/** A job of project 42 and a task that a rule has planned for it, due since a second. */
export async function prepare({
  job,
  verb,
  action = verb,
  rules,
}: {
  job: Job;
  verb: TaskVerb;
  action?: string;
  rules: string;
}): Promise<Ground> {
  const first = createMemoryStore();
  const applied = await applyRules([{ file: "rules.yaml", text: rules }], "gitlab", { store: first, actions });
  if (applied === "overtaken" || "problems" in applied) throw new Error(JSON.stringify(applied));
  const isDelete = verb === "deleteArtifacts";
  const intent = {
    effect: { source: "gitlab", project: { id: 42, path: "shop/api" }, jobId: job.id, verb },
    // What deletes was marked long ago, in a cycle that was not the first.
    want: { rule: "r@1", action, params: {}, event: "d1", ...(isDelete && { since: dawn - 8 * day }) },
    due: dawn,
  };
  if (isDelete) await first.putNote({ scope: "swept#gitlab/42", key: "r" }, `1000 ${dawn - 30 * day}`, undefined);
  const desk = { store: first, giveWay: async () => {} };
  const { task } = await plan(desk, intent, { heardAt: dawn, now: dawn });
  const active = await createRulesReader({ store: first, actions, clock: () => dawn, log: silent }).live("gitlab");
  return {
    task,
    job,
    active,
    createStore(pause) {
      const store = createMemoryStore({ pause });
      for (const table of kept) for (const item of first.tables.all(table)) store.tables.put(table, item);
      return store;
    },
  };
}

/** The looks at a GitLab that has one job. */
export function readsOf(job: () => Job): GitLabReads {
  return {
    ...nothingFurther,
    job: async () => job(),
    pipelineJobs: async () => [job()],
    jobsPage: async () => ({ items: [job()] }),
    project: async (id) => ({ id, path: "shop/api" }),
    projectsPage: async () => ({ items: [{ id: 42, path: "shop/api" }] }),
    newestSuccess: async () => ({ id: 9999 }),
    branchIsProtected: async () => false,
    newestPipeline: async () => ({ id: 9999 }),
    pipeline: async (_, id) => ({ id, userId: 7, tag: false, source: "push" }),
    protectedEnvironments: async () => ({ names: [], canProtect: false }),
    me: async () => ({ id: 900, username: "penstock" }),
  };
}

/** A worker of the real code whose store and GitLab are the scene's. */
export function workerOf({
  name,
  cast,
  store,
  gitlab,
  ground,
}: {
  name: string;
  cast: Cast;
  store: MemoryStore;
  gitlab: GitLab;
  ground: Ground;
}): Worker {
  let serial = 0;
  return {
    store,
    rules: { live: async () => ground.active, recent: async () => ground.active },
    sources: [{ id: "gitlab", projects: ["**"] }],
    gitlab: async () => gitlab,
    throttle: unthrottled,
    clock: cast.clock,
    random: () => `${name}-${++serial}`,
    giveWay: async () => {},
    luck: () => 0,
    leaseEnd: () => cast.clock() + 65_000,
    settleSeconds,
    callTimeoutSeconds: 12,
    log: silent,
  };
}

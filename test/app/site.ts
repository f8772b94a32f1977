import { actions } from "../../lib/actions/index.ts";
import { applyRules } from "../../lib/app/apply.ts";
import { perform } from "../../lib/app/perform.ts";
import { plan } from "../../lib/app/plan.ts";
import { createRulesReader } from "../../lib/app/rules.ts";
import { unthrottled } from "../../lib/app/throttle.ts";
import type { Worker } from "../../lib/app/worker.ts";
import type { Job } from "../../lib/core/job.ts";
import type { GitLab, Reply } from "../../lib/core/ports.ts";
import type { Task, TaskVerb } from "../../lib/core/task.ts";
import type { Intent } from "../../lib/core/transitions.ts";
import { silent } from "../../lib/edge/log.ts";
import { createMemoryStore, type MemoryStoreOptions } from "../../lib/store/memory.ts";
import { nothingFurther, oneByOne, openProject } from "./nothingFurther.ts";

export const start = Date.UTC(2026, 10, 20, 9);
const botId = 900;
const day = 86_400_000;
const isDelete = (verb: TaskVerb) => verb === "deleteArtifacts" || verb === "erase";

/** How the next call shall go wrong: done but its answer lost, never done, or an answer of our choice. */
export type Mishap = "lostReply" | "lostRequest" | Reply;

/** A GitLab of a few jobs behind the ports, and what it was made to do. */
function smallGitLab(jobs: Map<number, Job>, hooks: { mishaps: Mishap[]; beforeCall?: () => Promise<void> }) {
  const effects: string[] = [];
  const deleteArtifactsOf = async (ids: readonly number[]): Promise<ReadonlyMap<number, Reply>> => {
    await hooks.beforeCall?.();
    const mishap = hooks.mishaps.shift();
    const all = (reply: Reply) => new Map(ids.map((id) => [id, reply]));
    if (typeof mishap === "object") return all(mishap);
    if (mishap === "lostRequest") return all({ kind: "unknown", message: "the request was lost" });
    for (const id of ids) {
      effects.push(`delete ${id}`);
      change(id, { artifacts: null });
    }
    return all(mishap ? { kind: "unknown", message: "the answer was lost" } : { kind: "accepted", status: 200 });
  };
  const call = async (verb: string, id: number, act: () => Job | undefined): Promise<Reply> => {
    await hooks.beforeCall?.();
    const mishap = hooks.mishaps.shift();
    if (typeof mishap === "object") return mishap;
    if (mishap === "lostRequest") return { kind: "unknown", message: "the request was lost" };
    effects.push(`${verb} ${id}`);
    const job = act();
    if (mishap === "lostReply") return { kind: "unknown", message: "the answer was lost" };
    return { kind: "accepted", status: 201, ...(job && { job }) };
  };
  const change = (id: number, changes: Partial<Job>) => {
    const job = { ...(jobs.get(id) as Job), ...changes };
    jobs.set(id, job);
    return job;
  };
  const gitlab: GitLab = {
    reads: {
      ...nothingFurther,
      ...openProject,
      job: async (_, id) => jobs.get(id),
      pipelineJobs: async () => [...jobs.values()],
      jobsPage: async () => ({ items: [...jobs.values()].sort((one, other) => other.id - one.id) }),
      project: async (id) => ({ id, path: "shop/api" }),
      projectsPage: async () => ({ items: [{ id: 42, path: "shop/api" }] }),
      newestSuccess: async () => ({ id: 9999 }),
      branchIsProtected: async () => false,
      newestPipeline: async () => ({ id: 9999 }),
      // All pipelines are of the kind of the one ref that the jobs are of.
      pipeline: async (_, id) => ({ id, userId: 7, source: "push", tag: [...jobs.values()].some(({ tag }) => tag) }),
      protectedEnvironments: async () => ({ names: [], canProtect: false }),
      me: async () => ({ id: botId, username: "penstock" }),
    },
    writes: {
      retry: (_, id) =>
        call("retry", id, () => {
          const fresh: Job = {
            ...(jobs.get(id) as Job),
            id: Math.max(...jobs.keys()) + 1,
            status: "pending",
            userId: botId,
          };
          jobs.set(fresh.id, fresh);
          return fresh;
        }),
      cancel: (_, id) => call("cancel", id, () => change(id, { status: "canceled" })),
      play: (_, id) => call("play", id, () => change(id, { status: "pending", userId: botId })),
      keep: (_, id) =>
        call("keep", id, () =>
          change(id, { artifacts: { files: jobs.get(id)?.artifacts?.files ?? [], expireAt: null } }),
        ),
      deleteArtifacts: (_, id) => call("delete", id, () => change(id, { artifacts: null })),
      deletesAtOnce: 100,
      deleteArtifactsOf,
      deleteProjectArtifacts: oneByOne.deleteProjectArtifacts,
      erase: (_, id) => call("erase", id, () => change(id, { artifacts: null, erasedAt: start })),
    },
  };
  return { gitlab, effects };
}

export interface Options {
  readonly jobs: readonly Job[];
  readonly rules: string;
  readonly store?: MemoryStoreOptions;
  /** No sweep has gone through the project yet; else one of each rule has, a month ago. */
  readonly isUnswept?: true;
}

/** Workers over an in-memory store, before a small GitLab, on a clock that stands until it is moved. */
export async function site({ jobs: list, rules, store: options, isUnswept }: Options) {
  const jobs = new Map(list.map((job) => [job.id, job]));
  const store = createMemoryStore(options);
  const hooks: { mishaps: Mishap[]; beforeCall?: () => Promise<void> } = { mishaps: [] };
  const { gitlab, effects } = smallGitLab(jobs, hooks);
  let now = start;
  let serial = 0;
  const worker: Worker = {
    store,
    rules: createRulesReader({ store, actions, clock: () => now, log: silent }),
    sources: [{ id: "gitlab", projects: ["**"] }],
    gitlab: async () => gitlab,
    throttle: unthrottled,
    clock: () => now,
    random: () => `r${++serial}`,
    giveWay: async () => {},
    luck: () => 0,
    leaseEnd: () => now + 65_000,
    settleSeconds: 180,
    callTimeoutSeconds: 12,
    log: silent,
  };
  const apply = (text: string) => applyRules([{ file: "rules.yaml", text }], "gitlab", { store, actions });
  await apply(rules);
  const ruleIds = isUnswept ? [] : [...rules.matchAll(/\bid: ([a-z0-9-]+)/g)].map(([, id]) => id ?? "");
  // Past whatever faults a test has the table meet.
  for (const key of ruleIds)
    store.tables.put("ledger", { scope: "swept#gitlab/42", key, value: `1000 ${start - 30 * day}` });
  return {
    worker,
    store,
    jobs,
    effects,
    hooks,
    gitlab,
    actions,
    apply,
    now: () => now,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
    plan: (jobId: number, verb: TaskVerb, rule: string, action: string = verb, extra: Partial<Intent> = {}) =>
      plan(
        worker,
        {
          effect: {
            source: "gitlab",
            project: { id: 42, path: "shop/api" },
            jobId,
            verb,
            ...(verb === "cancel" && { andThen: "retry" as const }),
          },
          // What deletes is marked long ago, in a cycle that was not the first.
          want: { rule: `${rule}@1`, action, params: {}, event: "d1", ...(isDelete(verb) && { since: now - 8 * day }) },
          due: now,
          ...extra,
        },
        { heardAt: now, now },
      ),
    /** Performs everything that is due, until nothing is. */
    async work(): Promise<void> {
      for (let rounds = 0; rounds < 50; rounds++) {
        const due = await store.dueTasks(now, 100);
        if (due.length === 0) return;
        for (const task of due) await perform(task, worker);
      }
    },
    async task(id: string): Promise<Task> {
      const found = await store.task(id);
      if (!found) throw new Error(`no task ${id}`);
      return found;
    },
    async counter(kind: string): Promise<number> {
      const rows = store.tables.all("ledger").filter((item) => String(item.scope).includes(`/${kind}/`));
      return rows.reduce((sum, item) => sum + Number(item.n ?? 0), 0);
    },
  };
}

/** A rulebook of one enforcing rule. */
export function oneRule(body: string): string {
  return `version: 1\ndefaults: { mode: enforce }\nrules:\n  - { id: r, projects: ["**"], ${body} }\n`;
}

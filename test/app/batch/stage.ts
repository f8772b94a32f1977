import type { TestContext } from "node:test";
import { serveTwin } from "../../../infra/twin/serve.ts";
import type { Job } from "../../../infra/twin/state/graph.ts";
import type { Vintage } from "../../../infra/twin/state/world.ts";
import { createTwin } from "../../../infra/twin/twin.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { performAll } from "../../../lib/app/performAll.ts";
import { plan } from "../../../lib/app/plan.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import { unthrottled } from "../../../lib/app/throttle.ts";
import type { Worker } from "../../../lib/app/worker.ts";
import type { GitLab } from "../../../lib/core/gitlab.ts";
import { markKey } from "../../../lib/core/hold.ts";
import { jobIdOf, type Task } from "../../../lib/core/task.ts";
import { silent } from "../../../lib/edge/log.ts";
import { createGitLab } from "../../../lib/gitlab/client.ts";
import { createMemoryStore, type MemoryStoreOptions } from "../../../lib/store/memory.ts";

export const start = Date.UTC(2026, 10, 20, 9);
const day = 86_400_000;
const mark = "1764000000000";
const archive = { type: "archive", sizeBytes: 1000 };

export interface BatchOptions {
  /** How many jobs with expired artifacts. */
  readonly jobs: number;
  /** Default: one branch. */
  readonly refs?: readonly string[];
  readonly vintage?: Vintage;
  readonly rule?: string;
  readonly store?: MemoryStoreOptions;
  /** The looks and calls of GitLab, with something between. */
  readonly around?: (gitlab: GitLab) => GitLab;
}

/**
 * A twin whose project has jobs with expired artifacts, a delete of each due now, and the worker's own code with its own
 * client before it. On a clock that stands until it is moved.
 */
export async function batchStage(t: TestContext, options: BatchOptions) {
  let now = start - 40 * day;
  const clock = () => now;
  const twin = createTwin({ clock, ...(options.vintage && { vintage: options.vintage }) });
  const { refs = ["feature"] } = options;
  const members = { [twin.bot.username]: "maintainer" } as const;
  const project = twin.addProject({ path: "shop/api", branches: ["main", ...refs.filter(isBranch)], members });
  const jobs = old(options.jobs, refs);
  now = start;
  const served = await serveTwin(twin);
  const client = createGitLab({
    baseUrl: served.url,
    token: twin.bot.token,
    userAgent: "test",
    clock,
    tokenAs: "private",
  });
  t.after(async () => {
    await client.close();
    await served.close();
  });
  const store = createMemoryStore(options.store);
  const { rule = "limit: { perProjectPerHour: 1000, percentPerDay: 100 }" } = options;
  let serial = 0;
  const gitlab = options.around?.(client) ?? client;
  const worker: Worker = {
    store,
    rules: createRulesReader({ store, actions, clock, log: silent }),
    sources: [{ id: "gitlab", projects: ["**"] }],
    gitlab: async () => gitlab,
    throttle: unthrottled,
    clock,
    random: () => `r${++serial}`,
    giveWay: async () => {},
    luck: () => 0,
    leaseEnd: () => now + 65_000,
    settleSeconds: 180,
    callTimeoutSeconds: 12,
    log: silent,
  };
  const text = `version: 1\ndefaults: { mode: enforce }\nrules:\n  - { id: tidy, projects: ["**"], on: { schedule: { every: 1d } }, do: deleteArtifacts, ${rule} }\n`;
  const applied = await applyRules([{ file: "rules.yaml", text }], "gitlab", { store, actions });
  if (applied === "overtaken" || "problems" in applied) throw new Error(JSON.stringify(applied));
  await store.putNote({ scope: `swept#gitlab/${project.id}`, key: "tidy" }, `1000000 ${start - 30 * day}`, undefined);

  function old(count: number, names: readonly string[]): Job[] {
    const made = Array.from({ length: count }, (_, at) => {
      const ref = names[at % names.length] ?? "feature";
      const pipeline = twin.addPipeline(project.id, { ref, tag: !isBranch(ref), jobs: [{ name: "package" }] });
      const job = twin.jobNamed(pipeline.id, "package");
      const done = twin.succeed(job.id, { artifacts: { files: [archive], expireInSeconds: null } });
      // Its files stay, as those do that GitLab forgets to unlock.
      done.artifactsExpireAt = now + day;
      return twin.job(job.id);
    });
    // Each ref's newest pipeline is none of theirs.
    for (const ref of names) {
      const pipeline = twin.addPipeline(project.id, { ref, tag: !isBranch(ref), jobs: [{ name: "unit" }] });
      twin.succeed(twin.jobNamed(pipeline.id, "unit").id);
    }
    return made;
  }

  async function planAll(): Promise<Task[]> {
    const pages = await pagesOf(client, project.id);
    const tasks: Task[] = [];
    for (const job of jobs) {
      const place = { source: "gitlab", project: { id: project.id, path: project.path } };
      const { task } = await plan(
        worker,
        {
          effect: { ...place, jobId: job.id, verb: "deleteArtifacts", mark },
          want: { rule: "tidy@1", action: "deleteArtifacts", params: {}, event: "sweep", since: start - 8 * day },
          due: now,
          about: { name: job.name, ref: job.pipeline.ref, pipelineId: job.pipeline.id, page: pages.get(job.id) ?? "" },
        },
        { heardAt: now, now },
      );
      await store.putNote(markKey({ source: "gitlab", project: project.id, on: task.object }), mark, undefined);
      tasks.push(task);
    }
    return tasks;
  }

  const tasks = await planAll();
  twin.requests.length = 0;
  const due = () => store.dueTasks(now, 1000);
  return {
    twin,
    project,
    jobs,
    tasks,
    store,
    worker,
    client,
    pass(seconds: number) {
      now += seconds * 1000;
    },
    /** Performs what is due once, together. */
    work: async (by: Worker = worker) => performAll(await due(), by),
    /** The jobs whose archives are gone. */
    gone: () => jobs.filter(({ files }) => !files.some(({ type }) => type === "archive")).map(({ id }) => id),
    state: async (job: Job) => (await store.task(tasks.find((task) => jobIdOf(task) === job.id)?.id ?? ""))?.state,
    task: async (job: Job) => await store.task(tasks.find((task) => jobIdOf(task) === job.id)?.id ?? ""),
    asked: () => twin.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, "")}`),
    sum: async (kind: string) =>
      store.tables
        .all("ledger")
        .filter((item) => String(item.scope).startsWith(`${kind}#`))
        .reduce((all, item) => all + Number(item.n ?? 0), 0),
  };
}

export type BatchStage = Awaited<ReturnType<typeof batchStage>>;

function isBranch(ref: string): boolean {
  return !/^v\d/.test(ref);
}

/** On which page of its project's jobs each stands. */
async function pagesOf({ reads }: GitLab, projectId: number): Promise<ReadonlyMap<number, string>> {
  const pages = new Map<number, string>();
  let cursor: string | undefined;
  do {
    const page = await reads.jobsPage(projectId, cursor);
    for (const { id } of page.items) pages.set(id, cursor ?? "");
    cursor = page.next;
  } while (cursor !== undefined);
  return pages;
}

import type { Context, ScheduledEvent } from "aws-lambda";
import { make as makeTick } from "../../../functions/tick.ts";
import type { WorkerWorld } from "../../../functions/world/worker.ts";
import { actions } from "../../../lib/actions/index.ts";
import { applyRules } from "../../../lib/app/apply.ts";
import { createRulesReader } from "../../../lib/app/rules.ts";
import { unthrottled } from "../../../lib/app/throttle.ts";
import type { GitLab, Store } from "../../../lib/core/ports.ts";
import type { Task } from "../../../lib/core/task.ts";
import { planned } from "../../../lib/core/transitions.ts";
import { silent } from "../../../lib/edge/log.ts";
import { luck, orderedText } from "../../../lib/edge/random.ts";

// A Penstock whose GitLab costs nothing: what is left is its own code and the store.

const source = "gitlab";
const project = { id: 42, path: "shop/api" };
const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: flaky, projects: ["shop/*"], on: job, when: { status: failed }, do: retry, limit: { perJob: 2 }, outage: off }
`;

/** Every job has failed, is alone in its pipeline, and is retried at once. */
function eagerGitLab(): { readonly gitlab: GitLab; readonly calls: () => number } {
  let calls = 0;
  const job = (id: number) => ({
    id,
    name: "build",
    status: "failed" as const,
    pipelineId: id,
    sha: "0a1b2c",
    ref: "main",
  });
  const accepted = async (_: number, id: number) => {
    calls++;
    return { kind: "accepted" as const, status: 201, job: { ...job(id + 1_000_000_000), status: "pending" as const } };
  };
  const reads = {
    job: async (_: number, id: number) => job(id),
    pipelineJobs: async (_: number, id: number) => [job(id)],
    project: async () => project,
    me: async () => ({ id: 900, username: "penstock" }),
  };
  const writes = {
    retry: accepted,
    cancel: accepted,
    play: accepted,
    keep: accepted,
    deleteArtifacts: accepted,
    erase: accepted,
  };
  return { gitlab: { reads, writes } as unknown as GitLab, calls: () => calls };
}

/** What a drain needs: a store with rules in it, and handlers over it. */
export interface DrainWorld {
  readonly store: Store;
  /** One run of `tick`, with a minute to live, or until it is told that it is over. */
  readonly tick: (isOver: () => boolean) => Promise<void>;
  /** The effects so far. */
  readonly calls: () => number;
}

export async function openWorld(store: Store): Promise<DrainWorld> {
  const applied = await applyRules([{ file: "drain.yaml", text: rules }], source, { store, actions });
  if (typeof applied === "string" || "problems" in applied) throw new Error(JSON.stringify(applied));
  const { gitlab, calls } = eagerGitLab();
  const world: WorkerWorld = {
    store,
    rules: createRulesReader({ store, actions, clock: Date.now, log: silent }),
    sources: [{ id: source, projects: ["shop/*"] }],
    gitlab: async () => gitlab,
    throttle: unthrottled,
    clock: Date.now,
    random: orderedText,
    giveWay: async () => {},
    luck,
    settleSeconds: 180,
    callTimeoutSeconds: 12,
    log: silent,
  };
  const handler = makeTick(world);
  return {
    store,
    calls,
    async tick(isOver) {
      const endsAt = Date.now() + 60_000;
      const left = () => (isOver() ? 0 : endsAt - Date.now());
      await handler({} as ScheduledEvent, { getRemainingTimeInMillis: left } as Context);
    },
  };
}

/** Plans one retry for each of some jobs, due now; a hundred in one transaction. */
export async function planRetries(
  store: Store,
  { from, count }: { readonly from: number; readonly count: number },
): Promise<void> {
  for (let at = 0; at < count; at += 100) {
    const tasks = dueRetries({ from: from + at, count: Math.min(100, count - at) });
    const committed = await store.commit(tasks.map((put) => ({ put, seen: "absent" })));
    if (committed !== "written") throw new Error("a task was planned already");
  }
}

/** Tasks that retry some jobs now, as they are planned. */
export function dueRetries({ from, count }: { readonly from: number; readonly count: number }): Task[] {
  const want = { rule: "flaky@1", action: "retry", params: {}, event: "delivery" };
  const now = Date.now();
  return Array.from({ length: count }, (_, at) => {
    const jobId = from + at;
    const effect = { source, project, jobId, verb: "retry" as const };
    return planned({ effect, want, due: now, about: { name: "build", ref: "main", pipelineId: jobId } }, now);
  });
}

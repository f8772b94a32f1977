import { perform } from "../../../lib/app/perform.ts";
import { plan } from "../../../lib/app/plan.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { GitLab, Reply, Write } from "../../../lib/core/ports.ts";
import type { Task } from "../../../lib/core/task.ts";
import { type Cast, dawn, type Scene } from "./cast.ts";
import { deletingGitLab } from "./deleting.ts";
import { gatedReads, gatedStore } from "./gated.ts";
import { type Ground, monthOldJob, prepare, readsOf, workerOf } from "./site.ts";
import { isOfHolds, type Table, tableOf, unseeing, without } from "./table.ts";
import { timeFor } from "./time.ts";

/** A job whose artifacts have just expired, so that GitLab may keep them still; the tasks that delete and keep them. */
export async function justExpired(): Promise<Ground & { readonly keep: Task }> {
  const base = monthOldJob();
  const job: Job = { ...base, artifacts: { files: base.artifacts?.files ?? [], expireAt: dawn - 30_000 } };
  const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: r, projects: ["**"], on: { schedule: { every: 1d } }, do: deleteArtifacts }
  - { id: k, projects: ["**"], on: job, when: { status: success }, do: keep }
`;
  const ground = await prepare({ job, verb: "deleteArtifacts", rules });
  const store = ground.createStore(async () => {});
  const desk = { store, giveWay: async () => {} };
  const { source, project } = ground.task;
  const want = { rule: "k@1", action: "keep", params: {}, event: "d2" };
  const effect = { source, project, jobId: job.id, verb: "keep" as const };
  const { task: keep } = await plan(desk, { effect, want, due: dawn }, { heardAt: dawn, now: dawn });
  return { ...ground, keep };
}

export interface KeepPlay {
  /** How often time goes on to the moment at which a task is due. Default: never. */
  readonly jumps?: number;
  readonly mishaps?: readonly string[];
  /** Takes a guard out of what either writes. */
  readonly without?: (write: Write) => boolean;
}

/**
 * A worker that deletes a job's artifacts and one that keeps them. The deleter's replica lags and shows the expiry for ever,
 * and it does not look early: what is left are the mark of the one and the record of the other.
 */
export function keepAgainstDelete(ground: Awaited<ReturnType<typeof justExpired>>, play: KeepPlay = {}): Scene {
  return (cast) => {
    const table = tableOf(cast, ground, true);
    const { store } = table;
    void store.commit([{ put: ground.keep, seen: "absent" }]);
    let job = ground.job;
    const wrong: string[] = [];
    const isKept = () => store.tables.get("ledger", "kept#gitlab/42", "job:1001") !== undefined;
    const execute = (): void => {
      if (isKept()) wrong.push("artifacts were deleted after their keep was written down");
      job = { ...job, artifacts: null };
    };
    const gitlab = deletingGitLab(cast, { job: () => ground.job, execute });
    cast.allow(play.mishaps ?? []);
    const { jumps = 0 } = play;
    if (jumps > 0) timeFor(cast, { store, jumps, isHeldUp: gitlab.holdsUpTime });
    const keep = async (): Promise<Reply> =>
      cast.step({ actor: "keeper", what: "POST keep" }, () => {
        if (!job.artifacts) return { kind: "rejected", status: 404, message: "404 Not Found" };
        job = { ...job, artifacts: { ...job.artifacts, expireAt: null } };
        return { kind: "accepted", status: 200, job };
      });
    const deleter = gitlab.of("deleter");
    const reads = gatedReads(
      readsOf(() => job),
      { cast, actor: "keeper", isSafe: true },
    );
    const both = { table, cast, ground, play };
    acting({ ...both, name: "deleter", task: ground.task, gitlab: deleter });
    acting({ ...both, name: "keeper", task: ground.keep, gitlab: { reads, writes: { ...deleter.writes, keep } } });
    return {
      state: () => [store.tables.all("tasks"), store.tables.all("ledger"), job.artifacts, gitlab.state(), wrong],
      broken: () => {
        const isDone = store.tables.get("tasks", ground.keep.id)?.state === "done";
        return isDone && !job.artifacts ? [...wrong, "a keep is done whose artifacts are gone"] : wrong;
      },
    };
  };
}

interface Acting {
  readonly name: string;
  readonly task: Task;
  readonly gitlab: GitLab;
  readonly table: Table;
  readonly cast: Cast;
  readonly ground: Ground;
  readonly play: KeepPlay;
}

function acting({ name, task, gitlab, table, cast, ground, play }: Acting): void {
  const isSteady = ({ scope }: { scope: string }) => /^(swept|switch)#/.test(scope) || isOfHolds({ scope, key: "" });
  const gated = without(gatedStore(table.store, { cast, actor: name, isSteady, isSafe: true }), play.without);
  const store = name === "deleter" ? unseeing(gated) : gated;
  const worker = { ...workerOf({ name, cast, store, gitlab, ground }), giveWay: table.giveWay(name) };
  const { tables } = table.store;
  const isOpen = () => Number(tables.get("tasks", task.id)?.due ?? Number.POSITIVE_INFINITY) <= cast.clock();
  cast.actor(name, async () => {
    for (let runs = 1 + (name === "keeper" ? (play.jumps ?? 0) : 0); runs > 0; runs--) {
      const seen = await cast.step({ actor: name, what: "wakes", isOpen }, () => table.store.task(task.id));
      if (seen) await perform(seen, worker);
    }
  });
}

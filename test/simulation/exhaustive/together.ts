import { performTogether } from "../../../lib/app/batch/performTogether.ts";
import { plan } from "../../../lib/app/plan.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { LedgerKey } from "../../../lib/core/key.ts";
import type { GitLab, Reply, Write } from "../../../lib/core/ports.ts";
import type { Task } from "../../../lib/core/task.ts";
import { askForHold, type HoldAnswer } from "./askForHold.ts";
import { type Cast, dawn, type Scene } from "./cast.ts";
import { gatedStore } from "./gated.ts";
import { expiredArtifacts } from "./hold.ts";
import { type Ground, monthOldJob, readsOf, workerOf } from "./site.ts";
import { isOfHolds, tableOf, unseeing, without } from "./table.ts";

/** Two jobs of one pipeline whose artifacts have expired, and the tasks that delete them. */
export async function twoExpired(): Promise<Ground & { readonly tasks: readonly Task[] }> {
  const ground = await expiredArtifacts();
  const { source, project, wants } = ground.task;
  const [want] = wants;
  if (!want) throw new Error("nobody wants it");
  const desk = { store: ground.createStore(async () => {}), giveWay: async () => {} };
  const effect = { source, project, jobId: 1002, verb: "deleteArtifacts" as const };
  const { task } = await plan(desk, { effect, want, due: dawn }, { heardAt: dawn, now: dawn });
  return { ...ground, tasks: [ground.task, task] };
}

export interface BatchPlay {
  /** Default: the pipeline of both. */
  readonly on?: string;
  readonly mishaps?: readonly string[];
  /** Takes a guard out of what the worker writes. */
  readonly without?: (write: Write) => boolean;
}

const callMishaps = ["request lost", "answer lost"];

/** A worker that deletes two jobs' artifacts with one request, each behind a mark of its own, and a person who holds their pipeline. */
export function holdAgainstBatch(ground: Awaited<ReturnType<typeof twoExpired>>, play: BatchPlay = {}): Scene {
  return (cast) => {
    const table = tableOf(cast, ground, true);
    const { store } = table;
    const [, other] = ground.tasks;
    if (other) void store.commit([{ put: other, seen: "absent" }]);
    const jobs = new Map([1001, 1002].map((id) => [id, monthOldJob(id)]));
    let answer: HoldAnswer | undefined;
    const deletes: { readonly id: number; readonly isLate: boolean }[] = [];
    const execute = (id: number): void => {
      jobs.set(id, { ...monthOldJob(id), artifacts: null });
      deletes.push({ id, isLate: answer?.accepted === true });
    };
    cast.allow(play.mishaps ?? []);
    cast.actor("worker", async () => {
      const gated = gatedStore(store, { cast, actor: "worker", isSafe: true, isSteady });
      const gitlab = gitlabOf(cast, { jobs, execute });
      const seen = unseeing(without(gated, play.without));
      const worker = workerOf({ name: "worker", cast, store: seen, gitlab, ground });
      await performTogether(ground.tasks, { ...worker, giveWay: table.giveWay("worker") });
    });
    cast.actor("person", async () => {
      const seen = gatedStore(store, { cast, actor: "person", isSafe: true, isSteady: isPersons });
      const on = play.on ?? "pipeline:501";
      answer = await askForHold(seen, { cast, on, ground, giveWay: table.giveWay("person") });
    });
    return {
      state: () => [store.tables.all("tasks"), store.tables.all("ledger"), deletes, answer],
      broken: () => deletes.flatMap((one) => whatBroke(one, answer)),
    };
  };
}

function whatBroke({ id, isLate }: { id: number; isLate: boolean }, answer: HoldAnswer | undefined): string[] {
  if (isLate) return [`the artifacts of job ${id} were deleted after a hold on their pipeline was accepted`];
  const isNamed = answer?.names.some((name) => name.includes(`job:${id}/`)) ?? true;
  return isNamed || answer?.accepted ? [] : [`a hold came too late for the delete of job ${id}, and did not name it`];
}

/** What nobody changes while it matters: the worker sees no hold early, and nobody moves the switch. */
function isSteady(key: LedgerKey): boolean {
  return isOfHolds(key) || /^(swept|switch)#/.test(key.scope);
}

function isPersons({ scope, key }: LedgerKey): boolean {
  return !scope.startsWith("inflight#") || key === "project-wide";
}

function gitlabOf(cast: Cast, scene: { jobs: ReadonlyMap<number, Job>; execute: (id: number) => void }): GitLab {
  const none = async (): Promise<Reply> => ({ kind: "rejected", status: 403, message: "nothing but deletes here" });
  return {
    // What GitLab shows changes with the worker's own request alone: its looks are no steps.
    reads: { ...readsOf(() => monthOldJob()), job: async (_: number, id: number) => scene.jobs.get(id) },
    writes: {
      retry: none,
      cancel: none,
      play: none,
      keep: none,
      deleteArtifacts: none,
      erase: none,
      deleteProjectArtifacts: none,
      deletesAtOnce: 100,
      deleteArtifactsOf: (ids) =>
        cast.step({ actor: "worker", what: "deletes together", mishaps: callMishaps }, (way) => {
          if (way !== "request lost") for (const id of ids) scene.execute(id);
          const reply: Reply = way === "" ? { kind: "accepted", status: 200 } : { kind: "unknown", message: way };
          return new Map(ids.map((id) => [id, reply]));
        }),
    },
  };
}

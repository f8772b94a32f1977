import { perform } from "../../../lib/app/perform.ts";
import { projectWide } from "../../../lib/core/hold.ts";
import type { LedgerKey } from "../../../lib/core/key.ts";
import type { GitLab, Write } from "../../../lib/core/ports.ts";
import type { MemoryStore } from "../../../lib/store/memory.ts";
import { askForHold, type HoldAnswer } from "./askForHold.ts";
import { type Cast, dawn, type Plot, type Scene } from "./cast.ts";
import { deletingGitLab } from "./deleting.ts";
import { gatedStore } from "./gated.ts";
import { type Ground, monthOldJob, prepare, workerOf } from "./site.ts";
import { isOfHolds, type Table, tableOf, unseeing, without } from "./table.ts";
import { timeFor } from "./time.ts";

/** A job whose artifacts have expired, and the task that deletes them. */
export function expiredArtifacts(): Promise<Ground> {
  const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: r, projects: ["**"], on: { schedule: { every: 1d } }, do: deleteArtifacts }
`;
  return prepare({ job: monthOldJob(), verb: "deleteArtifacts", rules });
}

export interface Play {
  /** Workers that are woken at once; one that is called `tick` comes when time has passed, once for each time. */
  readonly workers: readonly string[];
  /** What the person wants held. Default: the job. */
  readonly on?: string;
  /** How often time goes on to the moment at which the task is due. Default: never. */
  readonly jumps?: number;
  /** One of these may happen. Default: none. */
  readonly mishaps?: readonly string[];
  /** A transaction is done at once, and refuses no other. Default: it is under way for a while. */
  readonly isAtomic?: boolean;
  /** The workers look early for holds. Default: they do not, so that what is proved rests on the mark. */
  readonly looksEarly?: boolean;
  /** Takes a guard out of what the workers write. */
  readonly without?: (write: Write) => boolean;
  /** A worker and a person of another kind, in place of the real ones. */
  readonly worker?: (store: MemoryStore, gitlab: GitLab) => Promise<void>;
  readonly person?: (store: MemoryStore) => Promise<HoldAnswer>;
  /** The task that such a worker performs, where it is not the one that was prepared. */
  readonly taskId?: string;
}

/** Workers that delete a job's artifacts, and a person who wants them held. */
export function holdAgainstDelete(ground: Ground, play: Play): Scene {
  return (cast) => {
    const table = tableOf(cast, ground, play.isAtomic === true);
    const { store } = table;
    let job = ground.job;
    let answer: HoldAnswer | undefined;
    const deletes = { before: 0, after: 0 };
    const execute = (): void => {
      job = { ...job, artifacts: null };
      deletes[answer?.accepted ? "after" : "before"]++;
    };
    const gitlab = deletingGitLab(cast, { job: () => job, execute });
    cast.allow(play.mishaps ?? []);
    const { jumps = 0 } = play;
    if (jumps > 0) timeFor(cast, { store, jumps, isHeldUp: (to) => table.isBusy() || gitlab.holdsUpTime(to) });
    for (const name of play.workers) {
      const isSteady = (key: LedgerKey) => !play.worker && isWorkers(key, stateOf(table, ground));
      const gated = without(gatedStore(store, { cast, actor: name, isSteady }), play.without);
      const seen = play.looksEarly || play.worker ? gated : unseeing(gated);
      const client = gitlab.of(name);
      if (play.worker) cast.actor(name, () => play.worker?.(seen, client) ?? Promise.resolve());
      else cast.actor(name, () => working({ name, seen, client, table, jumps, cast, ground }));
    }
    cast.actor("person", async () => {
      const person = gatedStore(store, { cast, actor: "person", isSafe: true, isSteady: isPersons });
      answer = await (play.person?.(person) ??
        askForHold(person, { cast, on: play.on, ground, giveWay: table.giveWay("person") }));
    });
    return plotOf({
      state: () => [
        store.tables.all("tasks"),
        store.tables.all("ledger"),
        job.artifacts,
        answer,
        deletes,
        gitlab.state(),
      ],
      answer: () => answer,
      deletes,
      taskId: play.taskId ?? ground.task.id,
    });
  };
}

/** What only the person writes, or nobody here. */
function isPersons({ scope, key }: LedgerKey): boolean {
  return !scope.startsWith("inflight#") || key === projectWide;
}

/**
 * Nobody moves the switch: a worker's steps around it matter only between mark and call. To look for holds early is part of
 * the step before: nothing that anybody does between the two would change either.
 */
function isWorkers(key: LedgerKey, state: unknown): boolean {
  return isOfHolds(key) || key.scope.startsWith("swept#") || (key.scope.startsWith("switch#") && state !== "calling");
}

function stateOf({ store }: Table, { task }: Ground): unknown {
  return store.tables.get("tasks", task.id)?.state;
}

interface Working {
  readonly name: string;
  readonly seen: MemoryStore;
  readonly client: GitLab;
  readonly table: Table;
  readonly jumps: number;
  readonly cast: Cast;
  readonly ground: Ground;
}

async function working({ name, seen, client, table, jumps, cast, ground }: Working): Promise<void> {
  const { id } = ground.task;
  const { tables } = table.store;
  const isLate = name === "tick";
  const isOpen = () =>
    Number(tables.get("tasks", id)?.due ?? Number.POSITIVE_INFINITY) <= cast.clock() &&
    (!isLate || cast.clock() > dawn);
  const worker = { ...workerOf({ name, cast, store: seen, gitlab: client, ground }), giveWay: table.giveWay(name) };
  for (let runs = isLate ? jumps : 1; runs > 0; runs--) {
    const task = await cast.step({ actor: name, what: "wakes", isOpen }, () => table.store.task(id));
    if (task) await perform(task, worker);
  }
}

interface Ended {
  readonly state: () => unknown;
  readonly answer: () => HoldAnswer | undefined;
  readonly deletes: { readonly before: number; readonly after: number };
  readonly taskId: string;
}

function plotOf({ state, answer, deletes, taskId }: Ended): Plot {
  return {
    state,
    broken() {
      const said = answer();
      const isDone = deletes.before + deletes.after > 0;
      const isUntold = isDone && said !== undefined && !said.accepted && !said.names.includes(taskId);
      return [
        ...(deletes.after > 0 ? ["artifacts were deleted after a hold on them was accepted"] : []),
        ...(isUntold ? ["a hold came too late for a delete, and its task was not named"] : []),
      ];
    },
  };
}

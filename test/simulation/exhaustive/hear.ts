import { actions } from "../../../lib/actions/index.ts";
import { perform } from "../../../lib/app/perform.ts";
import { receive } from "../../../lib/app/receive.ts";
import type { Event } from "../../../lib/core/event.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { GitLab, Reply } from "../../../lib/core/ports.ts";
import { oneByOne } from "../../app/nothingFurther.ts";
import { dawn, type Scene } from "./cast.ts";
import { gatedReads, gatedStore } from "./gated.ts";
import { type Ground, prepare, readsOf, workerOf } from "./site.ts";
import { time } from "./time.ts";

/** A gate that cannot be opened yet, and a task that somebody planned for it too early. */
export function closedGate(): Promise<Ground> {
  const job: Job = { id: 1002, name: "deploy", status: "created", since: dawn - 60_000, userId: 7 };
  const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: r, projects: ["**"], on: pipeline, when: { status: manual }, do: { play: { job: deploy } } }
`;
  return prepare({ job, verb: "play", rules });
}

/** A worker that looks whether a gate can be opened, and a hook that tells that it can: from any moment on. */
export function hearWhileLooking(ground: Ground, { moves = [] }: { readonly moves?: readonly number[] } = {}): Scene {
  return (cast) => {
    let underWay = 0;
    const store = ground.createStore(async () => {
      underWay++;
      await cast.step({ actor: "table", what: "a transaction ends" }, () => underWay--);
    });
    let job = ground.job;
    let plays = 0;
    const giveWay = (actor: string) => () =>
      cast.step({ actor, what: "gives way", isOpen: () => underWay === 0 }, () => undefined);
    const play = async (): Promise<Reply> => {
      plays++;
      return { kind: "accepted", status: 200, job: { ...job, status: "pending" } };
    };
    const none = async (): Promise<Reply> => ({ kind: "rejected", status: 403, message: "nothing but plays here" });
    time(cast, { moves, mayGoOn: () => true });

    cast.actor("worker", async () => {
      const reads = gatedReads(
        readsOf(() => job),
        { cast, actor: "worker", isSafe: true },
      );
      const gitlab: GitLab = {
        reads,
        writes: { play, retry: none, cancel: none, keep: none, deleteArtifacts: none, erase: none, ...oneByOne },
      };
      const seen = gatedStore(store, { cast, actor: "worker", isSafe: true, isSteady: () => true });
      const worker = workerOf({ name: "worker", cast, store: seen, gitlab, ground });
      await perform(ground.task, { ...worker, giveWay: giveWay("worker") });
    });
    cast.actor("gitlab", async () => {
      await cast.step({ actor: "gitlab", what: "the gate can be opened" }, () => {
        job = { ...job, status: "manual", since: cast.clock() };
      });
      const receivedAt = await cast.step({ actor: "gitlab", what: "its hook comes" }, () => cast.clock());
      const event: Event = {
        ...{ kind: "pipeline", id: "d2", source: "gitlab", receivedAt, project: ground.task.project },
        ...{ pipeline: { id: 501 }, jobs: [job] },
      };
      const seen = gatedStore(store, { cast, actor: "gitlab", isSafe: true });
      const { rules, random, clock } = workerOf({ name: "hook", cast, store, gitlab: noGitLab, ground });
      await receive(event, { store: seen, rules, actions, clock, random, giveWay: giveWay("gitlab"), record: "all" });
    });
    const task = () => store.tables.get("tasks", ground.task.id);
    return {
      state: () => [task(), store.tables.all("ledger"), job.status, plays],
      broken: () =>
        plays === 0 && task()?.due === undefined
          ? ["that the gate can be opened was heard, and nobody looks any more"]
          : [],
    };
  };
}

const noGitLab = {} as unknown as GitLab;

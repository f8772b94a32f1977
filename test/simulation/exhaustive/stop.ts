import { perform } from "../../../lib/app/perform.ts";
import { moveSwitch } from "../../../lib/app/switch.ts";
import type { Job } from "../../../lib/core/job.ts";
import type { GitLab, Reply } from "../../../lib/core/ports.ts";
import type { Instant } from "../../../lib/core/time.ts";
import type { MemoryStore } from "../../../lib/store/memory.ts";
import { oneByOne } from "../../app/nothingFurther.ts";
import { type Cast, dawn, type Scene } from "./cast.ts";
import { gatedReads, gatedStore } from "./gated.ts";
import { type Ground, prepare, readsOf, workerOf } from "./site.ts";
import { time } from "./time.ts";

/** A job that failed, and the task that retries it. */
export function failedJob(): Promise<Ground> {
  const job: Job = { id: 1001, name: "build", status: "failed", since: dawn - 60_000, userId: 7 };
  const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: r, projects: ["**"], on: job, when: { status: failed }, do: retry }
`;
  return prepare({ job, verb: "retry", rules });
}

/** How long a call may take to find a connection: it counts as started only then. */
const connectMillis = 3_000;

export interface Pace {
  /** How far time may go on between any two steps, e.g. twice 999 ms and once 3 s. */
  readonly moves: readonly number[];
  /** A worker that looks at the switch once, long before its call. */
  readonly looksOnce?: boolean;
}

/** A worker that retries a job, a person who stops everything, and time that passes between their steps. */
export function stopAgainstCall(ground: Ground, { moves, looksOnce = false }: Pace): Scene {
  return (cast) => {
    const store = ground.createStore(() => cast.step({ actor: "table", what: "a transaction ends" }, () => undefined));
    let certainAt: Instant | undefined;
    let atTheSocketSince: Instant | undefined;
    const calls: { at: Instant; certainAt: Instant | undefined }[] = [];
    const retry = async (): Promise<Reply> => {
      atTheSocketSince = cast.clock();
      await cast.step({ actor: "worker", what: "POST retry" }, () => calls.push({ at: cast.clock(), certainAt }));
      atTheSocketSince = undefined;
      return { kind: "unknown", message: "the answer does not matter here" };
    };
    const mayGoOn = (millis: number) =>
      atTheSocketSince === undefined || cast.clock() + millis <= atTheSocketSince + connectMillis;
    time(cast, { moves, mayGoOn });

    cast.actor("worker", async () => {
      const seen = withSlowAnswers(gatedStore(store, { cast, actor: "worker", isSafe: true }), cast);
      const gitlab = gitlabOf(cast, ground, retry);
      const worker = workerOf({ name: "worker", cast, store: looksOnce ? remembering(seen) : seen, gitlab, ground });
      await perform(ground.task, worker);
    });
    cast.actor("person", async () => {
      const seen = gatedStore(store, { cast, actor: "person", isSafe: true });
      const move = { source: "gitlab", step: "stop", what: "everything", who: "local", reason: "a bad night" } as const;
      const moved = await moveSwitch(move, { store: seen, clock: cast.clock, random: () => "stop-1", verbs: [] });
      if ("effectiveAt" in moved) certainAt = moved.effectiveAt;
    });
    return {
      state: () => [store.tables.all("tasks"), store.tables.all("ledger"), certainAt, atTheSocketSince, calls],
      broken: () =>
        calls.flatMap((call) =>
          call.certainAt !== undefined && call.at > call.certainAt
            ? [`a call started ${call.at - call.certainAt} ms after the stop was certain`]
            : [],
        ),
    };
  };
}

function gitlabOf(cast: Cast, ground: Ground, retry: () => Promise<Reply>): GitLab {
  const none = async (): Promise<Reply> => ({ kind: "rejected", status: 403, message: "nothing but retries here" });
  return {
    reads: gatedReads(
      readsOf(() => ground.job),
      { cast, actor: "worker", isSafe: true },
    ),
    writes: { retry, cancel: none, play: none, keep: none, deleteArtifacts: none, erase: none, ...oneByOne },
  };
}

/** The answer to a look at the switch comes in a step of its own: it may be old by then. */
function withSlowAnswers(store: MemoryStore, cast: Cast): MemoryStore {
  return {
    ...store,
    tables: store.tables,
    async note(key) {
      const note = await store.note(key);
      return cast.step({ actor: "worker", what: "the answer comes" }, () => note);
    },
  };
}

function remembering(store: MemoryStore): MemoryStore {
  const known = new Map<string, Promise<string | undefined>>();
  return {
    ...store,
    tables: store.tables,
    note(key) {
      const note = known.get(key.scope) ?? store.note(key);
      known.set(key.scope, note);
      return note;
    },
  };
}

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { NewCrowd } from "../../../infra/twin/crowd/addCrowd.ts";
import type { Instant } from "../../../lib/core/time.ts";
import type { Expected, Left } from "./census.ts";

export interface TwinWish {
  readonly start: Instant;
  readonly crowd: NewCrowd;
}

type Ask =
  | { readonly what: "time"; readonly at: Instant }
  | { readonly what: "served" | "left" | "effects" }
  | { readonly what: "expected"; readonly expiredBy: Instant };
export type Order = Ask & { readonly id: number };

/** An answer; that to 0 comes by itself, once the twin is there. */
export interface Report {
  readonly id: number;
  readonly value: unknown;
}

/** What the twin was asked. */
export interface Served {
  readonly requests: number;
  /** Answered with 429. */
  readonly refused: number;
  /** Answered with another error; that a branch or a tag is not there is none. */
  readonly failed: number;
  readonly byKind: ReadonlyMap<string, number>;
}

/** The twin, in a process of its own. */
export interface TwinProcess {
  readonly url: string;
  readonly token: string;
  readonly jobs: number;
  setTime(at: Instant): Promise<void>;
  served(): Promise<Served>;
  /** What each project's jobs have left, counted by the twin's own code. */
  left(): Promise<ReadonlyMap<number, Left>>;
  /** The jobs whose artifacts should go, by what had expired then. */
  expected(expiredBy: Instant): Promise<Expected>;
  /** What was really changed, oldest first. */
  effects(): Promise<readonly { readonly verb: string; readonly jobId: number }[]>;
  close(): Promise<void>;
}

export async function startTwinProcess(wish: TwinWish): Promise<TwinProcess> {
  const child = fork(new URL("twinProcess.ts", import.meta.url), [JSON.stringify(wish)], {
    execArgv: ["--max-old-space-size=6144"],
    serialization: "advanced",
  });
  const ask = asker(child);
  const first = (await ask.first) as Pick<TwinProcess, "url" | "token" | "jobs">;
  return {
    ...first,
    setTime: async (at) => void (await ask.order({ what: "time", at })),
    async served() {
      const { byKind, ...rest } = (await ask.order({ what: "served" })) as Omit<Served, "byKind"> & {
        byKind: readonly (readonly [string, number])[];
      };
      return { ...rest, byKind: new Map(byKind) };
    },
    left: async () => new Map((await ask.order({ what: "left" })) as readonly (readonly [number, Left])[]),
    expected: async (expiredBy) => (await ask.order({ what: "expected", expiredBy })) as Expected,
    effects: async () => (await ask.order({ what: "effects" })) as { verb: string; jobId: number }[],
    async close() {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}

function asker(child: ChildProcess) {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let serial = 0;
  const expect = (id: number) => {
    const one = Promise.withResolvers<unknown>();
    waiting.set(id, one);
    return one.promise;
  };
  child.on("message", ({ id, value }: Report) => {
    waiting.get(id)?.resolve(value);
    waiting.delete(id);
  });
  child.on("exit", (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the twin ended with ${code}`));
    waiting.clear();
  });
  return {
    first: expect(0),
    order(what: Ask) {
      const answer = expect(++serial);
      child.send({ ...what, id: serial } satisfies Order);
      return answer;
    },
  };
}

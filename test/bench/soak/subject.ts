import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import * as z from "zod";

const WeightSchema = z.object({
  /** After a collection. */
  heapBytes: z.number(),
  rssBytes: z.number(),
  /** Buffers beside the heap. */
  besideBytes: z.number(),
  /** What keeps the process from ending: sockets, timers, requests under way. */
  handles: z.int(),
  cpuMicros: z.number(),
  /** What was logged as an error. */
  faults: z.object({ count: z.int(), last: z.string() }),
});
/** What the process takes. */
export type Weight = z.infer<typeof WeightSchema>;
const Begun = z.object({ url: z.string() });

/** A whole Penstock in a process of its own. */
export interface Subject {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Where hooks go. */
  readonly hookUrl: string;
  weigh(): Promise<Weight>;
  /** Lets the patrol run now, beside its ten minutes. */
  patrol(): Promise<Weight>;
  close(): Promise<void>;
}

export interface Wish {
  /** Where the tables are. */
  readonly database: string;
  readonly gitlab: { readonly url: string; readonly token: string };
  readonly secret: string;
  readonly apiToken: string;
  readonly rules: string;
}

/** @throws Error when it ends before it listens */
export async function startSubject(wish: Wish): Promise<Subject> {
  const child = fork(new URL("house.ts", import.meta.url), [JSON.stringify(wish)]);
  const { url } = Begun.parse(await heard(child));
  let turn: Promise<unknown> = Promise.resolve();
  const ask = (order: "weigh" | "patrol") => {
    const answer = turn.then(async () => {
      const told = heard(child);
      child.send(order);
      return WeightSchema.parse(await told);
    });
    turn = answer.catch(() => {});
    return answer;
  };
  return {
    url,
    hookUrl: `${url}/gitlab/gitlab`,
    weigh: () => ask("weigh"),
    patrol: () => ask("patrol"),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}

async function heard(child: ChildProcess): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const left = () => reject(new Error("Penstock ended"));
  child.once("message", resolve);
  child.once("exit", left);
  try {
    return await promise;
  } finally {
    child.off("message", resolve);
    child.off("exit", left);
  }
}

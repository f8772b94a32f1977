import type { Queued } from "./hook.ts";

/** Which events are meant: those that fit in all that is given; nothing given is all. */
export interface Matching {
  readonly event?: Queued["event"];
  readonly hookId?: number;
  readonly jobId?: number;
  readonly pipelineId?: number;
  /** Of the job or the pipeline, when it happened. */
  readonly status?: string;
}

/** What waits to be sent, and what a person keeps from being sent for a while. */
export interface Queue {
  readonly waiting: readonly Queued[];
  readonly held: readonly Queued[];
  add(queued: Queued): void;
  /** All that waits and is not held, which waits no more. */
  takeAll(): Queued[];
  /** Keeps back such events, those that wait and those that will come; returns how many wait. */
  hold(matching?: Matching): number;
  /** What was kept back goes behind what waits now, and nothing is kept back any more; returns how many there were. */
  release(): number;
}

export function makeQueue(): Queue {
  const waiting: Queued[] = [];
  const held: Queued[] = [];
  const holds: Matching[] = [];
  return {
    waiting,
    held,
    add: (queued) => (holds.some((matching) => fits(queued, matching)) ? held : waiting).push(queued),
    takeAll: () => waiting.splice(0),
    hold(matching = {}) {
      holds.push(matching);
      const all = waiting.splice(0);
      held.push(...all.filter((queued) => fits(queued, matching)));
      waiting.push(...all.filter((queued) => !fits(queued, matching)));
      return held.length;
    },
    release() {
      holds.splice(0);
      return waiting.push(...held.splice(0));
    },
  };
}

/** So many of the next such events are to be treated in some way. */
export interface Order {
  readonly matching: Matching;
  left: number;
}

/** Whether one of the orders means that event; it is one less then. */
export function takeOrder(orders: readonly Order[], queued: Queued): boolean {
  const found = orders.find(({ left, matching }) => left > 0 && fits(queued, matching));
  if (found) found.left--;
  return found !== undefined;
}

function fits({ event, hook, about }: Queued, matching: Matching): boolean {
  const actual: Matching = { event, hookId: hook.id, ...about };
  return Object.entries(matching).every(([name, wanted]) => actual[name as keyof Matching] === wanted);
}

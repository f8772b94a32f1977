import type { Gate } from "../../core/gate.ts";
import type { Store } from "../../core/ports.ts";
import type { Task } from "../../core/task.ts";
import type { Instant } from "../../core/time.ts";
import { minuteMillis, minuteOf, mostPerMinute } from "./rate.ts";

// A gate that only a calendar keeps shut is parked. Those that wait for the same opening pass in the order in which they
// began to wait: the oldest whose task is due goes first, and hands on to the next once it was played or closed.

/** So long, beside what its place in the queue takes, a gate lets older ones go first: one that is stuck keeps nobody for ever. */
const patienceMillis = 15 * minuteMillis;

/** So many tasks of older gates are asked for at most: all but the stuck ones are due in their turn. */
const mostAsked = 25;

/** When somebody looks at a parked gate: at the opening, or as many minutes later as the older ones take. */
export function lookAtOpening(opensAt: Instant, gate: Gate, gates: readonly Gate[]): Instant {
  return opensAt + minutesOf(queued(gate, gates).older.length);
}

/** Whom a gate lets go first, when it is looked at again, and since when it does. */
export interface Behind {
  readonly reason: string;
  readonly at: Instant;
  readonly since: Instant;
}

/** Whom a gate lets go first though its calendar is open; `undefined`: it is its turn. @throws StoreError */
export async function behindWhom(
  gate: Gate,
  {
    gates,
    store,
    now,
  }: { readonly gates: readonly Gate[]; readonly store: Pick<Store, "task">; readonly now: Instant },
): Promise<Behind | undefined> {
  const { older } = queued(gate, gates);
  const since = gate.behindSince ?? now;
  const patience = minutesOf(older.length) + patienceMillis;
  // Behind one that is stuck the others wait alike: they keep their order all the same.
  const alive = now < since + patience ? older : older.filter(({ behindSince }) => behindSince !== undefined);
  const first = now < since + 2 * patience ? await inTheWay(alive, store, now) : undefined;
  if (!first) return undefined;
  const which = first.pipelineId === undefined ? "" : ` of pipeline ${first.pipelineId}`;
  const reason = `${JSON.stringify(first.name)}${which} waits longer for the same opening and goes first`;
  return { reason, at: minuteOf(now) + minuteMillis + minutesOf(older.length), since };
}

/** The task of who is next behind a gate that waited for an opening. */
export function nextBehind(gate: Gate, gates: readonly Gate[]): string | undefined {
  return queued(gate, gates).younger[0]?.task;
}

function minutesOf(older: number): number {
  return Math.floor(older / mostPerMinute) * minuteMillis;
}

/** Those that wait for the same opening, the oldest first. */
function queued(
  gate: Gate,
  gates: readonly Gate[],
): { readonly older: readonly Gate[]; readonly younger: readonly Gate[] } {
  const same = gates
    .filter((one) => one.parkedUntil === gate.parkedUntil && one.task !== gate.task && !isThrough(one))
    .toSorted(byAge);
  return {
    older: same.filter((one) => byAge(one, gate) < 0),
    younger: same.filter((one) => byAge(one, gate) > 0),
  };
}

function isThrough({ closed, playedAt, parkedUntil }: Gate): boolean {
  return closed !== undefined || (playedAt !== undefined && parkedUntil !== undefined && playedAt >= parkedUntil);
}

function byAge(one: Gate, other: Gate): number {
  return one.openedAt - other.openedAt || (one.pipelineId ?? 0) - (other.pipelineId ?? 0) || one.job - other.job;
}

/** The oldest whose turn it is. */
async function inTheWay(older: readonly Gate[], store: Pick<Store, "task">, now: Instant): Promise<Gate | undefined> {
  for (const gate of older.slice(0, mostAsked)) {
    const task = await store.task(gate.task);
    if (task && isItsTurn(task, now)) return gate;
  }
  return undefined;
}

/** One that is looked at, or comes due until the next minute's places are free. Trouble of its own keeps nobody else. */
function isItsTurn({ state, due, calls, unsure, backingOff }: Task, now: Instant): boolean {
  if (state === "claimed") return true;
  if (state !== "waiting" || calls > 0 || unsure || backingOff || due === undefined) return false;
  return due <= minuteOf(now) + minuteMillis;
}
